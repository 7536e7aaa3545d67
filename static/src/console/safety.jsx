/** People's safety at one incident: what is dangerous there, where they hold, who leads, and how each of them is. */
import { useState } from "preact/hooks";
import { write } from "../api.js";
import { board, mainOf } from "../board.js";
import { centre, lookAt } from "../map/sight.js";
import { Mark } from "../parts/shape.jsx";
import { SAFETY } from "../parts/shapes.js";
import { now, running } from "../times.js";
import { say } from "../words.js";
import { once, underWay } from "./acts.js";
import { answers, dispatches } from "./state.js";

/** @typedef {import("../rows.js").Incident} Incident */
/** @typedef {import("../rows.js").Assignment} Assignment */

const HAZARDS = ["fire", "gas", "electricity", "water", "violence", "traffic", "infection", "collapse", "chemical", "other"];

/** @param {number} incident @param {"POST" | "PUT" | "DELETE"} method @param {string} path @param {unknown} [body] */
const change = (incident, method, path, body) =>
  once(`safety:${incident}`, () => write(method, `/incidents/${incident}${path}`, body));

/** @param {Assignment} assignment @param {string} act */
const tell = (assignment, act) => once(`${act}:${assignment.id}`, () => write("POST", `/assignments/${assignment.id}/${act}`, {}));

/** Of the whole event. @param {Assignment} assignment */
const incidentOf = (assignment) => board.incidents.value.get(mainOf(assignment.incident));

/** On scene, yet not at the patient: a hazard is open. @param {Assignment} assignment */
export const held = (assignment) => assignment.progress === "on_scene" && (incidentOf(assignment)?.hazards.length ?? 0) > 0;

/** @param {{incident: Incident}} props */
export function Hazards({ incident }) {
  const { id, hazards, stand_off_m, lead } = incident;
  const busy = underWay.value.has(`safety:${id}`);
  return (
    <section class={`hazards ${hazards.length > 0 ? "open" : ""}`} aria-label={say("safety.title")}>
      {hazards.length > 0 ? (
        <p class="hold">
          {stand_off_m === null || incident.stand_off ? say("safety.hold") : say("safety.hold_m", { m: stand_off_m })}
        </p>
      ) : (
        <p class="calm">
          <Mark shape={SAFETY.clear} /> {say("safety.no_hazard")}
        </p>
      )}
      <ul>
        {hazards.map((hazard) => (
          <li key={hazard} class="hazard">
            <Mark shape={SAFETY.hazard} size={16} /> <b>{say(`hazard.${hazard}`)}</b>
            {dispatches.value && (
              <button
                type="button"
                class="small"
                disabled={busy}
                aria-label={say("safety.clear_of", { hazard: say(`hazard.${hazard}`) })}
                onClick={() => void change(id, "DELETE", `/hazards/${hazard}`)}
              >
                {say("safety.clear")}
              </button>
            )}
          </li>
        ))}
        {dispatches.value && (
          <li>
            <select
              aria-label={say("safety.note")}
              disabled={busy}
              value=""
              onChange={(event) => void change(id, "POST", "/hazards", { hazard: event.currentTarget.value })}
            >
              <option value="">{say("safety.note")}</option>
              {HAZARDS.filter((hazard) => !hazards.includes(hazard)).map((hazard) => (
                <option key={hazard} value={hazard}>
                  {say(`hazard.${hazard}`)}
                </option>
              ))}
            </select>
          </li>
        )}
      </ul>
      {(hazards.length > 0 || incident.stand_off) && <StandOffPoint incident={incident} />}
      {incident.assignments.length > 0 && (
        <p class="lead">
          <Mark shape={SAFETY.lead} />{" "}
          {lead ? say("safety.lead", { name: lead.name ?? lead.volunteer }) : say("safety.no_lead")}
        </p>
      )}
    </section>
  );
}

/** By mouse or keyboard: the map is moved until its middle is the point. @param {{incident: Incident}} props */
function StandOffPoint({ incident }) {
  const [address, setAddress] = useState(incident.stand_off?.address ?? "");
  const { id, stand_off } = incident;
  const busy = underWay.value.has(`safety:${id}`);
  const set = () => {
    const here = centre.peek();
    if (here === null) return;
    const location = { lon: here[0], lat: here[1], crs: "WGS84" };
    void change(id, "PUT", "/stand-off", { location, ...(address.trim() ? { address: address.trim() } : {}) });
  };
  return (
    <p class="stand-off">
      <span>{say("safety.stand_off")}</span>
      {stand_off ? (
        <button type="button" class="quiet" onClick={() => lookAt([stand_off.lon, stand_off.lat])}>
          {stand_off.address ?? `${stand_off.lon.toFixed(5)}, ${stand_off.lat.toFixed(5)}`}
        </button>
      ) : (
        <b class="warn">{say("safety.stand_off_none")}</b>
      )}
      {dispatches.value && (
        <>
          <input
            aria-label={say("safety.stand_off_address")}
            placeholder={say("safety.stand_off_address")}
            value={address}
            onInput={(event) => setAddress(event.currentTarget.value)}
          />
          <button type="button" class="small" disabled={busy} onClick={set}>
            {say("safety.stand_off_here")}
          </button>
          {stand_off && (
            <button
              type="button"
              class="small"
              disabled={busy}
              onClick={() => void change(id, "PUT", "/stand-off", { location: null })}
            >
              {say("safety.stand_off_remove")}
            </button>
          )}
        </>
      )}
    </p>
  );
}

/** How one person is, and what can be said for them. @param {{assignment: Assignment}} props */
export function Wellbeing({ assignment }) {
  const incident = incidentOf(assignment);
  if (!incident || !assignment.open) return null;
  const leads = incident.lead?.assignment === assignment.id;
  return (
    <span class="wellbeing">
      {leads && (
        <span class="lead-mark">
          <Mark shape={SAFETY.lead} size={11} /> {say("safety.lead_mark")}
        </span>
      )}
      {assignment.trouble && (
        <span class="stuck">
          <Mark shape={SAFETY.stuck} size={11} /> {say(`trouble.${assignment.trouble}`)}
        </span>
      )}
      {assignment.companion_wanted && (
        <span>
          <Mark shape={SAFETY.company} size={11} /> {say("safety.companion")}
        </span>
      )}
      <CheckBack assignment={assignment} />
      {dispatches.value && !leads && (
        <button
          type="button"
          class="small quiet"
          onClick={() => void change(incident.id, "PUT", "/lead", { assignment: assignment.id })}
        >
          {say("safety.make_lead")}
        </button>
      )}
      {answers.value && !assignment.companion_wanted && (
        <button type="button" class="small quiet" onClick={() => void tell(assignment, "companion")}>
          {say("safety.ask_companion")}
        </button>
      )}
    </span>
  );
}

/** @param {{assignment: Assignment}} props */
function CheckBack({ assignment }) {
  if (!assignment.check_back_at) return null;
  const left = (Date.parse(assignment.check_back_at) - now.value) / 1000;
  return (
    <>
      <span class={left < 0 ? "check-over" : ""}>
        <Mark shape={left < 0 ? SAFETY.over : SAFETY.due} size={11} />{" "}
        {say(left < 0 ? "safety.check_back_over" : "safety.check_back_in", { time: running(Math.abs(left)) })}
      </span>
      {answers.value && (
        <button
          type="button"
          class="small"
          disabled={underWay.value.has(`check-back:${assignment.id}`)}
          onClick={() => void tell(assignment, "check-back")}
        >
          {say("safety.check_back")}
        </button>
      )}
    </>
  );
}
