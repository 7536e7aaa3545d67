/** Several calls about one event: who called when, and how they are parted or joined. */
import { useState } from "preact/hooks";
import { momentOf } from "../times.js";
import { say } from "../words.js";
import { merge, part, underWay } from "./acts.js";
import { lineOf } from "./finding.js";
import { dispatches, openIncident, queue } from "./state.js";

/** @typedef {import("../rows.js").Incident} Incident */

/** @param {{incident: Incident}} props */
export function Calls({ incident }) {
  if (incident.calls.length < 2) return null;
  return (
    <section class="calls" aria-labelledby="calls-title">
      <header class="pane-head">
        <h3 id="calls-title">{say("intake.calls")}</h3>
        <span class="count">{incident.calls.length}</span>
      </header>
      <ul>
        {incident.calls.map((call) => (
          <li key={call.incident}>
            <time dateTime={call.reported_at}>{momentOf(call.reported_at)}</time>
            <span class="who">
              <b>
                {call.caller?.name ?? "—"} {call.caller?.phone}
              </b>
              <small>
                {say("ui.incident_no", { id: call.incident })}
                {call.address && ` · ${call.address}`}
                {call.note && ` · ${call.note}`}
              </small>
            </span>
            {call.incident === incident.id ? (
              <span class="chip">{say("intake.main_call")}</span>
            ) : (
              dispatches.value && (
                <button
                  type="button"
                  class="small"
                  disabled={underWay.value.has(`part:${call.incident}`)}
                  onClick={() => void part(call.incident)}
                >
                  {say("intake.part")}
                </button>
              )
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Into which other incident this one belongs, as somebody found out. @param {{incident: Incident}} props */
export function Merging({ incident }) {
  const [into, setInto] = useState("");
  const others = queue.value.filter((one) => one.id !== incident.id && one.mode === incident.mode);
  if (others.length === 0) return null;
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    if (await merge(incident.id, Number(into))) openIncident(Number(into));
  };
  return (
    <form class="merging" onSubmit={submit}>
      <label>
        {say("intake.merge_into")}
        <select required value={into} onChange={(event) => setInto(event.currentTarget.value)}>
          <option value="">{say("ui.choose")}</option>
          {others.map((one) => (
            <option key={one.id} value={one.id}>
              {[say("ui.incident_no", { id: one.id }), say(`type.${one.type}`), lineOf(one)].filter(Boolean).join(" · ")}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" disabled={!into || underWay.value.has(`merge:${incident.id}`)}>
        {say("intake.merge")}
      </button>
    </form>
  );
}
