/** Follow-ups that wait for somebody, in the order in which they are seen to. */
import { computed } from "@preact/signals";
import { board } from "../board.js";

/** @typedef {import("../rows.js").FollowUp} FollowUp */

/** Somebody has to ring now. @param {FollowUp} one */
export const raised = (one) => one.raised_at !== null || one.state === "overdue";

/** @param {FollowUp} one @returns {"raised" | "due" | "taken"} */
export const whenOwed = (one) => (one.taken_at ? "taken" : raised(one) ? "raised" : "due");

const ORDER = ["raised", "due", "taken"];

export const waitingFollowUps = computed(() =>
  [...board.follow_ups.value.values()].sort(
    (a, b) => ORDER.indexOf(whenOwed(a)) - ORDER.indexOf(whenOwed(b)) || a.due_at.localeCompare(b.due_at) || a.id - b.id,
  ),
);
