import { useState } from "preact/hooks";
import { Key } from "../parts/key.jsx";
import { LevelMark } from "../parts/shape.jsx";
import { momentOf } from "../times.js";
import { say } from "../words.js";
import { addNote, closeIncident, underWay } from "./acts.js";
import { AmbulanceState } from "./ambulance.jsx";
import { CallList, NobodyComing } from "./calllist.jsx";
import { correcting } from "./callform.js";
import { Calls, Merging } from "./calls.jsx";
import { lineOf } from "./finding.js";
import { lookAt } from "../map/sight.js";
import { Phone } from "./phone.jsx";
import { PromiseClock } from "./queue.jsx";
import { Ranking } from "./ranking.jsx";
import { Responders } from "./responders.jsx";
import { Hazards } from "./safety.jsx";
import { closePanel, dispatches, openedIncident, panel } from "./state.js";
import { Enough, Tending } from "./tending.jsx";
import { Timeline } from "./timeline.jsx";

const DISPOSITIONS = ["resolved", "handed_over", "hospital", "refused_help", "nobody_there", "false_alarm", "exercise_over"];

/** @param {{incident: import("../rows.js").Incident}} props */
function Facts({ incident }) {
  const { place, caller } = incident;
  return (
    <dl class="facts">
      <dt>{say("ui.address")}</dt>
      <dd>
        {lineOf(incident) ?? "—"}
        {place ? (
          <button type="button" class="quiet" onClick={() => lookAt([place.lon, place.lat])}>
            {place.lon.toFixed(5)}, {place.lat.toFixed(5)}
            {place.uncertainty_m ? ` ±${Math.round(place.uncertainty_m)} m` : ""}
          </button>
        ) : (
          <span class="warn">{say("ui.place_unknown")}</span>
        )}
        {Object.values(incident.areas).length > 0 && <span class="aside">{Object.values(incident.areas).join(" · ")}</span>}
      </dd>
      <dt>{say("ui.reported")}</dt>
      <dd>
        {momentOf(incident.reported_at)}
        <span class="aside">
          {incident.occurred_at
            ? say("ui.occurred_at", { at: momentOf(incident.occurred_at) })
            : say("ui.occurred_unknown")}
        </span>
      </dd>
      {caller && (
        <>
          <dt>{say("ui.caller")}</dt>
          <dd>
            {caller.name ?? "—"} <Phone key={incident.id} of={`/incidents/${incident.id}`} masked={caller.phone} />
          </dd>
        </>
      )}
      {incident.note && (
        <>
          <dt>{say("ui.note")}</dt>
          <dd class="note">{incident.note}</dd>
        </>
      )}
    </dl>
  );
}

/** @param {{incident: import("../rows.js").Incident}} props */
function Needs({ incident }) {
  return (
    <ul class="needs" aria-label={say("ui.needs")}>
      {incident.needs.map((need) => (
        <li key={need.role} class={need.unmet > 0 ? "unmet" : "met"}>
          <b>{say(`role.${need.role}`)}</b>
          <span>
            {say(`team.${need.team ?? "any"}`)}
            {need.qualifications.length > 0 &&
              ` · ${need.qualifications.map((kind) => say(`qualification.${kind}`)).join(say("ui.or"))}`}
          </span>
          <Enough incident={incident.id} role={need.role} />
          <span class="need-count">
            {need.count - need.unmet}/{need.count}
            <em>{say(need.unmet > 0 ? "ui.unmet" : "ui.met_short")}</em>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** @param {{incident: import("../rows.js").Incident}} props */
function Closing({ incident }) {
  const [disposition, setDisposition] = useState("");
  const [note, setNote] = useState("");
  const busy = underWay.value.has(`close:${incident.id}`);
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    if (await closeIncident(incident.id, disposition, note.trim())) closePanel();
  };
  return (
    <form class="closing" onSubmit={submit}>
      <label>
        {say("ui.disposition")}
        <select required value={disposition} onChange={(event) => setDisposition(event.currentTarget.value)}>
          <option value="">{say("ui.choose")}</option>
          {DISPOSITIONS.map((code) => (
            <option key={code} value={code}>
              {say(`disposition.${code}`)}
            </option>
          ))}
        </select>
      </label>
      <label class="wide">
        {say("ui.note")}
        <input value={note} onInput={(event) => setNote(event.currentTarget.value)} />
      </label>
      <button type="submit" class="danger" disabled={busy || !disposition}>
        {say("ui.close_incident")}
      </button>
    </form>
  );
}

/** @param {{incident: import("../rows.js").Incident}} props */
function NoteLine({ incident }) {
  const [text, setText] = useState("");
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    if (text.trim() && (await addNote(incident.id, text.trim()))) setText("");
  };
  return (
    <form class="note-line" onSubmit={submit}>
      <input
        aria-label={say("ui.add_note")}
        placeholder={say("ui.add_note")}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" disabled={!text.trim()}>
        {say("ui.save")}
      </button>
    </form>
  );
}

export function IncidentPanel() {
  const incident = openedIncident.value;
  if (!incident) {
    return (
      <section class="pane">
        <p class="empty">{say("ui.incident_gone")}</p>
        <button type="button" onClick={closePanel}>
          {say("ui.back")} <Key of="back" />
        </button>
      </section>
    );
  }
  return (
    <section class={`pane incident level-${incident.level}`} aria-labelledby="incident-title">
      <header class="incident-head">
        <LevelMark level={incident.level} size={34} />
        <div>
          <h2 id="incident-title">
            {incident.mode !== "actual" && <em class="mode">{say(`incident_mode.${incident.mode}.tag`)}</em>}
            {say(`type.${incident.type}`)}
            <small>{say("ui.incident_no", { id: incident.id })}</small>
          </h2>
          <p>
            {say(`level.${incident.level}`)} · {say(`status.${incident.status}`)}
          </p>
        </div>
        <PromiseClock incident={incident} />
        <button type="button" class="quiet close" aria-label={say("ui.close")} title="Esc" onClick={closePanel}>
          ×
        </button>
      </header>
      <div class="scroll">
        <AmbulanceState incident={incident} />
        <Hazards key={incident.id} incident={incident} />
        <Facts incident={incident} />
        {dispatches.value && (
          <button type="button" class="quiet correct" onClick={() => correcting(incident, () => (panel.value = "call"))}>
            {say("ui.correct_call")}
          </button>
        )}
        <Calls incident={incident} />
        <Needs incident={incident} />
        <Tending incident={incident} />
        <NobodyComing incident={incident} />
        <CallList incident={incident} />
        <Responders incident={incident} />
        {dispatches.value && <Ranking incident={incident} />}
        {dispatches.value && <NoteLine incident={incident} />}
        <Timeline incident={incident} />
        {dispatches.value && <Merging incident={incident} />}
        {dispatches.value && <Closing incident={incident} />}
      </div>
    </section>
  );
}
