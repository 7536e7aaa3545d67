/** A ring that needs no file: tones made here, once the page was touched. */
import { signal } from "@preact/signals";

const TONES_HZ = [880, 1175, 880, 1175];
const TONE_S = 0.2;
const VOLUME = 0.5;

/** Browsers keep a page silent until it was touched. */
export const armed = signal(false);

/** @type {AudioContext | null} */
let audio = null;

export function beep() {
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

function arm() {
  if (!audio && typeof AudioContext !== "undefined") audio = new AudioContext();
  void audio?.resume().then(() => (armed.value = true));
}

/** Not at pointerdown: the banner that asks for a touch goes away with it, and the button would move from under the finger. */
export function armAtTouch() {
  for (const gesture of ["click", "keydown"]) document.addEventListener(gesture, arm, { capture: true });
}
