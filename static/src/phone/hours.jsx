/** The month's hours in a line, and in a list for whoever wants to know: asked for when it is opened. */
import { signal } from "@preact/signals";
import { read, sentenceOf } from "../api.js";
import { momentOf, spent } from "../times.js";
import { say } from "../words.js";

/**
 * @typedef {{entry: number, kind: string, started_at: string, state: string, minutes: number, within: number,
 *   reason: string | null}} Entry
 * @typedef {{on_site: number, response: number, training: number, standby: number}} Total
 */

const entries = signal(/** @type {Entry[] | null} */ (null));
const total = signal(/** @type {Total | null} */ (null));
const trouble = signal("");
const KINDS = /** @type {const} */ (["on_site", "standby", "response", "training"]);

/** @param {Event & {currentTarget: HTMLDetailsElement}} event */
async function ask(event) {
  if (!event.currentTarget.open) return;
  trouble.value = "";
  try {
    const told = await read("/hours");
    entries.value = [...told.rows].reverse();
    total.value = told.totals[0] ?? { on_site: 0, response: 0, training: 0, standby: 0 };
  } catch (error) {
    trouble.value = sentenceOf(error);
  }
}

export function OwnHours() {
  return (
    <details class="hours" onToggle={(event) => void ask(event)}>
      <summary>{say("hours_own.title")}</summary>
      {trouble.value && <p role="alert">{trouble.value}</p>}
      {total.value && <p>{KINDS.map((kind) => `${say(`hours_kind.${kind}`)} ${spent(total.value?.[kind] ?? 0)}`).join(" · ")}</p>}
      <ul>
        {(entries.value ?? []).map((one) => (
          <li key={one.entry}>
            {momentOf(one.started_at)} · {say(`hours_kind.${one.kind}`)} {spent(one.minutes)}
            {one.within > 0 && ` (+${spent(one.within)})`} · {say(`hours_state.${one.state}`)}
            {one.reason && <small>{one.reason}</small>}
          </li>
        ))}
      </ul>
    </details>
  );
}
