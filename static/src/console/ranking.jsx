import { board } from "../board.js";
import { Key } from "../parts/key.jsx";
import { useHeld } from "../parts/held.js";
import { Mark } from "../parts/shape.jsx";
import { STANDING } from "../parts/shapes.js";
import { lasting } from "../times.js";
import { say } from "../words.js";
import { dispatch, underWay } from "./acts.js";
import { found, trouble } from "./candidates.js";
import { Fetches } from "./aedcard.jsx";
import { ApproachLine } from "./ground.jsx";
import { arrival } from "./preview.jsx";
import { shown, tick, ticked } from "./state.js";

/** @typedef {import("./candidates.js").Candidate} Candidate */

/** In the order in which they pass. @type {(keyof import("./candidates.js").EtaParts)[]} */
const PARTS = ["handling_s", "answer_s", "turnout_s", "travel_s", "access_s"];

/** Seconds from now to the scene: what has gone by already is nobody's to save. @param {Candidate} candidate */
const fromNow = ({ eta_s, eta_parts }) => (eta_s === null ? null : eta_s - (eta_parts?.handling_s ?? 0));

/** The same for a place that is known only roughly. @param {Candidate} candidate @returns {[number, number] | null} */
function rangeFromNow({ eta_range_s, eta_parts }) {
  const gone = eta_parts?.handling_s ?? 0;
  return eta_range_s && [eta_range_s[0] - gone, eta_range_s[1] - gone];
}

/** The parts of the ETA against the promise, as one bar and in words. @param {{candidate: Candidate, promise: number}} props */
function EtaBar({ candidate, promise }) {
  const parts = candidate.eta_parts;
  if (!parts) return null;
  const scale = Math.max(promise, candidate.eta_s ?? 0);
  const words = PARTS.filter((part) => parts[part] > 0).map((part) => `${say(`eta.${part}`)} ${lasting(parts[part])}`);
  return (
    <span class="eta-bar" title={words.join(" + ")}>
      <span class="visually-hidden">{words.join(", ")}</span>
      {PARTS.map((part) => (
        <span key={part} class={`eta-part ${part}`} style={{ width: `${(parts[part] / scale) * 100}%` }} />
      ))}
      <span class="eta-promise" style={{ left: `${Math.min(100, (promise / scale) * 100)}%` }} />
    </span>
  );
}

/** @param {Candidate} candidate */
function placeOf(candidate) {
  const volunteer = board.volunteers.value.get(candidate.volunteer);
  const station = board.stations.value.get(volunteer?.duty_station ?? volunteer?.station ?? "");
  if (candidate.placed_by === "station" && station) return station.name;
  return candidate.placed_by ? say(`placed_by.${candidate.placed_by}`) : "";
}

/** @param {{candidate: Candidate, promise: number}} props */
function Row({ candidate, promise }) {
  const volunteer = board.volunteers.value.get(candidate.volunteer);
  const seconds = fromNow(candidate);
  const late = (candidate.eta_s ?? 0) > promise;
  const usable = candidate.rank !== null;
  const held = (volunteer?.qualifications ?? []).filter(({ state }) => state === "verified" || state === "expiring");
  return (
    <li class={`candidate ${candidate.picked ? "picked" : ""} ${usable ? "" : "rejected"}`}>
      <label class="candidate-tick">
        <input
          type="checkbox"
          disabled={!usable}
          checked={ticked.value.has(candidate.volunteer)}
          onChange={() => tick(candidate.volunteer)}
        />
        <span class="candidate-rank">{candidate.rank ?? "–"}</span>
      </label>
      <button
        type="button"
        class="candidate-main"
        onClick={() => (shown.value = { table: "volunteers", id: candidate.volunteer })}
      >
        <span class="candidate-name">
          {volunteer?.name ?? candidate.volunteer}
          <small>{candidate.volunteer}</small>
          {candidate.picked && <span class="chip pick">{say("ui.picked")}</span>}
        </span>
        <span class="candidate-why">
          {usable ? (
            <>
              <span>{say(`team.${volunteer?.team}`)}</span>
              {candidate.role && <span>{say("ui.as_role", { role: say(`role.${candidate.role}`) })}</span>}
              {held.slice(0, 2).map(({ kind }) => (
                <span key={kind}>{say(`qualification.${kind}`)}</span>
              ))}
            </>
          ) : (
            candidate.reasons.map((reason) => (
              <span key={reason} class="against">
                {say(reason)}
              </span>
            ))
          )}
          <Fetches id={candidate.aed} />
          <span class="candidate-where">
            {say(`mode.${candidate.mode}`)} · {placeOf(candidate)}
            {candidate.delay_s ? ` · ${say("ui.ready_after", { time: lasting(candidate.delay_s) })}` : ""}
          </span>
        </span>
        <EtaBar candidate={candidate} promise={promise} />
      </button>
      <span class={`candidate-eta ${late ? "late" : ""}`}>
        <b class={candidate.eta_range_s ? "range" : ""}>{seconds === null ? "—" : arrival(seconds, rangeFromNow(candidate))}</b>
        <small>
          {late && say("ui.late")}
          {!late && candidate.chance !== null && `${Math.round(candidate.chance * 100)}%`}
        </small>
      </span>
    </li>
  );
}

/** @param {number} chosen by hand @param {number} picked by the plan @param {number} unmet */
function dispatchWord(chosen, picked, unmet) {
  if (chosen === 0 && unmet === 0) return say("ui.needs_met");
  if (chosen > 0) return say("ui.alert_ticked", { n: chosen });
  return picked > 0 ? say("ui.alert_by_plan", { n: picked }) : say("ui.nobody_more");
}

/** @param {{incident: import("../rows.js").Incident}} props */
export function Ranking({ incident }) {
  const here = found.value?.incident === incident.id ? found.value : null;
  const people = here?.people ?? [];
  const { order, waiting, hold } = useHeld(people.map((candidate) => candidate.volunteer));
  const byId = new Map(people.map((candidate) => [candidate.volunteer, candidate]));
  const picked = people.filter((candidate) => candidate.picked).length;
  const chosen = [...ticked.value];
  const busy = underWay.value.has(`dispatch:${incident.id}`);
  return (
    <section class="ranking" aria-labelledby="ranking-title">
      <header class="pane-head">
        <h3 id="ranking-title">{say("ui.candidates")}</h3>
        <span class="count">{people.filter((candidate) => candidate.rank !== null).length}</span>
        {waiting && <span class="held">{say("ui.held")}</span>}
        <span class="columns">{say("ui.eta_and_chance")}</span>
      </header>
      <div class="dispatch-bar">
        <button
          type="button"
          class="primary"
          disabled={busy || (chosen.length === 0 && picked === 0)}
          onClick={() => dispatch(incident.id, chosen)}
        >
          {dispatchWord(chosen.length, picked, incident.unmet)} <Key of="dispatch" />
        </button>
        {here && <Counts counts={here.counts} />}
      </div>
      {here && <ApproachLine />}
      {trouble.value && <p class="trouble">{trouble.value}</p>}
      {!here && !trouble.value && <p class="empty">{say("ui.ranking")}</p>}
      {here && people.length === 0 && <p class="empty">{say("ui.nobody")}</p>}
      <ol class="candidates" {...hold}>
        {order.map((id) => {
          const candidate = byId.get(id);
          return candidate && <Row key={id} candidate={candidate} promise={incident.promise_s} />;
        })}
      </ol>
    </section>
  );
}

/** Why the others are not in the list. @param {{counts: Record<string, number>}} props */
function Counts({ counts }) {
  const reasons = Object.entries(counts).filter(([, n]) => n > 0);
  if (reasons.length === 0) return null;
  return (
    <p class="counts">
      {reasons.map(([reason, n]) => (
        <span key={reason}>
          {say(reason)} <b>{n}</b>
        </span>
      ))}
    </p>
  );
}

/** @param {{standing: string, size?: number}} props */
export function StandingMark({ standing, size }) {
  return <Mark shape={STANDING[standing]} {...(size ? { size } : {})} />;
}
