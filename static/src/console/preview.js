/**
 * What would follow if the call being typed were taken now: asked anew whenever what it depends on has changed.
 */
import { effect, signal } from "@preact/signals";
import { enquire, sentenceOf } from "../api.js";
import { board } from "../board.js";
import { callOf, draft } from "./callform.js";
import { panel } from "./state.js";

/**
 * @typedef {{
 *   incident: number, score: number, distance_m: number | null, minutes: number, same_phone: boolean, reasons: string[],
 * }} Duplicate
 * @typedef {{
 *   needs: import("../rows.js").Need[], people: import("./candidates.js").Candidate[], counts: Record<string, number>,
 *   chance: number | null, duplicates: Duplicate[], areas: Record<string, string>,
 * }} Preview
 */

const SETTLE_MS = 200;
const PEOPLE = 3;

export const preview = signal(/** @type {Preview | null} */ (null));
/** Why there is none. */
export const doubt = signal(/** @type {string | null} */ (null));

/** @param {object} call @param {AbortSignal} abort */
async function ask(call, abort) {
  try {
    preview.value = await enquire(`/incidents/preview?limit=${PEOPLE}`, call, abort);
    doubt.value = null;
  } catch (error) {
    if (abort.aborted) return; // a newer question replaced this one
    preview.value = null;
    doubt.value = sentenceOf(error);
  }
}

/** Keep `preview` true while a new call is typed, until the page is left. */
export function followPreview() {
  let asked = "";
  let leaving = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  effect(() => {
    const form = draft.value;
    if (panel.value !== "call" || form.corrects !== null) {
      preview.value = null;
      asked = "";
      clearTimeout(timer);
      leaving.abort();
      return;
    }
    const { type, level, mode, location, caller } = callOf(form);
    const call = { type, level, mode, location, ...(caller?.phone && { caller: { phone: caller.phone } }) };
    // Whoever is asked, comes on duty or is free again changes the answer, too.
    const world = [board.incidents.value, board.assignments.value, board.volunteers.value, board.closures.value];
    const question = JSON.stringify([call, ...world.map((rows) => version(rows))]);
    if (question === asked) return;
    asked = question;
    clearTimeout(timer);
    leaving.abort();
    leaving = new AbortController();
    const { signal: abort } = leaving;
    timer = setTimeout(() => void ask(call, abort), SETTLE_MS);
  });
}

const versions = new WeakMap();
let newest = 0;

/** A number for each state of a table. @param {object} rows */
function version(rows) {
  if (!versions.has(rows)) versions.set(rows, (newest += 1));
  return versions.get(rows);
}
