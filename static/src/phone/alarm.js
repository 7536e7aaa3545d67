/**
 * The phone rings while somebody is asked: tones made here, vibration, and a voice that reads the alert.
 */
import { effect, signal } from "@preact/signals";
import { keep, kept } from "../kept.js";
import { language, say } from "../words.js";
import { ringing } from "./state.js";

const TONES_HZ = [880, 1175, 880, 1175];
const TONE_S = 0.2;
const AGAIN_MS = 2_500;
const BUZZ_MS = [400, 150, 400];
const VOLUME = 0.5;

export const soundOn = signal(kept("sound") !== "off");
/** Browsers keep a page silent until it was touched. */
export const armed = signal(false);
/** Alerts that somebody has silenced, and those that were read aloud. @type {Set<number>} */
const silenced = new Set();
const heard = new Set();
const quiet = signal(0);

/** @type {AudioContext | null} */
let audio = null;

function beep() {
  if (audio?.state !== "running") return;
  TONES_HZ.forEach((hertz, index) => {
    const begins = /** @type {AudioContext} */ (audio).currentTime + index * TONE_S;
    const oscillator = new OscillatorNode(/** @type {AudioContext} */ (audio), { type: "square", frequency: hertz });
    const envelope = new GainNode(/** @type {AudioContext} */ (audio), { gain: VOLUME });
    oscillator.connect(envelope).connect(/** @type {AudioContext} */ (audio).destination);
    oscillator.start(begins);
    oscillator.stop(begins + TONE_S * 0.8);
  });
}

/** The alert in one breath: never a name, a number or a door. @param {import("./state.js").Asked} asked */
export function sentence({ alert, incident, where }) {
  return [
    incident.mode !== "actual" && say(`incident_mode.${incident.mode}`),
    say(`type.${incident.type}`),
    say(`level.${incident.level}`),
    where.join(" "),
    alert.eta_s !== null && say("phone.minutes_away", { m: Math.ceil(alert.eta_s / 60) }),
    say("phone.can_you_go"),
  ]
    .filter(Boolean)
    .join(language.value === "en" ? ", " : "，");
}

/** @param {import("./state.js").Asked} asked */
export function readAloud(asked) {
  if (!("speechSynthesis" in window)) return;
  const words = new SpeechSynthesisUtterance(sentence(asked));
  words.lang = language.value;
  speechSynthesis.cancel();
  speechSynthesis.speak(words);
}

/** @param {number} alert */
export function silence(alert) {
  silenced.add(alert);
  quiet.value += 1;
}

function arm() {
  if (!audio && typeof AudioContext !== "undefined") audio = new AudioContext();
  void audio?.resume().then(() => (armed.value = true));
}

/** Rings from now on, whenever somebody is asked. */
export function listen() {
  // Not at pointerdown: the banner that asks for a touch goes away with it, and the button would move from under the finger.
  for (const gesture of ["click", "keydown"]) document.addEventListener(gesture, arm, { capture: true });
  effect(() => keep("sound", soundOn.value ? null : "off"));
  effect(() => {
    void quiet.value;
    const loud = ringing.value.filter(({ alert }) => !silenced.has(alert.id));
    if (!soundOn.value || loud.length === 0) {
      if ("speechSynthesis" in window) speechSynthesis.cancel();
      return undefined;
    }
    const ring = () => {
      beep();
      if (armed.value) navigator.vibrate?.(BUZZ_MS); // before the first touch browsers forbid it, and say so
    };
    const first = loud[0];
    if (first && armed.value && !heard.has(first.alert.id)) {
      heard.add(first.alert.id);
      readAloud(first);
    }
    ring();
    const again = setInterval(ring, AGAIN_MS);
    return () => clearInterval(again);
  });
}
