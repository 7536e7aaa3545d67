/** Below the form, in an area that keeps its size: the plan, who would be first, and what may be the same event. */
import { board } from "../board.js";
import { useHeld } from "../parts/held.js";
import { running } from "../times.js";
import { say } from "../words.js";
import { coordinatesIn, draft, sending, submit } from "./callform.js";
import { lineOf } from "./finding.js";
import { doubt, preview } from "./preview.js";

/** @typedef {import("./candidates.js").Candidate} Candidate */
/** @typedef {import("./preview.js").Duplicate} Duplicate */

const MINUTE_S = 60;

/** "04:12", or "4–9分" to a place that is known only roughly. @param {number} seconds @param {[number, number] | null} range */
export function arrival(seconds, range) {
  if (!range) return running(seconds);
  const [low, high] = [Math.floor(range[0] / MINUTE_S), Math.ceil(range[1] / MINUTE_S)];
  return say("intake.minutes_range", { low, high });
}

/** @param {{people: Candidate[]}} props */
function First({ people }) {
  const { order, hold } = useHeld(people.map(({ volunteer }) => volunteer));
  const byId = new Map(people.map((one) => [one.volunteer, one]));
  return (
    <ol class="preview-people" {...hold}>
      {order.map((id) => {
        const one = byId.get(id);
        return (
          one && (
            <li key={id} class={one.picked ? "picked" : ""}>
              <span>
                {board.volunteers.value.get(id)?.name ?? id}
                {one.picked && <em class="chip pick">{say("ui.picked")}</em>}
              </span>
              <small>
                {one.role && say(`role.${one.role}`)} · {say(`mode.${one.mode}`)}
              </small>
              <b>{one.eta_s === null ? "—" : arrival(one.eta_s, one.eta_range_s)}</b>
            </li>
          )
        );
      })}
    </ol>
  );
}

/** @param {Duplicate} duplicate */
function whyOf({ reasons, distance_m, minutes }) {
  const params = { metres: Math.round(distance_m ?? 0), minutes: Math.floor(minutes) };
  return reasons.map((reason) => say(`intake.duplicate.${reason}`, params)).join(" · ");
}

/** @param {{duplicates: Duplicate[]}} props */
function Same({ duplicates }) {
  const { order, hold } = useHeld(duplicates.map(({ incident }) => incident));
  const byId = new Map(duplicates.map((one) => [one.incident, one]));
  if (order.length === 0) return <p class="empty">{say("intake.no_duplicates")}</p>;
  return (
    <ul class="preview-same" {...hold}>
      {order.map((id) => {
        const one = byId.get(id);
        const incident = board.incidents.value.get(id);
        return (
          <li key={id} class={one ? "" : "gone"}>
            <span>
              <b>{incident && say(`type.${incident.type}`)}</b> {incident && lineOf(incident)}
              <small>{one && whyOf(one)}</small>
            </span>
            <button type="button" class="small" disabled={!one || sending.value} onClick={() => void submit(id)}>
              {say("intake.same_event", { id })}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

export function PreviewPane() {
  const found = preview.value;
  const needs = found?.needs ?? [];
  const placed = coordinatesIn(draft.value.coordinates) !== null;
  const duplicates = found?.duplicates ?? [];
  return (
    <section class="preview" aria-labelledby="preview-title">
      <header>
        <h3 id="preview-title">{say("intake.preview")}</h3>
        <span class="preview-plan">
          {needs.map((need) => say("intake.plan_part", { role: say(`role.${need.role}`), count: need.count })).join(" · ")}
        </span>
        {placed && found && found.chance !== null && (
          <span>{say("intake.chance", { chance: `${Math.round(found.chance * 100)}%` })}</span>
        )}
      </header>
      <div class="preview-first">
        {doubt.value && <p class="trouble">{doubt.value}</p>}
        {!doubt.value && !placed && <p class="empty">{say("intake.preview_wait")}</p>}
        {found && placed && found.people.length === 0 && <p class="empty">{say("intake.nobody_near")}</p>}
        {found && placed && <First people={found.people} />}
      </div>
      <h3>
        {say("intake.duplicates")} <span class="count">{duplicates.length}</span>
      </h3>
      <div class="preview-duplicates">
        <Same duplicates={duplicates} />
      </div>
      <span class="visually-hidden" role="status">
        {duplicates.map(({ incident }) => say("intake.same_event", { id: incident })).join(", ")}
      </span>
    </section>
  );
}
