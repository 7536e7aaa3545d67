/**
 * Short messages at the edge of the screen, read aloud too. What went wrong stays until acknowledged (A).
 */
import { signal } from "@preact/signals";

/** @typedef {"good" | "news" | "bad"} Tone */
/** @typedef {{id: number, tone: Tone, text: string, incident: number | null}} Notice */

const GONE_AFTER_MS = 6_000;
const MOST = 4;

export const notices = signal(/** @type {readonly Notice[]} */ ([]));

let last = 0;

/** @param {Tone} tone @param {string} text @param {number | null} [incident] that it is about */
export function notify(tone, text, incident = null) {
  const notice = { id: ++last, tone, text, incident };
  notices.value = [...notices.value, notice].slice(-MOST);
  if (tone === "good") setTimeout(() => acknowledge(notice.id), GONE_AFTER_MS);
}

/** @param {number} id */
export function acknowledge(id) {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}
