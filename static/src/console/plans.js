/** What is wrong with the response plans, told when the console opens and whenever their file changes. */
import { effect } from "@preact/signals";
import { read } from "../api.js";
import { leaveIfLoggedOut, planLooks } from "../live.js";
import { say } from "../words.js";
import { notify } from "./notices.js";

/** @typedef {{file: string, broken: {file: string, reason: string} | null, unfillable: Unfillable[]}} Plans */
/** @typedef {{type: string, level: number, role: string, needed: number, have: number}} Unfillable */

const MOST = 2;

export function followPlans() {
  effect(() => {
    const changed = planLooks.value > 0;
    read("/plans").then((plans) => tell(plans, changed), leaveIfLoggedOut);
  });
}

/** @param {Plans} plans @param {boolean} changed */
function tell({ file, broken, unfillable }, changed) {
  if (broken) notify("bad", say("plans_broken_now", broken));
  else if (changed) notify("good", say("plans_read", { file }));
  if (changed) for (const one of unfillable.slice(0, MOST)) notify("bad", say("plan_unfillable", inWords(one)));
}

/** @param {Unfillable} one */
const inWords = (one) => ({ ...one, type: say(`type.${one.type}`), role: say(`role.${one.role}`), level: say(`level.${one.level}`) });
