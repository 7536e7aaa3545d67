/** The drills there were, the one that goes on, and the one that is looked at. */
import { effect, signal } from "@preact/signals";
import { Problem, read, sentenceOf, write } from "../api.js";
import { keep, kept } from "../kept.js";
import { setClock, timezone } from "../times.js";

/** @typedef {import("./clock.js").Stretch} Stretch */
/**
 * @typedef {{id: number, name: string | null, kind: string, state: string, simulated: boolean, speed: number,
 *   started_at: string, ended_at: string | null, clock: Stretch[], lasts_s: number, enrolled: number, injects: number,
 *   played: number, last: string | null, incidents: number[]}} Drill
 * @typedef {{file: string | null, name: string | null, kind: string | null, lasts_s: number | null, enrolled: number,
 *   on_duty: number, calls: number, injects: number, trouble: string | null}} Scenario
 * @typedef {{goal: {kind: string, within_s: number | null, share: number | null, at_least: number | null}, hits: number,
 *   n: number, undecided: number, met: boolean | null}} Reached
 * @typedef {{incident: number, type: string, level: number, at_s: number, wanted: number, alerts: number,
 *   accepted: number, arrived: number, first_alert_s: number | null, first_s: number | null, met_s: number | null}} Call
 * @typedef {{name: string, n: number, median_s: number | null, p90_s: number | null}} Step
 * @typedef {{at_s: number, at: string, what: string, told: Record<string, any>}} Moment
 * @typedef {{at: string, by: string, text: string | null}} Lesson
 * @typedef {{geometry: {coordinates: [number, number]}, properties: Record<string, any>}} Feature
 * @typedef {{drill: number, name: string | null, kind: string, state: string, simulated: boolean, speed: number,
 *   started_at: string, ended_at: string | null, elapsed_s: number, lasts_s: number, injects: number, played: number,
 *   enrolled: number, alerts: number, alerted: number, attended: number, accepted: number, arrived: number,
 *   outsiders: string[], pre_empted: number, away_s: number, busiest: number, goals: Reached[], calls: Call[],
 *   steps: Step[], stations: {station: string, went: number, came: number}[], map: {features: Feature[]},
 *   timeline: Moment[], lessons: Lesson[]}} Report
 */

export const drills = signal(/** @type {Drill[]} */ ([]));
export const scenarios = signal(/** @type {Scenario[]} */ ([]));
export const yearly = signal({ year: 0, participations: 0 });
export const report = signal(/** @type {Report | null} */ (null));
export const chosen = signal(Number(new URLSearchParams(location.search).get("drill")) || 0);
export const trouble = signal("");
export const loaded = signal(false);
export const role = signal("");

/** @type {import("@preact/signals").Signal<"dark" | "light">} */
export const theme = signal(kept("theme") === "light" ? "light" : "dark");

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  keep("theme", theme.value);
});

/** The one that goes on, paused or not. */
export const going = () => drills.value.find((one) => one.state !== "ended");

/** @param {() => Promise<unknown>} act */
export async function attempt(act) {
  trouble.value = "";
  try {
    await act();
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return location.assign("/login");
    trouble.value = sentenceOf(error);
  }
}

export async function load() {
  const told = await read("/drills");
  timezone.value = told.timezone;
  setClock(told.at);
  drills.value = told.drills;
  yearly.value = { year: told.year, participations: told.participations };
  if (chosen.value === 0 && told.drills.length > 0) chosen.value = told.drills[0].id;
  if (chosen.value > 0) report.value = await read(`/drills/${chosen.value}/report`);
  loaded.value = true;
}

export const loadScenarios = () => read("/drills/scenarios").then((told) => (scenarios.value = told.scenarios));

/** @param {number} drill */
export function choose(drill) {
  chosen.value = drill;
  history.replaceState(null, "", `?drill=${drill}`);
  return attempt(load);
}

/** @param {{file?: string, text?: string, speed: number, simulated: boolean}} wanted */
export const start = (wanted) =>
  attempt(async () => {
    const begun = await write("POST", "/drills", wanted);
    chosen.value = begun.id;
    history.replaceState(null, "", `?drill=${begun.id}`);
    await load();
  });

/** @param {number} drill @param {"pause" | "resume" | "stop"} what @param {object} [body] */
export const lead = (drill, what, body) =>
  attempt(async () => {
    await write("POST", `/drills/${drill}/${what}`, body);
    await load();
  });

/** @param {number} drill @param {string} text */
export const learnFrom = (drill, text) =>
  attempt(async () => {
    report.value = await write("POST", `/drills/${drill}/lessons`, { text });
  });
