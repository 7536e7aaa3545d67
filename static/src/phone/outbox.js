/**
 * What was done here and waits to be sent: kept over a reload, sent in order, each once by its key, at its own time.
 */
import { batch, signal } from "@preact/signals";
import { newKey, Problem, write } from "../api.js";
import { keep, kept } from "../kept.js";
import { say } from "../words.js";

/**
 * @typedef {{
 *   key: string, volunteer: string | null, method: "POST", path: string, body: Record<string, any>, at: string,
 *   alert: number | null, said: string, about?: string,
 * }} Entry  `path` may name the assignment of an alert that was accepted here a moment ago: `{31}`
 * @typedef {Entry & {sentence: string}} Refused
 */

const PATIENCE_MS = 15_000;
const MOST_REFUSED = 20;

/** @template T @param {string} name @param {T} empty @returns {T} */
function stored(name, empty) {
  try {
    return JSON.parse(kept(name) ?? "null") ?? empty;
  } catch {
    return empty;
  }
}

export const pending = signal(stored("outbox", /** @type {Entry[]} */ ([])));
/** Sent since the server last told how things are. */
export const sent = signal(/** @type {Entry[]} */ ([]));
export const refused = signal(stored("refused", /** @type {Refused[]} */ ([])));
/** Assignment by the alert that was accepted here. */
const assigned = stored("assigned", /** @type {Record<string, number>} */ ({}));
/** @type {Promise<void> | null} */
let delivering = null;

/** @param {Entry[]} entries */
function hold(entries) {
  pending.value = entries;
  keep("outbox", entries.length > 0 ? JSON.stringify(entries) : null);
}

/** @param {Refused[]} entries */
export function mark(entries) {
  refused.value = entries.slice(-MOST_REFUSED);
  keep("refused", entries.length > 0 ? JSON.stringify(refused.value) : null);
}

/** @param {Omit<Entry, "key" | "method">} entry */
export function put(entry) {
  hold([...pending.value, { key: newKey(), method: "POST", ...entry }]);
}

/** @param {Entry} entry @returns {string | null} null: its assignment is not known */
function pathOf({ path }) {
  const alert = /\{(\d+)\}/.exec(path)?.[1];
  if (alert === undefined) return path;
  const assignment = assigned[alert];
  return assignment === undefined ? null : path.replace(`{${alert}}`, String(assignment));
}

/** @param {Entry} entry @param {Problem} problem */
function refuse(entry, problem) {
  const over = problem.status === 404 && entry.path.startsWith("/assignments/");
  const sentence = over ? say("phone.task_gone") : problem.sentence;
  // What follows from an answer that was refused goes with it.
  const follows = (/** @type {Entry} */ one) => one === entry || (one.path.includes(`{${entry.alert}}`) && pathOf(one) === null);
  mark([...refused.value, ...pending.value.filter(follows).map((one) => ({ ...one, sentence }))]);
  hold(pending.value.filter((one) => !follows(one)));
}

/** @param {Entry} entry */
async function send(entry) {
  const path = pathOf(entry);
  if (path === null) return refuse(entry, new Problem("phone.never_accepted", {}, 409));
  try {
    const answer = await write(entry.method, path, entry.body, entry.key, AbortSignal.timeout(PATIENCE_MS));
    if (typeof answer?.assignment === "number" && entry.alert !== null && "answer" in entry.body) {
      assigned[entry.alert] = answer.assignment;
      keep("assigned", JSON.stringify(assigned));
    }
    batch(() => {
      sent.value = [...sent.value, entry];
      hold(pending.value.filter((one) => one.key !== entry.key));
    });
  } catch (error) {
    if (!(error instanceof Problem) || [0, 401, 408, 429].includes(error.status) || error.status >= 500) throw error;
    refuse(entry, error);
  }
}

/** @param {string | null} volunteer what somebody else has left on this phone waits for them */
async function all(volunteer) {
  const next = () => pending.value.find((entry) => entry.volunteer === volunteer);
  for (let first = next(); first !== undefined; first = next()) await send(first);
}

/** Sends all of theirs that waits, in order, until there is no answer: then it stays, and is tried again. @param {string | null} volunteer */
export function deliver(volunteer) {
  delivering ??= all(volunteer).finally(() => (delivering = null));
  return delivering;
}
