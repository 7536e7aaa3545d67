/** Stuck, alone, or in danger: one tap, and somebody knows. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { clockOf, now, running } from "../times.js";
import { say } from "../words.js";
import { declare, tell, waits } from "./acts.js";
import { pending } from "./outbox.js";
import { phone } from "./state.js";

/** @typedef {import("./state.js").Task} Task */

const HOLD_MS = 1_000;
const TWICE_MS = 1_500;
const SOON_S = 120;

/** Rings the centre: works without a signal for data. */
export function CallDesk() {
  const desk = phone.value?.desk;
  if (!desk) return null;
  return (
    <a class="button call" href={`tel:${desk.phone}`}>
      ☎ {desk.station ? say("phone.call_station", { station: desk.station }) : say("phone.call_desk")}
    </a>
  );
}

/** Whoever is on scene says from time to time that they are well. @param {{task: Task}} props */
function CheckBack({ task }) {
  const due = /** @type {any} */ (task.told?.assignment)?.check_back_at;
  if (!due) return null;
  const left = (Date.parse(due) - now.value) / 1000;
  const said = waits(task, "check-back");
  return (
    <button
      type="button"
      class={`check ${left < SOON_S && !said ? "due" : ""}`}
      onClick={() => tell(task, "check-back", {}, say("phone.i_am_well"))}
    >
      ✓ {say("phone.i_am_well")}
      <small>{said ? say("phone.unsent") : left > 0 ? say("phone.check_back_in", { left: running(left) }) : say("phone.check_back_over")}</small>
    </button>
  );
}

/** @param {{task: Task}} props */
export function Help({ task }) {
  const told = /** @type {any} */ (task.told?.assignment);
  const stuck = told?.trouble;
  const company = told?.companion_wanted || waits(task, "companion");
  const report = (/** @type {string} */ kind) => tell(task, "trouble", { kind }, say(`trouble.${kind}`));
  return (
    <section class="help" aria-label={say("phone.help")}>
      <CheckBack task={task} />
      <div class="two">
        {["cant_find", "cant_get_in"].map((kind) => {
          const unsent = pending.value.some((one) => one.alert === task.alert && one.body.kind === kind);
          return (
            <button key={kind} type="button" aria-pressed={unsent || stuck === kind} onClick={() => report(kind)}>
              {say(`trouble.${kind}`)}
              {(unsent || stuck === kind) && <small>{say(unsent ? "phone.unsent" : "phone.desk_knows")}</small>}
            </button>
          );
        })}
      </div>
      <button
        type="button"
        disabled={Boolean(company)}
        onClick={() => tell(task, "companion", {}, say("phone.companion"))}
      >
        {say(company ? "phone.companion_asked" : "phone.companion")}
      </button>
      <CallDesk />
    </section>
  );
}

const pressedAt = signal(0);

const pressedOnce = () => pressedAt.value > 0 && performance.now() - pressedAt.value < TWICE_MS;

/** @returns {Promise<object | null>} where the phone is, if it says so at once */
const spot = () =>
  new Promise((resolve) => {
    if (!("geolocation" in navigator)) return resolve(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({ lon: coords.longitude, lat: coords.latitude, crs: "WGS84", accuracy_m: Math.min(Math.max(coords.accuracy, 1), 100_000) }),
      () => resolve(null),
      { timeout: 800, maximumAge: 60_000 },
    );
  });

async function panic() {
  pressedAt.value = 0;
  navigator.vibrate?.(200);
  const position = await spot();
  declare("/panic", position ? { position } : {}, say("phone.panic"));
}

/** Held for a second, or pressed twice: by mistake it takes neither. */
export function Panic() {
  const timer = useRef(0);
  const held = useRef(false);
  const standing = phone.value?.panic;
  const waiting = pending.value.some((one) => one.path === "/panic");
  useEffect(() => () => clearTimeout(timer.current), []);
  const down = () => {
    clearTimeout(timer.current);
    held.current = false;
    timer.current = setTimeout(() => {
      held.current = true;
      void panic();
    }, HOLD_MS);
  };
  const up = () => clearTimeout(timer.current);
  const press = () => {
    if (held.current) held.current = false;
    else if (pressedOnce()) void panic();
    else pressedAt.value = performance.now();
  };
  if (standing || waiting) {
    return (
      <section class="panic standing" role="alert">
        <b>{say(waiting ? "phone.panic_waiting" : "phone.panic_stands")}</b>
        {standing && <span>{clockOf(standing.raised_at)}</span>}
        {standing?.answer && <span>{say("phone.panic_answer", { answer: standing.answer })}</span>}
        <CallDesk />
      </section>
    );
  }
  const once = now.value > 0 && pressedOnce();
  return (
    <section class="panic">
      <button
        type="button"
        class="danger big"
        onPointerDown={down}
        onPointerUp={up}
        onPointerLeave={up}
        onPointerCancel={up}
        onContextMenu={(event) => event.preventDefault()}
        onClick={press}
        aria-describedby="panic-hint"
      >
        {say("phone.panic")}
      </button>
      <p id="panic-hint" class="hint" aria-live="polite">
        {say(once ? "phone.panic_again" : "phone.panic_hint")}
      </p>
    </section>
  );
}
