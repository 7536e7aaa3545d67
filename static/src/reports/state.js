/** Which period is looked at, and what the server says of it. */
import { effect, signal } from "@preact/signals";
import { Problem, read, sentenceOf } from "../api.js";
import { keep, kept } from "../kept.js";
import { dateOf, setClock, timezone } from "../times.js";

/** @typedef {{hits: number, n: number, share: number | null, low: number | null, high: number | null}} Share */
/** @typedef {{name: string | null, kept: Share}} Group */
/** @typedef {{seconds: number, source: string, share: number | null, median_s: number | null, median_source: string | null}} Standard */
/** @typedef {{name: string, n: number, missing: number, median_s: number | null, p90_s: number | null, standard: Standard | null, within: Share | null}} Interval */
/** @typedef {{low: number, predicted: number, observed: Share}} Bin */
/** @typedef {{n: number, brier: number | null, bins: Bin[], without_chance: number, let_be: number}} Scores */
/** @typedef {{name: string, alerted: Share, after_s: number | null, own: boolean}} Activated */
/** @typedef {{incident: number, at: string, after_s: number, desk: number | null, asked: number}} Override */
/** @typedef {"by_station" | "by_hour" | "by_team" | "by_type" | "by_level"} Grouping */

/**
 * As `GET /api/v1/reports` tells it.
 *
 * @typedef {object} Report
 * @property {string} at
 * @property {string} first
 * @property {string} last
 * @property {string} timezone
 * @property {string} mode
 * @property {number} incidents
 * @property {number} merged
 * @property {Record<string, number>} excluded
 * @property {{from_report: Share, from_occurrence: Share, occurrence_unknown: number, running: number,
 *   failures: Record<string, number>, closed_early: number, limits_s: number[],
 *   arrivals: {minutes: number[], later: number, never: number}} & Record<Grouping, Group[]>} promise
 * @property {Interval[]} intervals
 * @property {{people: Scores, waves: Scores}} calibration
 * @property {{total: Activated, not_eligible: number, automatic: Share,
 *   spread: {least: Activated, most: Activated} | null, by_desk: Activated[], by_hour: Activated[],
 *   overridden: number, overrides: Override[]}} activation
 * @property {{people: number, alerts: number, person_weeks: number, weekly_median: number | null, weekly_p90: number | null,
 *   weekly_max: number | null, gini: number | null, accepted: Share, unanswered: number,
 *   by_hour: {name: string, yes: Share}[], wasted: Share}} load
 * @property {Record<string, string>} stations
 */

const asked = new URLSearchParams(location.search);

export const report = signal(/** @type {Report | null} */ (null));
export const from = signal(asked.get("from") ?? "");
export const to = signal(asked.get("to") ?? "");
export const mode = signal(asked.get("mode") ?? "actual");
export const busy = signal(false);
export const trouble = signal("");

/** @type {import("@preact/signals").Signal<"dark" | "light">} */
export const theme = signal(kept("theme") === "light" ? "light" : "dark");

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  keep("theme", theme.value);
});

/** The question as it stands in an address. */
export function query() {
  const wanted = Object.entries({ from: from.value, to: to.value, mode: mode.value }).filter(([, value]) => value !== "");
  return new URLSearchParams(wanted).toString();
}

let latest = 0;

/** Asks anew; what was shown stays until the answer comes, and an answer that was overtaken is dropped. */
export async function load() {
  const mine = ++latest;
  busy.value = true;
  trouble.value = "";
  history.replaceState(null, "", `?${query()}`);
  try {
    const told = await read(`/reports?${query()}`);
    if (mine !== latest) return;
    timezone.value = told.timezone;
    setClock(told.at);
    report.value = told;
    from.value = told.first;
    to.value = told.last;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return location.assign("/login");
    if (mine === latest) trouble.value = sentenceOf(error);
  } finally {
    if (mine === latest) busy.value = false;
  }
}

/** @param {number} days up to today, the city's */
export function showLast(days) {
  const today = dateOf(Date.now());
  to.value = today;
  from.value = dateOf(Date.parse(`${today}T12:00:00Z`) - (days - 1) * 86_400_000);
  return load();
}
