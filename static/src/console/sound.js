/**
 * Alarms to the ear: tones made here, no file. Each urgency sounds its own, again and again until somebody sees to it.
 */
import { computed, effect, signal } from "@preact/signals";
import { keep, kept } from "../kept.js";
import { loudest } from "./alarms.js";

/** @typedef {import("./alarms.js").Urgency} Urgency */
/** @typedef {{tones: number[], every_ms: number}} Pattern  `tones` in Hz, one after the other */

/** Panic: a siren without a pause. Grave: falling and hurried; mild: rising and slow. @type {Record<Urgency, Pattern>} */
const PATTERNS = {
  panic: { tones: [659, 880, 1175, 1568, 1175, 880, 659, 880, 1175, 1568, 1175, 880], every_ms: 2_000 },
  grave: { tones: [988, 740, 988, 740, 988, 740], every_ms: 3_000 },
  mild: { tones: [587, 784], every_ms: 6_000 },
};
const TONE_S = 0.16;
const VOLUME = 0.22;
const RAMP_S = 0.015; // no click at a tone's ends

export const soundOn = signal(kept("sound") !== "off");
effect(() => keep("sound", soundOn.value ? null : "off"));

const state = signal(/** @type {"unavailable" | "blocked" | "running"} */ ("unavailable"));

/** Browsers keep a page silent until somebody has pressed a key or a button on it. */
export const sounding = computed(() => (soundOn.value ? state.value : "off"));

/** @type {AudioContext | null} */
let audio = null;

function follow() {
  state.value = audio?.state === "running" ? "running" : "blocked";
}

/** @param {AudioContext} context @param {Pattern} pattern */
function play(context, { tones }) {
  tones.forEach((hertz, index) => {
    const oscillator = new OscillatorNode(context, { type: "triangle", frequency: hertz });
    const envelope = new GainNode(context, { gain: 0 });
    const begins = context.currentTime + index * TONE_S;
    const ends = begins + TONE_S;
    envelope.gain.setValueAtTime(0, begins);
    envelope.gain.linearRampToValueAtTime(VOLUME, begins + RAMP_S);
    envelope.gain.setValueAtTime(VOLUME, ends - RAMP_S);
    envelope.gain.linearRampToValueAtTime(0, ends);
    oscillator.connect(envelope).connect(context.destination);
    oscillator.start(begins);
    oscillator.stop(ends);
  });
}

/** Sound for as long as an alarm waits; the first key or click on the page lifts the browser's ban. */
export function sound() {
  if (typeof AudioContext === "undefined") return;
  const context = new AudioContext();
  audio = context;
  follow();
  context.addEventListener("statechange", follow);
  for (const gesture of ["keydown", "pointerdown"]) {
    document.addEventListener(gesture, () => context.state === "suspended" && void context.resume(), { capture: true });
  }
  const urgency = computed(loudest);
  effect(() => {
    const audible = urgency.value === "panic" ? state.value : sounding.value; // nobody switches off a call for help
    if (audible !== "running" || urgency.value === null) return undefined;
    const pattern = PATTERNS[urgency.value];
    play(context, pattern);
    const again = setInterval(() => play(context, pattern), pattern.every_ms);
    return () => clearInterval(again);
  });
}
