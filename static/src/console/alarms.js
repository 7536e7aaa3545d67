/**
 * What must not wait, gravest first: the board's alarms, and this desk's own when the server falls silent.
 */
import { computed, effect, signal } from "@preact/signals";
import { board } from "../board.js";
import { linkState } from "../live.js";
import { now } from "../times.js";
import { seeTo } from "./acts.js";
import { awaiting, wanted } from "./people.js";
import { dispatches, me, openFromQueue } from "./state.js";

/** @typedef {"panic" | "grave" | "mild"} Urgency */
/**
 * @typedef {{
 *   id: number | "stale", concern: string, incident: number | null, volunteer: string | null, missing: number | null,
 *   raised_at: string, acknowledged_at: string | null, acknowledged_by: string | null, escalated_at: string | null,
 *   leader: string | null,
 * }} Alarm
 */

/** In the order in which they are seen to; the first alone make people late or leave them alone. */
const GRAVE = ["stale_data", "nobody_coming", "in_danger", "undispatched", "lost_contact", "unanswered"];
const ORDER = [...GRAVE, "no_check_back", "late", "not_moving", "cant_find", "cant_get_in", "trouble", "no_companion"];

/** What nobody has seen to for too long is grave, whatever it was. @param {Alarm} alarm @returns {Urgency} */
export const urgencyOf = (alarm) => (alarm.escalated_at || GRAVE.includes(alarm.concern) ? "grave" : "mild");

const stale = computed(() => linkState() === "stale");

/** @type {import("@preact/signals").Signal<Alarm | null>} */
const staleness = signal(null);

effect(() => {
  staleness.value = !stale.value
    ? null
    : {
        id: "stale",
        concern: "stale_data",
        incident: null,
        volunteer: null,
        missing: null,
        raised_at: new Date(now.peek()).toISOString(),
        acknowledged_at: null,
        acknowledged_by: null,
        escalated_at: null,
        leader: null,
      };
});

/** Those that wait for somebody first, then the gravest, then the oldest. @param {Alarm} a @param {Alarm} b */
const byUrgency = (a, b) =>
  Number(a.acknowledged_at !== null) - Number(b.acknowledged_at !== null) ||
  Number(b.escalated_at !== null) - Number(a.escalated_at !== null) ||
  ORDER.indexOf(a.concern) - ORDER.indexOf(b.concern) ||
  a.raised_at.localeCompare(b.raised_at);

/** All that are open, the acknowledged ones last. */
export const alarms = computed(() => {
  /** @type {Alarm[]} */
  const all = [...board.alarms.value.values()];
  return (staleness.value ? [...all, staleness.value] : all).sort(byUrgency);
});

/** Stations that have had fewer people than they must have, by name: for their officers to mend, so no sound. */
export const short = computed(() =>
  [...board.stations.value.values()].filter((one) => (one.short ?? 0) > 0).map((one) => one.name),
);

/** Those that nobody has acknowledged. */
export const waiting = computed(() => alarms.value.filter((alarm) => alarm.acknowledged_at === null));

/** Calls for help that nobody has answered first, then the oldest. */
export const panics = computed(() =>
  [...board.panics.value.values()].sort(
    (a, b) => Number(a.answered_at !== null) - Number(b.answered_at !== null) || a.id - b.id,
  ),
);

/**
 * How loud this desk must be: whoever can do nothing about it is only shown it, but a call for help is heard by all.
 *
 * @returns {Urgency | null}
 */
export function loudest() {
  if (panics.value.some((panic) => panic.answered_at === null)) return "panic";
  if (!dispatches.value) return null;
  const urgencies = new Set(waiting.value.map(urgencyOf));
  if (urgencies.has("grave")) return "grave";
  return urgencies.has("mild") ? "mild" : null;
}

/** @param {Alarm} alarm */
export function acknowledge(alarm) {
  if (alarm.id !== "stale") return dispatches.value ? seeTo(alarm.id) : undefined;
  // The server cannot be told: this desk's own alarm is acknowledged here.
  const acknowledged_at = new Date(now.peek()).toISOString();
  staleness.value = { ...alarm, acknowledged_at, acknowledged_by: me.peek()?.by ?? null };
  return undefined;
}

/** @param {Alarm} alarm */
export const goTo = (alarm) => openFromQueue(alarm.incident);

/** Answers whose time is over while somebody is still wanted. */
export const overdue = computed(
  () =>
    [...board.alerts.value.values()].filter((alert) => {
      const incident = board.incidents.value.get(alert.incident);
      const over = alert.state === "expired" || (awaiting(alert) && Date.parse(alert.expires_at) < now.value);
      return over && incident !== undefined && wanted(incident, alert.role);
    }).length,
);
