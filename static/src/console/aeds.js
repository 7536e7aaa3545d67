/** AEDs: what each is worth now, by its state and by the hours in which it can be taken. */
import { computed } from "@preact/signals";
import { board } from "../board.js";
import { now, timezone } from "../times.js";
import { say } from "../words.js";

/** @typedef {import("../rows.js").Aed} Aed */
/** @typedef {"open" | "shut" | "unfit"} Worth */

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MINUTE = 60_000;

/** Moves once a minute: hours have no seconds. */
const minute = computed(() => Math.floor(now.value / MINUTE));

const local = computed(() => {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone.value, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }); // prettier-ignore
  const parts = Object.fromEntries(format.formatToParts(minute.value * MINUTE).map(({ type, value }) => [type, value]));
  return { day: DAYS.indexOf(parts.weekday ?? ""), at: Number(parts.hour) * 60 + Number(parts.minute) };
});

/** Why it cannot be taken now, as the server names it; "open" where it can. @param {Aed} aed */
function againstIt({ state, week }) {
  if (state !== "ready") return state;
  if (week === null) return "hours_unknown";
  const { day, at } = local.value;
  const today = (week[day] ?? []).some(([begin = 0, end = 0]) => begin <= at && (at < end || end < begin));
  const since = (week[(day + 6) % 7] ?? []).some(([begin = 0, end = 0]) => end < begin && at < end);
  return today || since ? "open" : "shut";
}

/** @param {Aed} aed @returns {Worth} */
export function worthOf(aed) {
  const against = againstIt(aed);
  if (against === "open") return "open";
  return against === "shut" || against === "hours_unknown" ? "shut" : "unfit";
}

/** @param {Aed} aed */
export function wordOf(aed) {
  const against = againstIt(aed);
  return against === "open" ? say("aeds.open") : say(`aed_state.${against}`);
}

export const register = computed(() => [...board.aeds.value.values()].sort((a, b) => a.id.localeCompare(b.id)));

/** Where the AED hangs that somebody fetches. @param {string | null | undefined} id */
export function fetched(id) {
  const aed = board.aeds.value.get(id ?? "");
  return aed === undefined ? null : say("aeds.fetches", { name: aed.floor ? `${aed.name} ${aed.floor}` : aed.name });
}
