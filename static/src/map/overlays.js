/**
 * What is true now, as GeoJSON for the map's own sources; `layers.js` draws it. Who moves is drawn by `crowd.js`.
 */
import { computed } from "@preact/signals";
import { board } from "../board.js";
import { found } from "../console/candidates.js";
import { circle as reached } from "../console/circle.js";
import { incidentOf, standingOf } from "../console/people.js";
import { layers, opened, shown } from "../console/state.js";
import { ageWord, byFix, slowly, tracked } from "../console/placing.js";
import { say } from "../words.js";
import { aedFeatures } from "./aeds.js";
import { drawnFeatures } from "./ground.js";
import { routes, zonesAt } from "./journeys.js";
import { drawn, pin } from "./sight.js";

/** @typedef {GeoJSON.Feature} Feature */

/** @type {GeoJSON.FeatureCollection} */
export const NOTHING = { type: "FeatureCollection", features: [] };

const IDLE = new Set(["available", "resting"]);
const GOING = new Set(["assigned", "en_route", "on_scene", "returning"]);
/** They have left their station, so its place is only where they were last. */
const ELSEWHERE = new Set(["en_route", "returning", "lost"]);
/** Of people's names on the map, in pixels. */
export const NAME_SIZE = 11;
const CIRCLE_POINTS = 48;
const M_PER_DEGREE = 111_320;

/** @param {[number, number]} at @param {Record<string, unknown>} properties @returns {Feature} */
const point = (at, properties) => ({
  type: "Feature",
  geometry: { type: "Point", coordinates: at },
  properties,
});

/**
 * Places in rings of six, twelve … around a sign.
 *
 * @param {number} index
 * @param {number} step from ring to ring, in pixels
 * @returns {[number, number]}
 */
export function fan(index, step) {
  let ring = 1;
  let first = 0;
  while (index >= first + 6 * ring) {
    first += 6 * ring;
    ring += 1;
  }
  const angle = (2 * Math.PI * (index - first)) / (6 * ring) - Math.PI / 2;
  return [Math.round(Math.cos(angle) * step * ring), Math.round(Math.sin(angle) * step * ring)];
}

/** @param {string} volunteer */
const pickedByPlan = (volunteer) => considered.value.get(volunteer)?.picked ?? false;

const considered = computed(() => new Map((found.value?.people ?? []).map((candidate) => [candidate.volunteer, candidate])));

/** @param {import("../rows.js").Volunteer} volunteer @param {string} standing */
const isNamed = (volunteer, standing) =>
  shown.value?.id === volunteer.id || (GOING.has(standing) && incidentOf(volunteer.id) === opened.value);

/** @returns {Feature[]} everyone on duty or asked who is placed by where they should be, not by their own fix */
export function peopleFeatures() {
  if (!layers.value.has("people")) return [];
  /** @type {Map<string, number>} */
  const places = new Map();
  /** @type {Feature[]} */
  const features = [];
  for (const volunteer of board.volunteers.value.values()) {
    const standing = standingOf(volunteer);
    if (standing === "off" || tracked.value.has(volunteer.id)) continue;
    const placed = placeOf(volunteer, standing);
    if (!placed) continue;
    const nth = places.get(placed.around) ?? 0;
    places.set(placed.around, nth + 1);
    const offset = fan(nth, placed.step);
    const picked = pickedByPlan(volunteer.id);
    features.push(
      point(lonLat(placed), {
        id: volunteer.id,
        table: "volunteers",
        image: `standing-${standing}${ELSEWHERE.has(standing) ? "-old" : ""}`,
        picked,
        quiet: IDLE.has(standing) && !picked && shown.value?.id !== volunteer.id,
        offset,
        nameOffset: [offset[0] / NAME_SIZE + 1, offset[1] / NAME_SIZE],
        name: isNamed(volunteer, standing) ? `${volunteer.name ?? volunteer.id}\n${say(`placed_by.${placed.by}`)}` : "",
      }),
    );
  }
  return features;
}

/**
 * Where somebody must be taken to be without a fix: at the scene once they have said that they are there, else at the
 * station where they are on duty. Several stand around it, `step` pixels apart.
 *
 * @param {import("../rows.js").Volunteer} volunteer
 * @param {string} standing
 * @returns {{lon: number, lat: number, around: string, by: "scene" | "station", step: number} | null}
 */
function placeOf(volunteer, standing) {
  const incident = standing === "on_scene" ? incidentOf(volunteer.id) : undefined;
  const scene = incident === undefined ? null : board.incidents.value.get(incident)?.place;
  if (scene) return { ...scene, around: `scene ${incident}`, by: "scene", step: 25 };
  const station = board.stations.value.get(volunteer.duty_station ?? volunteer.station ?? "");
  return station ? { ...station, around: `station ${station.id}`, by: "station", step: 16 } : null;
}

/** Everyone who is placed by their own fix, as the map draws them. */
export const crowd = computed(() => {
  if (!layers.value.has("people")) return [];
  return byFix.value.map(({ fix, standing, old }) => ({
    volunteer: fix.volunteer,
    lon: fix.lon,
    lat: fix.lat,
    image: `standing-${standing}${old ? "-old" : ""}${pickedByPlan(fix.volunteer) || shown.value?.id === fix.volunteer ? "-picked" : ""}`,
    idle: IDLE.has(standing),
  }));
});

/** Names of those on the way to the opened incident, and how old their fix is. Changes only when what it says does. */
const names = computed(() => {
  void slowly.value; // their ages grow
  if (!layers.value.has("people")) return "[]";
  const features = byFix.value.flatMap(({ fix, standing, old }) => {
    const volunteer = board.volunteers.value.get(fix.volunteer);
    if (!volunteer || !isNamed(volunteer, standing)) return [];
    return point(lonLat(fix), { name: `${volunteer.name ?? volunteer.id}\n${ageWord(fix, old)}`, old });
  });
  return JSON.stringify(features);
});

/** @param {{lon: number, lat: number}} at @returns {[number, number]} */
const lonLat = ({ lon, lat }) => [lon, lat];

/** @returns {Feature[]} */
export function stationFeatures() {
  if (!layers.value.has("stations")) return [];
  return [...board.stations.value.values()].map((station) =>
    point(lonLat(station), {
      id: station.id,
      table: "stations",
      name: station.name,
      crew: station.on_duty,
      shown: shown.value?.id === station.id,
    }),
  );
}

/** @returns {Feature[]} */
export function incidentFeatures() {
  return [...board.incidents.value.values()].flatMap((incident) =>
    incident.place && incident.part_of === null
      ? point(lonLat(incident.place), {
          id: incident.id,
          table: "incidents",
          image: `level-${incident.level}`,
          level: incident.level,
          label: `${incident.id}`,
          opened: incident.id === opened.value,
        })
      : [],
  );
}

/** The areas in which vaguely placed incidents lie, and the call being typed. @returns {Feature[]} */
export function doubtFeatures() {
  const typed = pin.value?.radius_m ? [circle(pin.value.at, pin.value.radius_m)] : [];
  const areas = [...board.incidents.value.values()].flatMap(({ place, part_of }) =>
    place?.uncertainty_m && part_of === null ? circle(lonLat(place), place.uncertainty_m) : [],
  );
  return [...areas, ...typed];
}

/** @param {[number, number]} centre @param {number} radius_m @returns {Feature} */
function circle([lon, lat], radius_m) {
  const up = radius_m / M_PER_DEGREE;
  const across = up / Math.cos((lat * Math.PI) / 180);
  const ring = Array.from({ length: CIRCLE_POINTS + 1 }, (_, i) => {
    const angle = (2 * Math.PI * i) / CIRCLE_POINTS;
    return [lon + across * Math.cos(angle), lat + up * Math.sin(angle)];
  });
  return { type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties: {} };
}

/** @returns {Feature[]} lines and areas as drawn, and a sign on each closure */
export function closureFeatures() {
  if (!layers.value.has("closures")) return [];
  return [...board.closures.value.values()].flatMap(({ id, reason, geometry }) => {
    if (!geometry) return [];
    const properties = { id, table: "closures", reason };
    const sign = point(middle(geometry), { ...properties, sign: true });
    return geometry.type === "Point" ? [sign] : [{ type: "Feature", geometry, properties }, sign];
  });
}

/** A vertex near the middle. @param {GeoJSON.Geometry} geometry @returns {[number, number]} */
export function middle(geometry) {
  const flat = /** @type {any} */ (geometry).coordinates.flat(Infinity);
  const at = Math.floor(flat.length / 4) * 2;
  return [flat[at], flat[at + 1]];
}

/** @returns {Feature[]} the ways of those under way */
export function routeFeatures() {
  if (!layers.value.has("routes")) return [];
  return [...routes.value].map(([assignment, geometry]) => ({
    type: "Feature",
    geometry,
    properties: { opened: board.assignments.value.get(assignment)?.incident === opened.value },
  }));
}

/** @returns {Feature[]} */
export function sketchFeatures() {
  const line = drawn.value.map(([lon, lat]) => [lon, lat]);
  /** @type {Feature[]} */
  const points = drawn.value.map((at) => point([at[0], at[1]], { vertex: true }));
  /** @type {Feature[]} */
  const features = pin.value ? [...points, point(pin.value.at, { pin: true })] : points;
  if (line.length < 2) return features;
  return [...features, { type: "Feature", geometry: { type: "LineString", coordinates: line }, properties: {} }];
}

/** @param {() => Feature[]} features @returns {() => GeoJSON.FeatureCollection} */
const collected = (features) => () => ({ type: "FeatureCollection", features: features() });

/**
 * Source → what it shows, or the address where the map's worker finds it; each is asked again when a signal it reads
 * changes.
 *
 * @type {Record<string, () => GeoJSON.FeatureCollection | string>}
 */
export const OVERLAYS = {
  zones: () => (layers.value.has("zones") && zonesAt.value ? zonesAt.value.href : NOTHING),
  circle: () => reached.value ?? NOTHING,
  doubts: collected(doubtFeatures),
  routes: collected(routeFeatures),
  closures: collected(closureFeatures),
  ground: collected(drawnFeatures),
  boundaries: () => (layers.value.has("boundaries") ? `${location.origin}/api/v1/boundaries` : NOTHING),
  aeds: collected(aedFeatures),
  stations: collected(stationFeatures),
  people: collected(peopleFeatures),
  names: collected(() => JSON.parse(names.value)),
  incidents: collected(incidentFeatures),
  sketch: collected(sketchFeatures),
};
