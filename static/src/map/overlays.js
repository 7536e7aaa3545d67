/**
 * What is true now, as GeoJSON for the map's own sources, and the layers that draw it.
 */
import { board } from "../board.js";
import { found } from "../console/candidates.js";
import { incidentOf, standingOf } from "../console/people.js";
import { BANDS, layers, opened, shown } from "../console/state.js";
import { positions } from "../live.js";
import { now } from "../times.js";
import { MEDIUM } from "./base.js";
import { token } from "./images.js";
import { routes, zoneFeatures } from "./journeys.js";
import { drawn, pin } from "./sight.js";

/** @typedef {GeoJSON.Feature} Feature */
/** @typedef {import("maplibre-gl").LayerSpecification} Layer */

const FRESH_MS = 120_000;
const IDLE = new Set(["available", "resting"]);
const GOING = new Set(["assigned", "en_route", "on_scene", "returning"]);
const NAME_SIZE = 11;
/** From here on everyone on duty is drawn, not only who is asked or going. */
const PEOPLE_ZOOM = 14.4;
export const OWN_ZONE = "zones-own";
/** @type {[number, number]} */
const HERE = [0, 0];
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

/** @returns {Feature[]} everyone on duty or asked */
export function peopleFeatures() {
  if (!layers.value.has("people")) return [];
  const considered = new Map((found.value?.people ?? []).map((candidate) => [candidate.volunteer, candidate]));
  /** @type {Map<string, number>} */
  const places = new Map();
  /** @type {Feature[]} */
  const features = [];
  for (const volunteer of board.volunteers.value.values()) {
    const standing = standingOf(volunteer);
    if (standing === "off") continue;
    const placed = placeOf(volunteer, standing);
    if (!placed) continue;
    const nth = places.get(placed.around) ?? 0;
    places.set(placed.around, nth + 1);
    const offset = placed.around ? fan(nth, placed.step) : HERE;
    const candidate = considered.get(volunteer.id);
    features.push(
      point(lonLat(placed), {
        id: volunteer.id,
        table: "volunteers",
        standing,
        picked: candidate?.picked ?? false,
        quiet: IDLE.has(standing) && !candidate?.picked && shown.value?.id !== volunteer.id,
        offset,
        nameOffset: [offset[0] / NAME_SIZE + 1, offset[1] / NAME_SIZE],
        name: volunteer.name ?? volunteer.id,
        named: shown.value?.id === volunteer.id || (GOING.has(standing) && incidentOf(volunteer.id) === opened.value),
      }),
    );
  }
  return features;
}

/**
 * Where somebody is: their own fix where it is fresh, the scene once they have said that they are there, else the
 * station where they are on duty. `around`: what several people stand around, "" for nothing, `step` pixels apart.
 *
 * @param {import("../rows.js").Volunteer} volunteer
 * @param {string} standing
 * @returns {{lon: number, lat: number, around: string, step: number} | null}
 */
function placeOf(volunteer, standing) {
  const fix = positions.value.get(volunteer.id);
  if (fix && now.peek() - Date.parse(fix.at) < FRESH_MS) return { ...fix, around: "", step: 0 };
  const incident = standing === "on_scene" ? incidentOf(volunteer.id) : undefined;
  const scene = incident === undefined ? null : board.incidents.value.get(incident)?.place;
  if (scene) return { ...scene, around: `scene ${incident}`, step: 25 };
  const station = board.stations.value.get(volunteer.duty_station ?? volunteer.station ?? "");
  return station ? { ...station, around: `station ${station.id}`, step: 16 } : null;
}

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
    incident.place
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

/** The areas in which vaguely placed incidents lie. @returns {Feature[]} */
export function doubtFeatures() {
  return [...board.incidents.value.values()].flatMap(({ place }) =>
    place?.uncertainty_m ? circle(lonLat(place), place.uncertainty_m) : [],
  );
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
function middle(geometry) {
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
  const features = pin.value ? [...points, point(pin.value, { pin: true })] : points;
  if (line.length < 2) return features;
  return [...features, { type: "Feature", geometry: { type: "LineString", coordinates: line }, properties: {} }];
}

/** Source → what it shows; each is recomputed when a signal it reads changes. */
export const OVERLAYS = {
  zones: () => (layers.value.has("zones") ? zoneFeatures.value : []),
  doubts: doubtFeatures,
  routes: routeFeatures,
  closures: closureFeatures,
  stations: stationFeatures,
  people: peopleFeatures,
  incidents: incidentFeatures,
  sketch: sketchFeatures,
};

/**
 * The union of all zones, by band: each band's outlines first, then its opaque fills over them, so that where zones
 * overlap neither their edges nor their colours add up.
 *
 * @returns {Layer[]}
 */
export function zoneLayers() {
  const edge = token("--zone");
  return BANDS.toReversed().flatMap((minutes) => {
    /** @type {import("maplibre-gl").ExpressionSpecification} */
    const filter = ["==", ["get", "minutes"], minutes];
    return /** @type {Layer[]} */ ([
      {
        id: `zones-edge-${minutes}`,
        source: "zones",
        type: "line",
        filter,
        layout: { "line-join": "round" },
        paint: { "line-color": edge, "line-width": 2.4, "line-opacity": 0.8 },
      },
      { id: `zones-${minutes}`, source: "zones", type: "fill", filter, paint: { "fill-color": token(`--zone-${minutes}`) } },
    ]);
  });
}

/** The zone of the station whose card is open. @returns {Layer} */
export function ownZoneLayer() {
  return {
    id: OWN_ZONE,
    source: "zones",
    type: "line",
    filter: ["==", ["get", "station"], ""],
    layout: { "line-join": "round" },
    paint: { "line-color": token("--accent-strong"), "line-width": 1.6 },
  };
}

/** @returns {Layer[]} above the names */
export function overlayLayers() {
  const accent = token("--accent");
  const bad = token("--bad");
  const text = { "text-color": token("--text"), "text-halo-color": token("--map-rim"), "text-halo-width": 1.6 };
  const always = { "icon-allow-overlap": true, "icon-ignore-placement": true };
  const round = /** @type {const} */ ({ "line-cap": "round", "line-join": "round" });
  return [
    {
      id: "doubts",
      source: "doubts",
      type: "fill",
      paint: { "fill-color": bad, "fill-opacity": 0.08, "fill-outline-color": bad },
    },
    {
      id: "closures-line",
      source: "closures",
      type: "line",
      filter: ["!", ["has", "sign"]],
      layout: { "line-join": "round" },
      paint: { "line-color": bad, "line-width": 5, "line-dasharray": [1.2, 0.7] },
    },
    {
      id: "routes-casing",
      source: "routes",
      type: "line",
      layout: round,
      paint: { "line-color": token("--map-rim"), "line-width": 7, "line-opacity": 0.8 },
    },
    {
      id: "routes",
      source: "routes",
      type: "line",
      layout: round,
      paint: { "line-color": accent, "line-width": ["case", ["get", "opened"], 4.5, 3] },
    },
    {
      id: "closures",
      source: "closures",
      type: "symbol",
      filter: ["has", "sign"],
      layout: { "icon-image": "closure", ...always },
    },
    {
      id: "stations-shown",
      source: "stations",
      type: "symbol",
      filter: ["get", "shown"],
      layout: { "icon-image": "ring-large", "icon-size": 0.8, ...always },
    },
    {
      id: "stations",
      source: "stations",
      type: "symbol",
      layout: {
        "icon-image": "station",
        ...always,
        "text-field": ["to-string", ["get", "crew"]],
        "text-font": MEDIUM,
        "text-size": 10.5,
        "text-offset": [0, 0.15],
        "text-allow-overlap": true,
        "text-ignore-placement": true,
      },
      paint: { "text-color": token("--on-station") },
    },
    {
      id: "stations-name",
      source: "stations",
      type: "symbol",
      minzoom: 13.6,
      layout: {
        "text-field": ["get", "name"],
        "text-font": MEDIUM,
        "text-size": 11,
        "text-anchor": "top",
        // Below the people who stand around it, once they are drawn.
        "text-offset": ["step", ["zoom"], ["literal", [0, 1]], PEOPLE_ZOOM, ["literal", [0, 2.4]]],
        "text-optional": true,
      },
      paint: text,
    },
    {
      id: "people-idle",
      source: "people",
      type: "symbol",
      minzoom: PEOPLE_ZOOM,
      filter: ["get", "quiet"],
      layout: { "icon-image": ["concat", "standing-", ["get", "standing"]], "icon-offset": ["get", "offset"], ...always },
    },
    {
      id: "people-picked",
      source: "people",
      type: "symbol",
      filter: ["get", "picked"],
      layout: {
        "icon-image": "ring",
        "icon-offset": ["get", "offset"],
        ...always,
      },
    },
    {
      id: "people",
      source: "people",
      type: "symbol",
      filter: ["!", ["get", "quiet"]],
      layout: {
        "icon-image": ["concat", "standing-", ["get", "standing"]],
        "icon-offset": ["get", "offset"],
        "text-field": ["case", ["get", "named"], ["get", "name"], ""],
        "text-font": MEDIUM,
        "text-size": NAME_SIZE,
        "text-anchor": "left",
        "text-offset": ["get", "nameOffset"],
        "text-optional": true,
        ...always,
      },
      paint: text,
    },
    {
      id: "incidents-opened",
      source: "incidents",
      type: "symbol",
      filter: ["get", "opened"],
      layout: { "icon-image": "ring-large", ...always },
    },
    {
      id: "incidents",
      source: "incidents",
      type: "symbol",
      layout: {
        "icon-image": ["get", "image"],
        "symbol-sort-key": ["-", ["get", "level"]],
        ...always,
        "text-field": ["get", "label"],
        "text-font": MEDIUM,
        "text-size": 11,
        "text-anchor": "bottom-left",
        "text-offset": [1, -0.7],
        "text-allow-overlap": true,
      },
      paint: text,
    },
    {
      id: "sketch-line",
      source: "sketch",
      type: "line",
      filter: ["==", ["geometry-type"], "LineString"],
      layout: round,
      paint: { "line-color": bad, "line-width": 4, "line-dasharray": [1, 1.4] },
    },
    {
      id: "sketch-vertex",
      source: "sketch",
      type: "circle",
      filter: ["has", "vertex"],
      paint: { "circle-radius": 5, "circle-color": token("--map-rim"), "circle-stroke-color": bad, "circle-stroke-width": 2 },
    },
    {
      id: "sketch-pin",
      source: "sketch",
      type: "symbol",
      filter: ["has", "pin"],
      layout: { "icon-image": "pin", "icon-anchor": "bottom", ...always },
    },
  ];
}

