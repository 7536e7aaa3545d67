/**
 * What this desk looks at: which incident, which panel, which layers. Nothing here is shared with other desks.
 */
import { computed, effect, signal } from "@preact/signals";
import { board, mainOf } from "../board.js";
import { keep, kept } from "../kept.js";
import { bringInSight } from "../map/sight.js";

/** @typedef {"situation" | "incident" | "call" | "list"} Panel */
/** @typedef {"stations" | "zones" | "people" | "routes" | "closures" | "ground" | "boundaries" | "aeds" | "circle"} Layer */
/** @typedef {"dark" | "light"} Theme */

/** In the order of the keys 1–9. @type {Layer[]} */
export const LAYERS = ["stations", "zones", "people", "routes", "closures", "ground", "boundaries", "aeds", "circle"];
export const MODES = ["walk", "ebike", "car"];
export const BANDS = [5, 10, 15];

/** @type {import("@preact/signals").Signal<import("../rows.js").City | null>} */
export const city = signal(null);

/** @type {import("@preact/signals").Signal<{by: string, role: string, station: string | null, volunteer: string | null} | null>} */
export const me = signal(null);

/** Takes calls, alerts, closes; the others watch. */
export const dispatches = computed(() => me.value?.role === "dispatcher");
/** Writes down what people say and do: the desk, and a station for its own. */
export const answers = computed(() => dispatches.value || me.value?.role === "duty_officer");

export const panel = signal(/** @type {Panel} */ ("situation"));
/** The incident whose details are open. */
export const opened = signal(/** @type {number | null} */ (null));
/** The incident that J and K stand on. */
export const cursor = signal(/** @type {number | null} */ (null));
/** Volunteers ticked by hand, for the opened incident. */
export const ticked = signal(/** @type {ReadonlySet<string>} */ (new Set()));
/** The person, station or AED whose card is shown on the map. */
export const shown = signal(/** @type {{table: "volunteers" | "stations" | "aeds", id: string} | null} */ (null));
export const helpOpen = signal(false);
export const searchOpen = signal(false);

/** The circle lies over the zones and is asked for. */
export const layers = signal(/** @type {ReadonlySet<Layer>} */ (new Set(LAYERS.filter((layer) => layer !== "circle"))));
export const zones = signal({ mode: kept("zones.mode") ?? "walk", minutes: 15, count: "response" });

export const theme = signal(/** @type {Theme} */ (kept("theme") === "light" ? "light" : "dark"));
/** Single letters as commands: may be switched off, for speech input and for typing with a tremor. */
export const letters = signal(kept("letters") !== "off");

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  keep("theme", theme.value);
});
effect(() => keep("letters", letters.value ? "on" : "off"));
effect(() => keep("zones.mode", zones.value.mode));

/** The gravest first, then the oldest. */
export const queue = computed(() =>
  [...board.incidents.value.values()].filter((incident) => incident.part_of === null).sort(
    (a, b) => a.level - b.level || a.reported_at.localeCompare(b.reported_at) || a.id - b.id,
  ),
);

export const openedIncident = computed(() =>
  opened.value === null ? undefined : board.incidents.value.get(opened.value),
);

/** A call that is part of another incident opens that one. @param {number} called */
export function openIncident(called) {
  const id = mainOf(called);
  if (opened.value !== id) ticked.value = new Set();
  opened.value = id;
  cursor.value = id;
  panel.value = "incident";
}

/** Open it and see where it is. @param {number | null} id */
export function openFromQueue(id) {
  if (id === null || !board.incidents.peek().has(id)) return; // J and K may still stand on one that has ended
  openIncident(id);
  const place = board.incidents.value.get(id)?.place;
  if (place) bringInSight([place.lon, place.lat]);
}

export function closePanel() {
  opened.value = null;
  panel.value = "situation";
}

/** @param {number} step +1 down, −1 up */
export function moveCursor(step) {
  const ids = queue.value.map((incident) => incident.id);
  if (ids.length === 0) return;
  const at = cursor.value === null ? -1 : ids.indexOf(cursor.value);
  const next = at < 0 ? (step > 0 ? 0 : ids.length - 1) : Math.min(Math.max(at + step, 0), ids.length - 1);
  cursor.value = ids[next] ?? null;
}

/** @param {Layer} layer */
export function toggleLayer(layer) {
  const next = new Set(layers.value);
  if (!next.delete(layer)) next.add(layer);
  layers.value = next;
}

/** @param {string} volunteer */
export function tick(volunteer) {
  const next = new Set(ticked.value);
  if (!next.delete(volunteer)) next.add(volunteer);
  ticked.value = next;
}
