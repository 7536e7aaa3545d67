/** Moments as they are typed: on the city's clock, whatever this machine's is. */
import { timezone } from "../times.js";

/** "2026-11-24T08:05" on the city's clock. @param {string} at */
export function typed(at) {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone: timezone.value,
    dateStyle: "short",
    timeStyle: "short",
    hourCycle: "h23",
  });
  return parts.format(new Date(at)).replace(" ", "T");
}

/** The moment that such a text means; null: none yet. @param {string} text @returns {string | null} */
export function meant(text) {
  const asUtc = Date.parse(`${text}Z`);
  if (Number.isNaN(asUtc)) return null;
  const offset = (/** @type {number} */ at) => Date.parse(`${typed(new Date(at).toISOString())}Z`) - at;
  const first = asUtc - offset(asUtc);
  return new Date(asUtc - offset(first)).toISOString(); // looked at twice: near a change of the clock the first is off
}
