/** Whose page this is, for which station, and what keeps its sections up to date. */
import { effect, signal } from "@preact/signals";
import { Problem, read, sentenceOf } from "../api.js";
import { keep, kept } from "../kept.js";

/** @typedef {{role: string, by: string, station: string | null, volunteer: string | null}} Me */

const EVERY_MS = 10_000;

export const me = signal(/** @type {Me | null} */ (null));
/** The stations to choose from. */
export const stations = signal(/** @type {{id: string, name: string}[]} */ ([]));
/** The one that is looked at; "": all of them. */
export const station = signal(new URLSearchParams(location.search).get("station") ?? "");
export const trouble = signal("");
/** What was done last, to be read aloud. */
export const done = signal("");
export const loaded = signal(false);

/** @type {import("@preact/signals").Signal<"dark" | "light">} */
export const theme = signal(kept("theme") === "light" ? "light" : "dark");

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  keep("theme", theme.value);
});

/** `timed`: only because time has passed. @typedef {(timed?: boolean) => Promise<unknown>} Load */

/** @type {Load[]} */
let loads = [];

/** `path` for the station that is looked at. @param {string} path @param {Record<string, string>} [more] */
export function here(path, more = {}) {
  const asked = new URLSearchParams({ ...(station.value ? { station: station.value } : {}), ...more }).toString();
  return asked ? `${path}?${asked}` : path;
}

/** @param {() => Promise<unknown>} act @returns {Promise<boolean>} whether it went well; else why not is shown */
export async function attempt(act) {
  try {
    await act();
    trouble.value = "";
    return true;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) location.assign("/login");
    trouble.value = sentenceOf(error);
    return false;
  }
}

/** Does it, says so, and asks every section anew. @param {() => Promise<unknown>} act @param {string} said */
export async function carryOut(act, said) {
  done.value = "";
  const well = await attempt(act);
  if (well) done.value = said;
  await refresh(!well);
  return well;
}

/** Every section anew. `quiet`: what went wrong before stays to be read. */
export async function refresh(quiet = false, timed = false) {
  const before = trouble.value;
  const went = await attempt(() => Promise.all(loads.map((load) => load(timed))));
  if (quiet && went) trouble.value = before;
}

/** @param {string} chosen */
export async function choose(chosen) {
  station.value = chosen;
  history.replaceState(null, "", chosen ? `?station=${encodeURIComponent(chosen)}` : location.pathname);
  await refresh();
}

/** @param {Load[]} sections */
export async function open(sections) {
  loads = sections;
  await attempt(async () => {
    me.value = await read("/me");
    if (me.value?.role === "duty_officer") station.value = me.value.station ?? "";
    await Promise.all(loads.map((load) => load()));
    loaded.value = true;
  });
  setInterval(() => void refresh(trouble.value !== "", true), EVERY_MS);
}
