/** Check-ins that somebody has to look at: confirmed with A, rejected with R. */
import { signal } from "@preact/signals";
import { read, write } from "../api.js";
import { Mark } from "../parts/shape.jsx";
import { momentOf } from "../times.js";
import { say } from "../words.js";
import { askWhy } from "./reason.jsx";
import { HOURS } from "./shapes.js";
import { carryOut, here, station } from "./state.js";
import { nameOfStation } from "./stations.js";

/**
 * @typedef {{id: number, volunteer: string, name: string | null, station: string, at: string, left_at: string | null,
 *   words: {code: string, text: string}[], distance_m: number | null, accuracy_m: number | null}} Held
 */

export const held = signal(/** @type {Held[]} */ ([]));

export async function loadHeld() {
  held.value = (await read(here("/duty/held"))).rows;
}

/** @param {Held} one */
const nameOf = (one) => one.name ?? one.volunteer;

/** @param {Held} one */
const confirm = (one) =>
  carryOut(() => write("POST", `/duty/held/${one.id}/confirm`, {}), say("duty_page.confirmed", { name: nameOf(one) }));

/** @param {Held} one */
const reject = (one) =>
  askWhy(say("duty_page.turn_down", { name: nameOf(one) }), (reason) =>
    carryOut(() => write("POST", `/duty/held/${one.id}/reject`, { reason }), say("duty_page.turned_down", { name: nameOf(one) })),
  );

/** @param {{one: Held}} props */
function Row({ one }) {
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const act = { a: confirm, r: reject }[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    void act(one);
  };
  const measured = one.distance_m !== null && say("duty_page.measured", { m: one.distance_m, accuracy: one.accuracy_m ?? "?" });
  return (
    <li onKeyDown={onKey}>
      <span class="with-mark">
        <Mark shape={HOURS.recorded} />
        <strong>{nameOf(one)}</strong>
      </span>
      <span>
        {momentOf(one.at)}
        {one.left_at && `–${momentOf(one.left_at)}`}
        {station.value === "" && ` · ${nameOfStation(one.station)}`}
      </span>
      <span class="why">{[...one.words.map((doubt) => doubt.text), measured].filter(Boolean).join(" · ")}</span>
      <span class="acts">
        <button type="button" class="primary" onClick={() => void confirm(one)}>
          {say("duty_page.confirm")} <kbd>A</kbd>
        </button>
        <button type="button" class="danger" onClick={() => reject(one)}>
          {say("duty_page.reject")} <kbd>R</kbd>
        </button>
      </span>
    </li>
  );
}

/** Above those who are here; nothing where nobody waits. */
export function Held() {
  if (held.value.length === 0) return null;
  return (
    <div class="held">
      <h3>{say("duty_page.held", { n: held.value.length })}</h3>
      <ul>
        {held.value.map((one) => (
          <Row key={one.id} one={one} />
        ))}
      </ul>
    </div>
  );
}
