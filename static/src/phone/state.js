/**
 * What the phone knows: the server's last answer, kept for when there is no signal, and what was done here since.
 */
import { batch, computed, signal } from "@preact/signals";
import { Problem, read } from "../api.js";
import { keep, kept } from "../kept.js";
import { startOf } from "../start.js";
import { now, serverNow, setClock, timezone } from "../times.js";
import { deliver, pending, sent } from "./outbox.js";

/**
 * @typedef {import("../rows.js").Incident} Incident
 * @typedef {import("../rows.js").Alert} Alert
 * @typedef {import("../rows.js").Assignment} Assignment
 * @typedef {{
 *   id: string, name: string, floor: string | null, hours: string | null, against: string | null,
 *   links: Record<string, string>,
 * }} Fetch  the AED on the way
 * @typedef {{alert: Alert, incident: Incident, where: string[], fetch: Fetch | null}} Asked
 * @typedef {{id: number | null, name: string, open: boolean, until: string | null, code: boolean, guard: boolean}} WayIn
 * @typedef {{act: string, at: string}} Act
 * @typedef {{state: string, cpr: boolean, shocks: number, vehicle: string | null, note: string | null, at: string}} Slip
 * @typedef {{
 *   id: number, incident: number, type: string, kind: string, role: string, volunteer: string | null, due_at: string,
 *   state: string, holder: string | null, taken_at: string | null, feeling: string | null,
 * }} FollowUp
 * @typedef {{
 *   stations: {id: string, name: string}[], likely: string | null,
 *   present: {station: string, name: string, since: string, until: string | null, delay_s: number | null} | null,
 *   doubted: {station: string, at: string, doubts: string[], state: string, reason: string | null} | null,
 * }} Shift
 * @typedef {{
 *   assignment: Assignment, incident: Incident, links: Record<string, string>, compound: string | null, fetch: Fetch | null, gates: WayIn[],
 *   doors: {name: string, note: string | null}[], caller: boolean, correction: number | null, care: Act[],
 *   slip: Slip | null,
 * }} Going
 * @typedef {{
 *   seq: number, at: string, same: boolean, timezone: string, alarms_leave: boolean,
 *   owner: {id: string, name: string | null, duty: "on_duty" | "on_call" | "off", station: string | null} | null,
 *   desk: {phone: string, station: string | null} | null, link: {alert: number, state: string} | null,
 *   asked: Asked[], going: Going[], panic: {id: number, raised_at: string, answered_at: string | null, answer: string | null} | null,
 *   follow_ups: FollowUp[], shift?: Shift,
 * }} Phone
 */

const ASK_AGAIN_MS = 3_000;
const ASK_HIDDEN_MS = 15_000;
const SOON_MS = 250;
const PATIENCE_MS = 20_000;
const TELLING_MS = 4_000;
const AWAITING = new Set(["queued", "sent", "delivered", "seen"]);

/** @returns {Phone | null} */
function remembered() {
  try {
    return JSON.parse(kept("phone") ?? "null");
  } catch {
    return null;
  }
}

export const phone = signal(/** @type {Phone | null} */ (null));
export const heardAt = signal(0);
export const loggedOut = signal(false);
/** Milliseconds by which the server's clock is ahead of the phone's: measured at the last contact. */
export const ahead = signal(Number(kept("ahead") ?? 0));

/** @param {Phone} answer */
function take(answer) {
  if (answer.same) return;
  phone.value = { ...answer, link: answer.link ?? phone.value?.link ?? null };
  timezone.value = answer.timezone;
  keep("phone", JSON.stringify({ ...answer, link: null }));
}

/** @param {string} at by the server @param {number} [took] milliseconds, there and back */
function measure(at, took = 0) {
  if (took > TELLING_MS && kept("ahead") !== null) return; // too slow to tell the time by
  ahead.value = Date.parse(at) + took / 2 - Date.now();
  setClock(new Date(Date.now() + ahead.value).toISOString());
  keep("ahead", String(ahead.value));
}

/** What is here before anybody was asked: with the page, or from when it was last open. */
export function begin() {
  const given = startOf().phone ?? null;
  if (given && kept("ahead") === null) measure(given.at);
  else setClock(new Date(Date.now() + ahead.value).toISOString());
  const known = given ?? remembered();
  if (known) take(known);
  if (given) heardAt.value = Date.now();
}

let asks = 0;
let heard = 0;

/** Asks how things are; an answer that was overtaken by a later one is dropped. */
export async function refresh() {
  const turn = (asks += 1);
  const begun = Date.now();
  const seq = phone.peek()?.seq;
  const asked = seq === undefined || heardAt.peek() === 0 ? "" : `?after=${seq}`;
  const told = sent.peek();
  const answer = await read(`/phone${asked}`, AbortSignal.timeout(PATIENCE_MS));
  measure(answer.at, Date.now() - begun);
  if (turn < heard) return;
  heard = turn;
  batch(() => {
    heardAt.value = Date.now();
    loggedOut.value = false;
    take(answer);
    sent.value = sent.value.filter((entry) => !told.includes(entry)); // what the answer knows of
  });
}

let again = 0;
let failures = 0;

/** Sends what waits, asks what is new, and does so again: soon, while something waits to be sent. */
export async function follow() {
  clearTimeout(again);
  const waiting = pending.peek().length;
  try {
    if (heardAt.peek() === 0) await refresh(); // before that it is not known who is logged in
    await deliver(me.peek());
    await refresh();
    failures = 0;
  } catch (error) {
    failures = pending.peek().length < waiting ? 0 : failures + 1; // a line that lets some through is tried at once
    if (error instanceof Problem && error.status === 401) loggedOut.value = true;
  }
  clearTimeout(again);
  const soon = pending.peek().length > 0 ? SOON_MS * 2 ** Math.min(failures, 4) : Infinity;
  again = setTimeout(() => void follow(), Math.min(soon, document.hidden ? ASK_HIDDEN_MS : ASK_AGAIN_MS));
}

/** Whose phone this is. */
export const me = computed(() => phone.value?.owner?.id ?? null);

/** What was done here about one alert and is not in the server's last answer. @param {number} alert */
const done = (alert) =>
  [...sent.value, ...pending.value].filter((entry) => entry.alert === alert && entry.volunteer === me.value);

/** Alerts without an answer from here, the latest first. */
export const asked = computed(() =>
  (phone.value?.asked ?? []).filter(({ alert }) => !done(alert.id).some((entry) => "answer" in entry.body)),
);

/** Those that ring: nobody has answered, and the window is open. */
export const ringing = computed(() =>
  asked.value.filter(({ alert }) => AWAITING.has(alert.state) && Date.parse(alert.expires_at) > now.value),
);

/**
 * One task as it stands here: what the server knows, and on top what waits to be sent.
 *
 * @typedef {{
 *   alert: number, assignment: number | null, incident: Incident, role: string, progress: string, told: Going | null,
 *   where: string[], correction: number | null, care: Act[], slip: Slip | null, unsent: boolean,
 * }} Task
 */

/** @param {number} alert @param {Partial<Task> & Pick<Task, "incident" | "role" | "progress">} known @returns {Task} */
function standing(alert, known) {
  const entries = done(alert);
  const bodies = /** @type {any[]} */ (entries.map((entry) => ({ ...entry.body, at: entry.at })));
  const read = bodies.some((body) => body.correction === known.correction);
  return {
    assignment: null,
    told: null,
    where: [],
    ...known,
    alert,
    progress: bodies.findLast((body) => body.progress)?.progress ?? known.progress,
    correction: read ? null : (known.correction ?? null),
    care: [...(known.care ?? []), ...bodies.filter((body) => body.act)],
    slip: bodies.findLast((body) => body.state) ?? known.slip ?? null,
    unsent: pending.value.some((entry) => entry.alert === alert),
  };
}

/** Tasks that are not over, those accepted without a signal among them. */
export const tasks = computed(() => {
  const going = phone.value?.going ?? [];
  const told = going.map((one) =>
    standing(one.assignment.alert, {
      assignment: one.assignment.id,
      incident: one.incident,
      role: one.assignment.role,
      progress: one.assignment.progress,
      told: one,
      correction: one.correction,
      care: one.care,
      slip: one.slip,
    }),
  );
  const known = new Set(going.map((one) => one.assignment.alert));
  const accepted = (phone.value?.asked ?? [])
    .filter(({ alert }) => !known.has(alert.id) && done(alert.id).some((entry) => entry.body.answer === "accept"))
    .map(({ alert, incident, where }) => standing(alert.id, { incident, role: alert.role, progress: "assigned", where }));
  return [...told, ...accepted].filter((task) => !["cleared", "withdrawn"].includes(task.progress));
});

/** When something happens here, in the server's time. */
export const happening = () => new Date(serverNow()).toISOString();

/** Forgets all that this phone knows of anybody. */
export function forget() {
  for (const name of ["phone", "ahead", "outbox", "refused", "assigned"]) keep(name, null);
}
