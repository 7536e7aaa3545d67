/** The live circle: what those who could be sent now reach in time, and which share that covers. */
import { computed, effect, signal } from "@preact/signals";
import { read } from "../api.js";
import { board } from "../board.js";
import { keep, kept } from "../kept.js";
import { now } from "../times.js";
import { layers } from "./state.js";

export const TEAMS = ["medical", "supply", "psychological", "liaison"];

/** A team, or the code of a qualification. */
export const skill = signal(kept("circle.skill") ?? "medical");
effect(() => keep("circle.skill", skill.value));

/** The qualifications that somebody on duty holds, and the one that is looked at. */
export const qualifications = computed(() => {
  const held = [...board.volunteers.value.values()]
    .filter(({ duty }) => duty !== "off")
    .flatMap((one) => one.qualifications.map(({ kind }) => kind));
  return [...new Set(TEAMS.includes(skill.value) ? held : [...held, skill.value])].sort();
});

/** One feature for one person in time, one for two; null while it is not looked at, or not known yet. */
export const circle = signal(/** @type {GeoJSON.FeatureCollection | null} */ (null));

const shown = computed(() => layers.value.has("circle"));
/** Certificates run out and turnout is slower by night, without a word from anybody. */
const minute = computed(() => Math.floor(now.value / 60_000));

/** Asked again whenever it may have changed, one question at a time: what is the same costs a header. */
export function followCircle() {
  let asking = false;
  let again = false;
  const ask = async () => {
    again = asking;
    if (asking) return;
    asking = true;
    try {
      const found = await read(`/circle?skill=${encodeURIComponent(skill.peek())}&cover=1,2`);
      if (shown.peek()) circle.value = found;
    } catch {
      // the next change or minute asks again
    }
    asking = false;
    if (again) void ask();
  };
  effect(() => {
    void [skill.value, minute.value, board.volunteers.value, board.stations.value, board.closures.value, board.weather.value];
    if (shown.value) void ask();
    else circle.value = null;
  });
}
