/**
 * Where everyone is taken to be, by what, and how old that is.
 */
import { computed } from "@preact/signals";
import { board } from "../board.js";
import { positions } from "../live.js";
import { lasting, now } from "../times.js";
import { say } from "../words.js";
import { standingOf } from "./people.js";

/** @typedef {import("../rows.js").Position} Position */

const FRESH_MS = 120_000;
const NEW_MS = 5_000;
const STEP_MS = 5_000;
/** Of these the last fix still says something when it is old: they are out, and nobody else says where. */
const OUT = new Set(["assigned", "en_route", "on_scene", "returning", "lost"]);

/** Ages on the map grow in steps: it is not drawn anew each second for them. */
export const slowly = computed(() => Math.floor(now.value / STEP_MS) * STEP_MS);

/** @typedef {{fix: Position, standing: string, old: boolean}} ByFix */

/** @type {readonly ByFix[]} */
let before = [];

/** Everyone who is placed by their own fix: the same list as long as nothing about them is another. */
export const byFix = computed(() => {
  const next = placedNow();
  const same = next.length === before.length && next.every((one, index) => isSame(one, before[index]));
  if (!same) before = next;
  return before;
});

/** @param {ByFix} a @param {ByFix | undefined} b */
const isSame = (a, b) => b !== undefined && a.fix === b.fix && a.standing === b.standing && a.old === b.old;

function placedNow() {
  /** @type {ByFix[]} */
  const placed = [];
  const everyone = board.volunteers.value;
  const freshSince = slowly.value - FRESH_MS;
  for (const fix of positions.value.values()) {
    const volunteer = everyone.get(fix.volunteer);
    if (!volunteer) continue;
    const standing = standingOf(volunteer);
    const old = Date.parse(fix.at) < freshSince;
    if (standing === "off" || (old && !OUT.has(standing))) continue;
    placed.push({ fix, standing, old });
  }
  return placed;
}

/** @type {ReadonlySet<string>} */
let last = new Set();

/** Who these are: the same set as long as nobody comes or goes, so that moving changes nothing else. */
export const tracked = computed(() => {
  const next = byFix.value;
  if (next.length !== last.size || next.some(({ fix }) => !last.has(fix.volunteer))) {
    last = new Set(next.map(({ fix }) => fix.volunteer));
  }
  return last;
});

/** "12秒前", of an old one that it is. @param {Position} fix @param {boolean} old */
export function ageWord(fix, old) {
  const age = Math.max(0, now.peek() - Date.parse(fix.at));
  if (age < NEW_MS) return say("placing.now");
  return say(old ? "placing.old" : "placing.live", { age: lasting(Math.floor(age / STEP_MS) * 5) });
}

/**
 * @param {string} volunteer
 * @returns {{by: "live" | "old" | "scene" | "station", word: string}} what their place rests on, on the ticking clock
 */
export function placingOf(volunteer) {
  const row = board.volunteers.value.get(volunteer);
  const standing = row ? standingOf(row) : "off";
  const fix = positions.value.get(volunteer);
  if (fix) {
    const age = Math.max(0, now.value - Date.parse(fix.at));
    const old = age > FRESH_MS;
    if (!old || OUT.has(standing)) {
      const words = { age: lasting(Math.floor(age / 1000)) };
      return old ? { by: "old", word: say("placing.old", words) } : { by: "live", word: say("placing.live", words) };
    }
  }
  const by = standing === "on_scene" ? "scene" : "station";
  return { by, word: say(`placed_by.${by}`) };
}
