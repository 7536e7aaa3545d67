/**
 * What the tablet knows: the server's last answer and its pairing, kept for when there is no signal, and what was done
 * here since.
 */
import { batch, computed, signal } from "@preact/signals";
import { Problem, read, write } from "../api.js";
import { keep, kept } from "../kept.js";
import { deliver, pending, put, sent } from "../phone/outbox.js";
import { startOf } from "../start.js";
import { now, serverNow, setClock, timezone } from "../times.js";
import { codeAt, fromBase32 } from "./code.js";

/**
 * @typedef {{volunteer: string, name: string | null, initials: string[], team: string}} Person
 * @typedef {Person & {badge_key: string | null}} Findable
 * @typedef {Person & {
 *   since: string, until: string | null, kit: string[], delay_s: number | null, radio: boolean, going: boolean,
 * }} Here
 * @typedef {Person & {starts_at: string, ends_at: string}} Expected
 * @typedef {Person & {held: number, at: string, decided_at: string | null, doubts: string[], state: string}} Held
 * @typedef {{id: string, name: string | null, kind: string}} Lying
 * @typedef {{
 *   attempt: number, alert: number, incident: number, volunteer: string, name: string | null, role: string, type: string,
 *   level: number, mode: string, since: string,
 * }} Call
 * @typedef {{
 *   seq: number, at: string, same: boolean, timezone: string, station: {id: string, name: string, address: string | null},
 *   here: Here[], expected: Expected[], held: Held[], people: Findable[], kits: Lying[], calls: Call[],
 *   handover: {volunteer: string, name: string | null, at: string, note: string | null} | null,
 * }} Tablet
 * @typedef {{secret: string, step_s: number}} Pairing  the secret in Base32
 */

const ASK_AGAIN_MS = 3_000;
const SOON_MS = 250;
const PATIENCE_MS = 20_000;
const TELLING_MS = 4_000;

/** @template T @param {string} name @returns {T | null} */
function remembered(name) {
  try {
    return JSON.parse(kept(name) ?? "null");
  } catch {
    return null;
  }
}

/** Whose tablet this is: as the server says, else as it was. */
export const station = signal(startOf().station ?? kept("tablet_station"));
export const tablet = signal(/** @type {Tablet | null} */ (null));
export const pairing = signal(/** @type {Pairing | null} */ (null));
export const heardAt = signal(0);
export const loggedOut = signal(false);
/** Why the server shows nothing: another station's officer, a station that is not on record. */
export const barred = signal("");

/** @param {Tablet} answer */
function take(answer) {
  if (answer.same) return;
  tablet.value = answer;
  timezone.value = answer.timezone;
  keep("tablet", JSON.stringify(answer));
}

/** @param {string} at by the server @param {number} took milliseconds, there and back */
function measure(at, took) {
  if (took > TELLING_MS && kept("ahead") !== null) return; // too slow to tell the time by
  setClock(new Date(Date.parse(at) + took / 2).toISOString());
  keep("ahead", String(serverNow() - Date.now()));
}

/** What is here before the server was asked. */
export function begin() {
  setClock(new Date(Date.now() + Number(kept("ahead") ?? 0)).toISOString());
  if (station.value === null) return;
  if (kept("tablet_station") !== station.value) forget(); // it was another station's
  keep("tablet_station", station.value);
  const known = /** @type {Tablet | null} */ (remembered("tablet"));
  if (known) take(known);
  pairing.value = remembered("pairing");
}

async function refresh() {
  const begun = Date.now();
  const seq = tablet.peek()?.seq;
  const asked = seq === undefined || heardAt.peek() === 0 ? "" : `?after=${seq}`;
  const told = sent.peek();
  const answer = await read(`/stations/${encodeURIComponent(String(station.peek()))}/tablet${asked}`, AbortSignal.timeout(PATIENCE_MS));
  measure(answer.at, Date.now() - begun);
  batch(() => {
    heardAt.value = Date.now();
    loggedOut.value = false;
    barred.value = "";
    take(answer);
    sent.value = sent.value.filter((entry) => !told.includes(entry)); // what the answer knows of
  });
}

/** Each time the page opens: a pairing that was renewed elsewhere ends this one's codes. */
async function pair() {
  const { secret, step_s } = await write("POST", `/stations/${encodeURIComponent(String(station.peek()))}/pairing`, {});
  pairing.value = { secret, step_s };
  keep("pairing", JSON.stringify(pairing.value));
}

/** Under this the outbox keeps what was done here, apart from what a phone's page may have left. */
const owner = () => `station:${station.peek()}`;

let again = 0;
let failures = 0;
let paired = false;

/** Sends what waits, asks what is new, and does so again: soon, while something waits to be sent. */
export async function follow() {
  clearTimeout(again);
  if (station.peek() === null) return;
  const waiting = pending.peek().length;
  try {
    await deliver(owner());
    await refresh();
    if (!paired) paired = await pair().then(() => true);
    failures = 0;
  } catch (error) {
    failures = pending.peek().length < waiting ? 0 : failures + 1; // a line that lets some through is tried at once
    if (error instanceof Problem && error.status === 401) loggedOut.value = true;
    else if (error instanceof Problem && [403, 404].includes(error.status)) barred.value = error.sentence;
  }
  clearTimeout(again);
  const soon = pending.peek().length > 0 ? SOON_MS * 2 ** Math.min(failures, 4) : Infinity;
  again = setTimeout(() => void follow(), Math.min(soon, ASK_AGAIN_MS));
}

/**
 * It counts from the tap, whether or not there is a signal.
 *
 * @param {string} path
 * @param {Record<string, any>} body
 * @param {string} said
 * @param {string} [about] whom, as far as the tablet knows
 */
export function act(path, body, said, about) {
  const at = new Date(serverNow()).toISOString();
  put({ path, body: { ...body, happened_at: at }, volunteer: owner(), at, alert: null, said, ...(about ? { about } : {}) });
  void follow();
}

/** An answer for somebody: its moment is the server's. @param {number} attempt @param {"accept" | "decline"} outcome @param {string} said */
export function answer(attempt, outcome, said) {
  put({ path: `/ladder/attempts/${attempt}/outcome`, body: { outcome }, volunteer: owner(), at: new Date(serverNow()).toISOString(), alert: null, said });
  void follow();
}

/** What was done here and is not in the server's last answer. */
export const doing = computed(() => [...sent.value, ...pending.value].filter((one) => one.volunteer === owner()));

/** Done here and not sent yet. */
export const unsent = computed(() => pending.value.filter((one) => one.volunteer === owner()).length);

/** For whom it rings, without those just answered here. */
export const calls = computed(() =>
  (tablet.value?.calls ?? []).filter((one) => !doing.value.some((entry) => entry.path === `/ladder/attempts/${one.attempt}/outcome`)),
);

/** The code of this moment and when the next comes, or null while the tablet is not paired. */
export const code = computed(() => {
  const { secret, step_s } = pairing.value ?? {};
  if (!secret || !step_s) return null;
  const step = Math.floor(now.value / 1000 / step_s);
  return { digits: codeOf(secret, step), left_s: Math.ceil((step + 1) * step_s - now.value / 1000), step };
});

let last = { step: 0, secret: "", digits: "" };

/** @param {string} secret @param {number} step */
function codeOf(secret, step) {
  if (last.step !== step || last.secret !== secret) {
    last = { step, secret, digits: codeAt(fromBase32(secret), step) };
  }
  return last.digits;
}

/** Forgets the station: its people, its pairing. What waits to be sent stays. */
export function forget() {
  for (const name of ["tablet", "pairing", "tablet_station"]) keep(name, null);
}
