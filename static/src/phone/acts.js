/** What can be done on the phone: it counts from the tap, whether or not there is a signal. */
import { say } from "../words.js";
import { pending, put } from "./outbox.js";
import { follow, happening, me } from "./state.js";

/** @typedef {import("./state.js").Task} Task */

/** A thumb that trembles hits twice: the second hit may land on what has come in its place. */
const TREMBLE_MS = 600;
let last = { at: 0, what: "" };

/** @param {string} what the same thing twice, or anything big after anything big */
function trembling(what) {
  const at = performance.now();
  const twice = at - last.at < TREMBLE_MS && last.what === what;
  last = { at, what };
  return twice;
}

/** @param {Omit<import("./outbox.js").Entry, "key" | "method" | "volunteer" | "at">} entry @param {boolean} [timed] */
function act(entry, timed = true) {
  const at = happening();
  put({ ...entry, volunteer: me.value, at, body: timed ? { ...entry.body, happened_at: at } : entry.body });
  void follow();
}

/** @param {number} alert @param {"accept" | "decline"} answer @param {number} [minutes] later */
export function reply(alert, answer, minutes) {
  if (trembling("big")) return;
  const body = minutes === undefined ? { answer } : { answer, delay_s: minutes * 60 };
  const said = answer === "decline" ? say("ui.i_cannot") : say("ui.i_go");
  act({ path: `/alerts/${alert}/answer`, body, alert, said });
}

/** @param {Task} task @param {string} what @param {Record<string, unknown>} body @param {string} said */
export function tell(task, what, body, said) {
  if (trembling(what === "progress" ? "big" : JSON.stringify(body))) return;
  const path = `/assignments/${task.assignment ?? `{${task.alert}}`}/${what}`;
  act({ path, body, alert: task.alert, said });
}

/**
 * What is about no task: panic, and what comes afterwards.
 *
 * @param {string} path
 * @param {Record<string, unknown>} body
 * @param {string} said
 * @param {boolean} [timed] whether the server takes its time
 */
export function declare(path, body, said, timed = true) {
  if (trembling(path)) return;
  act({ path, body, alert: null, said }, timed);
}

/** Whether something of that kind about the task waits to be sent. @param {Task} task @param {string} what */
export const waits = (task, what) => pending.value.some((one) => one.alert === task.alert && one.path.endsWith(`/${what}`));
