/** What was done for the patient, tap by tap, and the slip that the ambulance's crew gets. */
import { signal } from "@preact/signals";
import { clockOf } from "../times.js";
import { language, say } from "../words.js";
import { tell } from "./acts.js";

/** @typedef {import("./state.js").Task} Task */

const STATES = ["conscious", "unconscious_breathing", "not_breathing", "pulse_back", "no_patient"];

/** @param {Task} task @param {string} act */
const count = (task, act) => task.care.filter((one) => one.act === act).length;

/** @param {{task: Task}} props */
export function CareButtons({ task }) {
  const pressing = count(task, "cpr_started") > count(task, "cpr_stopped");
  const acts = [pressing ? "cpr_stopped" : "cpr_started", "aed_on", "shock", "pulse_back"];
  return (
    <section class="care" aria-label={say("phone.care")}>
      <div class="two">
        {acts.map((act) => (
          <button key={act} type="button" data-act={act} onClick={() => tell(task, "care", { act }, say(`care.${act}`))}>
            {say(`care.${act}`)}
            {act === "shock" && count(task, act) > 0 && <small> × {count(task, act)}</small>}
          </button>
        ))}
      </div>
      {task.care.length > 0 && (
        <ol class="acts">
          {task.care.slice(-4).map((one) => (
            <li key={`${one.act} ${one.at}`}>
              <time dateTime={one.at}>{clockOf(one.at)}</time> {say(`care.${one.act}`)}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** What is typed and not sent yet, by alert. */
const drafts = signal(/** @type {Record<number, Record<string, any>>} */ ({}));

/** @param {{task: Task}} props */
export function SlipForm({ task }) {
  const known = { state: "", cpr: count(task, "cpr_started") > 0, shocks: count(task, "shock"), vehicle: "", note: "" };
  const draft = { ...known, ...task.slip, ...drafts.value[task.alert] };
  const change = (/** @type {Record<string, unknown>} */ more) =>
    (drafts.value = { ...drafts.value, [task.alert]: { ...drafts.value[task.alert], ...more } });
  const write = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const body = {
      state: draft.state,
      cpr: draft.cpr,
      shocks: Number(draft.shocks) || 0,
      vehicle: String(draft.vehicle ?? "").trim() || null,
      note: String(draft.note ?? "").trim() || null,
    };
    tell(task, "slip", body, say("phone.slip"));
    drafts.value = { ...drafts.value, [task.alert]: {} };
  };
  return (
    <details class="slip">
      <summary>
        {say("phone.slip")} {task.slip && <em>✓ {clockOf(task.slip.at)}</em>}
      </summary>
      <form onSubmit={write}>
        <fieldset>
          <legend>{say("phone.slip.state")}</legend>
          {STATES.map((state) => (
            <label key={state} class="choice">
              <input
                type="radio"
                name={`state${task.alert}`}
                required
                checked={draft.state === state}
                onChange={() => change({ state })}
              />
              {say(`patient_state.${state}`)}
            </label>
          ))}
        </fieldset>
        <label class="choice">
          <input type="checkbox" checked={draft.cpr} onChange={(event) => change({ cpr: event.currentTarget.checked })} />
          {say("phone.slip.cpr")}
        </label>
        <label class="field">
          <span>{say("phone.slip.shocks")}</span>
          <input
            type="number"
            inputMode="numeric"
            min="0"
            max="99"
            value={draft.shocks}
            onInput={(event) => change({ shocks: event.currentTarget.value })}
          />
        </label>
        <label class="field">
          <span>{say("phone.slip.vehicle")}</span>
          <input maxLength={40} value={draft.vehicle ?? ""} onInput={(event) => change({ vehicle: event.currentTarget.value })} />
        </label>
        <label class="field">
          <span>{say("ui.note")}</span>
          <textarea rows={2} maxLength={4000} value={draft.note ?? ""} onInput={(event) => change({ note: event.currentTarget.value })} />
        </label>
        <button type="submit" class="primary">
          {say("phone.slip.write")}
        </button>
        {task.slip && task.assignment !== null && (
          <a class="button" href={`/api/v1/incidents/${task.incident.id}/slips/${task.assignment}?language=${language.value}`} target="_blank" rel="noreferrer">
            {say("ui.print_slip")}
          </a>
        )}
      </form>
    </details>
  );
}
