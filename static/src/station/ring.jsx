/** The tablet rings for people of its station, and its officer answers for each by name. */
import { effect, signal } from "@preact/signals";
import { LevelMark } from "../parts/shape.jsx";
import { beep } from "../parts/tones.js";
import { running, secondsSince } from "../times.js";
import { say } from "../words.js";
import { answer, calls } from "./state.js";

const AGAIN_MS = 2_500;
const BUZZ_MS = [400, 150, 400];

/** Attempts that somebody here has heard: they stay on the screen, without the noise. */
const silenced = signal(/** @type {readonly number[]} */ ([]));

/** Rings from now on, while nobody has answered. */
export function listen() {
  effect(() => {
    if (!calls.value.some((one) => !silenced.value.includes(one.attempt))) return undefined;
    const ring = () => {
      beep();
      navigator.vibrate?.(BUZZ_MS);
    };
    ring();
    const again = setInterval(ring, AGAIN_MS);
    return () => clearInterval(again);
  });
}

/** @param {{call: import("./state.js").Call}} props */
function Ringing({ call }) {
  const name = call.name ?? call.volunteer;
  return (
    <li>
      <LevelMark level={call.level} size={48} />
      <div class="whom">
        <h2>{name}</h2>
        <p>
          {call.mode !== "actual" && <em class="mode">{say(`incident_mode.${call.mode}.tag`)}</em>}
          {say(`type.${call.type}`)} · {say(`level.${call.level}`)} · {say(`role.${call.role}`)} ·{" "}
          {say("ui.incident_no", { id: call.incident })}
        </p>
      </div>
      <span class="since" aria-label={say("tablet.ringing_since")}>
        {running(secondsSince(call.since))}
      </span>
      <button type="button" class="primary" onClick={() => answer(call.attempt, "accept", say("tablet.accepts", { name }))}>
        {say("tablet.accepts", { name })}
      </button>
      <button type="button" onClick={() => answer(call.attempt, "decline", say("tablet.declines", { name }))}>
        {say("tablet.declines", { name })}
      </button>
    </li>
  );
}

export function Calls() {
  if (calls.value.length === 0) return null;
  const loud = calls.value.some((one) => !silenced.value.includes(one.attempt));
  return (
    <section class="calls" role="alert" aria-labelledby="calls-title">
      <header>
        <h2 id="calls-title">⚠ {say("tablet.calls", { n: calls.value.length })}</h2>
        {loud && (
          <button type="button" onClick={() => (silenced.value = calls.value.map((one) => one.attempt))}>
            {say("tablet.silence")}
          </button>
        )}
      </header>
      <ul>
        {calls.value.map((call) => (
          <Ringing key={call.attempt} call={call} />
        ))}
      </ul>
    </section>
  );
}
