/** What is wrong with the response plans, told when the console opens and whenever their file changes. */
import { effect } from "@preact/signals";
import { read } from "../api.js";
import { leaveIfLoggedOut, planLooks } from "../live.js";
import { say } from "../words.js";
import { notify } from "./notices.js";

/** @typedef {{edition: string, file: string, broken: {file: string, reason: string} | null, unfillable: Unfillable[]}} Plans */
/** @typedef {{type: string, level: number, role: string, needed: number, have: number}} Unfillable */

const MOST = 2;

/** @type {string | null} */
let seen = null;

export function followPlans() {
  effect(() => {
    if (planLooks.value > 0) read("/plans").then(tell, leaveIfLoggedOut);
  });
}

/** @param {Plans} plans */
function tell({ edition, file, broken, unfillable }) {
  const changed = seen !== null && seen !== edition;
  if (broken && seen !== edition) notify("bad", say("plans_broken_now", broken));
  else if (changed) notify("good", say("plans_read", { file }));
  if (changed) for (const one of unfillable.slice(0, MOST)) notify("bad", say("plan_unfillable", inWords(one)));
  seen = edition;
}

/** @param {Unfillable} one */
const inWords = (one) => ({ ...one, type: say(`type.${one.type}`), role: say(`role.${one.role}`), level: say(`level.${one.level}`) });
