/**
 * What the server works out on the streets: zones of the stations, and the ways of those who are going.
 */
import { computed, effect, signal } from "@preact/signals";
import { read } from "../api.js";
import { board } from "../board.js";
import { BANDS, zones } from "../console/state.js";
import { positions } from "../live.js";

/** Where the zones of the chosen mode and bands are: a new URL object whenever they may have changed. */
export const zonesAt = signal(/** @type {URL | null} */ (null));

/** Assignment → its way to the scene. */
export const routes = signal(/** @type {ReadonlyMap<number, GeoJSON.Geometry>} */ (new Map()));

const UNDER_WAY = new Set(["assigned", "en_route"]);

/** Zones follow the setting, the stations, the weather and every closed road. The map's worker fetches them. */
export function followZones() {
  effect(() => {
    const { mode, minutes, count } = zones.value;
    void [board.closures.value, board.weather.value];
    if (stationPlaces.value === "") return;
    const bands = BANDS.filter((band) => band <= minutes).join();
    zonesAt.value = new URL(`/api/v1/zones?minutes=${bands}&mode=${mode}&count=${count}`, location.origin);
  });
}

/** Changes only when a station appears, moves or goes: who is on duty there moves no zone. */
const stationPlaces = computed(() =>
  [...board.stations.value.values()].map(({ id, lon, lat }) => `${id}:${lon},${lat}`).join(" "),
);

/** Each way is asked for once, and again when the roads, the place or the traveller's own position have changed. */
export function followRoutes() {
  /** @type {Map<number, string>} */
  const askedFor = new Map();
  effect(() => {
    const roads = `${[...board.closures.value.keys()].join()} ${board.weather.value.get("now")?.weather}`;
    const wanted = [...board.assignments.value.values()].filter(({ open, progress }) => open && UNDER_WAY.has(progress));
    const ids = new Set(wanted.map(({ id }) => id));
    for (const id of askedFor.keys()) if (!ids.has(id)) askedFor.delete(id);
    if ([...routes.peek().keys()].some((id) => !ids.has(id))) {
      routes.value = new Map([...routes.peek()].filter(([id]) => ids.has(id)));
    }
    for (const { id, volunteer, incident, progress } of wanted) {
      const place = board.incidents.value.get(incident)?.place;
      const fix = positions.value.get(volunteer);
      const here = fix ? `${fix.lon.toFixed(3)},${fix.lat.toFixed(3)}` : "";
      const question = `${progress} ${place?.lon},${place?.lat} ${here} ${roads}`;
      if (!place || askedFor.get(id) === question) continue;
      askedFor.set(id, question);
      read(`/route?assignment=${id}`).then(
        (route) => {
          if (askedFor.get(id) !== question || !route.geometry) return; // they have moved on
          routes.value = new Map(routes.peek()).set(id, route.geometry);
        },
        () => askedFor.delete(id),
      );
    }
  });
}
