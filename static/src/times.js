/**
 * Clocks: the server's time, ticking once a second, and how times are written.
 */
import { computed, signal } from "@preact/signals";
import { language, say } from "./words.js";

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** Milliseconds by which the server's clock is ahead of this machine's. */
let ahead = 0;

/** Server time, ms since 1970; moves once a second. */
export const now = signal(Date.now());

/** The city's time zone: every clock on the page is the city's. */
export const timezone = signal("Asia/Shanghai");

/** Server time to the millisecond, as far as it is known here. */
export const serverNow = () => Date.now() + ahead;

/** @param {string} at the server's time as it was sent just now */
export function setClock(at) {
  ahead = Date.parse(at) - Date.now();
}

export function tick() {
  now.value = serverNow();
  setTimeout(tick, SECOND - (now.value % SECOND));
}

/** @param {Intl.DateTimeFormatOptions} options */
const format = (options) =>
  computed(() => new Intl.DateTimeFormat(language.value, { timeZone: timezone.value, hourCycle: "h23", ...options }));

const clock = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const short = format({ hour: "2-digit", minute: "2-digit" });
const day = format({ year: "numeric", month: "2-digit", day: "2-digit" });
const weekday = format({ weekday: "short" });
const dayKey = computed(
  () => new Intl.DateTimeFormat("en-CA", { timeZone: timezone.value, year: "numeric", month: "2-digit", day: "2-digit" }),
);

/** "03:12:05". @param {number | string} at */
export const clockOf = (at) => clock.value.format(new Date(at));

/** "2026-11-24", in every language: dates are read aloud between desks. @param {number} at */
export const dateOf = (at) => dayKey.value.format(at);

/** @param {number} at */
export const weekdayOf = (at) => weekday.value.format(at);

/** "03:12" today, "昨日 23:50", else with its date. @param {string} at */
export function momentOf(at) {
  const then = Date.parse(at);
  const time = short.value.format(then);
  const today = dayKey.value.format(now.value);
  if (dayKey.value.format(then) === today) return time;
  if (dayKey.value.format(then) === dayKey.value.format(now.value - DAY)) return `${say("ui.yesterday")} ${time}`;
  return `${day.value.format(then)} ${time}`;
}

/** Running seconds as "03:20", from an hour "1:03:20". @param {number} seconds */
export function running(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** "3分20秒" / "3 min 20 s". @param {number} seconds */
export function lasting(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return say("ui.seconds", { s: whole });
  if (whole % 60 === 0) return say("ui.minutes", { m: whole / 60 });
  return say("ui.minutes_seconds", { m: Math.floor(whole / 60), s: whole % 60 });
}

/** Seconds from `at` until now, on the ticking clock. @param {string} at */
export const secondsSince = (at) => (now.value - Date.parse(at)) / SECOND;

/** "3:05", hours and minutes. @param {number} minutes */
export const spent = (minutes) => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
