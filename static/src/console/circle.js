/** The live circle: what those who could be sent now reach in time, and which share that covers. */
import { computed, effect, signal } from "@preact/signals";
import { read } from "../api.js";
import { board } from "../board.js";
import { keep, kept } from "../kept.js";
import { now } from "../times.js";
import { layers } from "./state.js";

export const TEAMS = ["medical", "supply", "psychological", "liaison"];

/** A team, or the code of a qualification. */
export const skill = signal(kept("circle.skill") ?? "medical");
effect(() => keep("circle.skill", skill.value));

/** The qualifications that somebody on duty holds, and the one that is looked at. */
export const qualifications = computed(() => {
  const held = [...board.volunteers.value.values()]
    .filter(({ duty }) => duty !== "off")
    .flatMap((one) => one.qualifications.map(({ kind }) => kind));
  return [...new Set(TEAMS.includes(skill.value) ? held : [...held, skill.value])].sort();
});

/** One feature for one person in time, one for two; null while it is not looked at, or not known yet. */
export const circle = signal(/** @type {GeoJSON.FeatureCollection | null} */ (null));

const shown = computed(() => layers.value.has("circle"));
/** Certificates run out and turnout is slower by night, without a word from anybody. */
const minute = computed(() => Math.floor(now.value / 60_000));
const hour = computed(() => Math.floor(now.value / 3_600_000));

/**
 * @typedef {{at: string, planned: boolean, people: number | null, people_shares: number[] | null, area_share: number | null}} Mark
 */

/** The hours of the day behind and the one ahead; null until they are known. */
export const day = signal(/** @type {Mark[] | null} */ (null));

/** The hour that is looked at; null: now. */
export const then = signal(/** @type {string | null} */ (null));

const AGAIN_MS = 400;

const asked = () => `skill=${encodeURIComponent(skill.peek())}&cover=1,2`;

/**
 * Asks whenever the effect runs, one question at a time.
 *
 * @param {() => Promise<void>} question
 */
function inTurn(question) {
  let asking = false;
  let again = false;
  return async function ask() {
    again = asking;
    if (asking) return;
    asking = true;
    try {
      await question();
    } catch {
      // the next change or minute asks again
    }
    asking = false;
    if (again) void ask();
  };
}

/** Asked again whenever it may have changed: what is the same costs a header. */
export function followCircle() {
  const ask = inTurn(async () => {
    const at = then.peek();
    const found = await read(`/circle?${asked()}${at === null ? "" : `&at=${encodeURIComponent(at)}`}`);
    if (shown.peek() && at === then.peek()) circle.value = found;
  });
  effect(() => {
    void [skill.value, minute.value, board.volunteers.value, board.stations.value, board.closures.value, board.weather.value];
    void then.value;
    if (shown.value) void ask();
    else circle.value = null;
  });
  followDay();
}

/** The server works out a few hours at a time. */
function followDay() {
  let waiting = 0;
  let last = "";
  const ask = inTurn(async () => {
    const looked = skill.peek();
    const found = await read(`/circle/day?${asked()}`);
    if (!shown.peek()) return;
    if (looked === skill.peek()) day.value = found.marks;
    clearTimeout(waiting);
    if (!found.complete) waiting = window.setTimeout(() => void ask(), AGAIN_MS);
  });
  effect(() => {
    void [skill.value, hour.value, board.closures.value, board.weather.value];
    clearTimeout(waiting);
    if (skill.value !== last) day.value = null;
    last = skill.value;
    if (shown.value) void ask();
    else [day.value, then.value] = [null, null];
  });
}
