/**
 * What a dispatcher does: each act is one write, repeatable with its key; a refusal is told where it happened.
 */
import { signal } from "@preact/signals";
import { read, sentenceOf, write } from "../api.js";
import { say } from "../words.js";
import { notify } from "./notices.js";

/** Acts that wait for the server's answer, by name: their buttons are held meanwhile. */
export const underWay = signal(/** @type {ReadonlySet<string>} */ (new Set()));

/**
 * @template T
 * @param {string} name of the act and its object; the same act is not begun twice
 * @param {() => Promise<T>} act
 * @returns {Promise<T | undefined>} undefined when refused, and told
 */
export async function once(name, act) {
  if (underWay.value.has(name)) return undefined;
  underWay.value = new Set(underWay.value).add(name);
  try {
    return await act();
  } catch (error) {
    notify("bad", sentenceOf(error));
    return undefined;
  } finally {
    const rest = new Set(underWay.value);
    rest.delete(name);
    underWay.value = rest;
  }
}

/** @param {number} incident @param {string[]} [volunteers] none: by the response plan */
export function dispatch(incident, volunteers) {
  return once(`dispatch:${incident}`, async () => {
    const body = volunteers && volunteers.length > 0 ? { volunteers } : {};
    await write("POST", `/incidents/${incident}/alerts`, body);
    notify("good", say("ui.dispatched", { id: incident }));
    return true;
  });
}

/** @param {number} alert @param {"accept" | "decline"} answer heard on the phone */
export function answer(alert, answer) {
  return once(`answer:${alert}`, () => write("POST", `/alerts/${alert}/answer`, { answer }));
}

/** Take back what nobody has answered yet. @param {number[]} alerts */
export function withdraw(alerts) {
  return Promise.all(alerts.map((alert) => once(`answer:${alert}`, () => write("POST", `/alerts/${alert}/withdraw`))));
}

/** @param {number} assignment @param {string} progress */
export function report(assignment, progress) {
  return once(`report:${assignment}`, () => write("POST", `/assignments/${assignment}/progress`, { progress }));
}

/** @param {number} incident @param {boolean} held whether the plan stops asking by itself */
export function holdWaves(incident, held) {
  return once(`hold:${incident}`, () => write("POST", `/incidents/${incident}/hold`, { held }));
}

/** @typedef {{name: string | null, phone: string | null, address: string | null, text: string | null, note: string | null}} Contact */

/** @param {number} id @param {"take" | "hand-back" | "done" | "not-reached"} act @param {Record<string, unknown>} [body] */
export function followUp(id, act, body) {
  return once(`follow-up:${id}`, () => write("POST", `/follow-ups/${id}/${act}`, body));
}

/** @param {number} id @returns {Promise<Contact | undefined>} */
export function contactOf(id) {
  return once(`contact:${id}`, () => read(`/follow-ups/${id}/contact`));
}

/** @param {number} incident whose next step is taken */
export function escalate(incident) {
  return once(`escalate:${incident}`, () => write("POST", `/incidents/${incident}/escalate`));
}

/** @param {number} alarm that somebody here sees to from now on */
export function seeTo(alarm) {
  return once(`alarm:${alarm}`, () => write("POST", `/alarms/${alarm}/acknowledge`));
}

/** @param {number} incident @param {string} disposition @param {string} note */
export function closeIncident(incident, disposition, note) {
  return once(`close:${incident}`, async () => {
    await write("POST", `/incidents/${incident}/close`, note ? { disposition, note } : { disposition });
    notify("good", say("ui.incident_closed", { id: incident }));
    return true;
  });
}

/** @param {number} incident @param {boolean} notified now, or not after all */
export function reportAmbulance(incident, notified) {
  return once(`ambulance:${incident}`, () => write("POST", `/incidents/${incident}/ambulance`, { notified }));
}

/** @param {number} incident @param {number} into */
export function merge(incident, into) {
  return once(`merge:${incident}`, async () => {
    await write("POST", `/incidents/${incident}/merge`, { into });
    notify("good", say("intake.merged", { id: into }));
    return true;
  });
}

/** @param {number} incident */
export function part(incident) {
  return once(`part:${incident}`, async () => {
    await write("POST", `/incidents/${incident}/part`);
    notify("good", say("intake.parted", { id: incident }), incident);
  });
}

/** @param {number} incident @param {string} text */
export function addNote(incident, text) {
  return once(`note:${incident}`, async () => {
    await write("POST", `/incidents/${incident}/notes`, { text });
    return true;
  });
}

/** @param {GeoJSON.Geometry} geometry @param {string} reason @param {string | null} until */
export function closeRoad(geometry, reason, until) {
  return once("close-road", async () => {
    await write("POST", "/closures", { geometry, reason, ...(until ? { until } : {}) });
    notify("good", say("ui.road_closed"));
    return true;
  });
}

/** @param {number} closure */
export function reopen(closure) {
  return once(`reopen:${closure}`, () => write("DELETE", `/closures/${closure}`));
}

/** @param {string} aed @param {string} state */
export function reportAed(aed, state) {
  return once(`aed:${aed}`, async () => {
    await write("PATCH", `/aeds/${encodeURIComponent(aed)}`, { state });
    notify("good", say("aeds.reported"));
  });
}

/**
 * @param {"gates" | "entrances" | "alleys"} table
 * @param {number | null} id of what is drawn again
 * @param {unknown} body
 * @param {string} told when it is kept
 */
export function drawGround(table, id, body, told) {
  return once(`ground:${table}`, async () => {
    await (id === null ? write("POST", `/ground/${table}`, body) : write("PUT", `/ground/${table}/${id}`, body));
    notify("good", told);
    return true;
  });
}

/** @param {"gates" | "entrances" | "alleys"} table @param {number} id */
export function removeGround(table, id) {
  return once(`ground:${table}:${id}`, () => write("DELETE", `/ground/${table}/${id}`));
}

/** @param {string} chosen */
export function changeWeather(chosen) {
  return once("weather", () => write("PUT", "/weather", { weather: chosen }));
}
