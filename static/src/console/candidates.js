/**
 * Who could go, for the opened incident: asked anew whenever something changes that may change the answer.
 */
import { effect, signal } from "@preact/signals";
import { read, sentenceOf } from "../api.js";
import { board } from "../board.js";
import { dispatches, opened, openedIncident } from "./state.js";

/**
 * @typedef {{handling_s: number, answer_s: number, turnout_s: number, travel_s: number, access_s: number}} EtaParts
 * @typedef {{
 *   volunteer: string, role: string | null, rank: number | null, picked: boolean, mode: string, eta_s: number | null,
 *   eta_range_s: [number, number] | null, placed_by: string | null, eta_parts: EtaParts | null, delay_s: number | null, chance: number | null, reasons: string[],
 *   aed: string | null,
 * }} Candidate
 * @typedef {{role: string, coming: number, asked: number, chance: number, target: number, enough: boolean}} Outlook
 * @typedef {{id: number | null, name: string, lon: number, lat: number, open: boolean, until: string | null}} Gateway
 * @typedef {{compound: string | null, gates: Gateway[]}} Approach  the gates that are a way in now
 * @typedef {{incident: number, approach: Approach | null, counts: Record<string, number>, outlook: Outlook[], people: Candidate[]}} Found
 */

const SETTLE_MS = 150;
const AGAIN_MS = 15_000;
const MOST = 80;

/** @type {import("@preact/signals").Signal<Found | null>} */
export const found = signal(null);
export const trouble = signal(/** @type {string | null} */ (null));

/** @type {AbortController | null} */
let asking = null;

/** @param {number} incident */
async function ask(incident) {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await read(`/incidents/${incident}/candidates?limit=${MOST}`, asking.signal);
    found.value = { incident, approach: answer.approach, counts: answer.counts, outlook: answer.outlook, people: answer.people };
    trouble.value = null;
  } catch (error) {
    if (error instanceof DOMException) return; // a newer question replaced this one
    trouble.value = sentenceOf(error);
  }
}

/** Keep `found` true for the incident that is open, until the page is left. */
export function followCandidates() {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  effect(() => {
    const incident = openedIncident.value;
    // Read so that a change of any of them asks again.
    void [board.volunteers.value, board.assignments.value, board.alerts.value, board.closures.value, board.weather.value];
    void [board.aeds.value, board.gates.value, board.entrances.value, board.alleys.value];
    clearTimeout(timer);
    if (!incident || !dispatches.value) {
      found.value = null;
      return;
    }
    if (found.peek()?.incident !== incident.id) found.value = null;
    timer = setTimeout(() => void ask(incident.id), SETTLE_MS);
  });
  setInterval(() => {
    if (dispatches.peek() && opened.peek() !== null && !document.hidden) void ask(/** @type {number} */ (opened.peek()));
  }, AGAIN_MS);
}
