/**
 * The phone rings while somebody is asked: tones, vibration, and a voice that reads the alert.
 */
import { effect, signal } from "@preact/signals";
import { keep, kept } from "../kept.js";
import { armAtTouch, armed, beep } from "../parts/tones.js";
import { language, say } from "../words.js";
import { ringing } from "./state.js";

const AGAIN_MS = 2_500;
const BUZZ_MS = [400, 150, 400];

export const soundOn = signal(kept("sound") !== "off");
/** Alerts that somebody has silenced, and those that were read aloud. @type {Set<number>} */
const silenced = new Set();
const heard = new Set();
const quiet = signal(0);

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

/** Rings from now on, whenever somebody is asked. */
export function listen() {
  armAtTouch();
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
