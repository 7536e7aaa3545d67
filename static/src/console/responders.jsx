/** The people of one incident: who was asked and what they said, who goes and how far they are. */
import { board, mainOf } from "../board.js";
import { Folded } from "../parts/folded.jsx";
import { Mark } from "../parts/shape.jsx";
import { ALERT } from "../parts/shapes.js";
import { lasting, momentOf, now, running } from "../times.js";
import { say } from "../words.js";
import { answer, report, underWay, withdraw } from "./acts.js";
import { alertsOf, assignmentsOf, awaiting, standingOf, wanted, waveOf } from "./people.js";
import { Placed } from "./placed.jsx";
import { Fetches } from "./aedcard.jsx";
import { VolunteerPhone } from "./phone.jsx";
import { StandingMark } from "./ranking.jsx";
import { held, Wellbeing } from "./safety.jsx";
import { answers, dispatches } from "./state.js";

/** The next step of the usual way, first, then the other ends an assignment may come to. */
const NEXT = /** @type {Record<string, string[]>} */ ({
  reserved: ["assigned", "stood_down", "withdrawn"],
  assigned: ["en_route", "stood_down", "no_show", "withdrawn"],
  en_route: ["on_scene", "stood_down", "no_show", "lost_contact"],
  on_scene: ["engaged", "cleared", "lost_contact"],
  engaged: ["handed_over", "cleared", "lost_contact"],
  handed_over: ["returning", "cleared"],
  returning: ["cleared", "lost_contact"],
  lost_contact: ["en_route", "on_scene", "no_show", "withdrawn"],
});

/** @param {{alert: import("../rows.js").Alert}} props */
function AlertRow({ alert }) {
  const volunteer = board.volunteers.value.get(alert.volunteer);
  const left = (Date.parse(alert.expires_at) - now.value) / 1000;
  const open = awaiting(alert);
  const incident = board.incidents.value.get(mainOf(alert.incident));
  const late = alert.state === "expired" && incident !== undefined && wanted(incident, alert.role);
  const busy = underWay.value.has(`answer:${alert.id}`);
  return (
    <li class={`alert ${alert.state}`}>
      <Mark shape={ALERT[alert.state]} />
      <span class="who">
        <b>{volunteer?.name ?? alert.volunteer}</b>
        <small>
          {say(`role.${alert.role}`)} · {say("ui.wave", { wave: waveOf(alert) })} <Fetches id={alert.aed} />
        </small>
      </span>
      <span class="state">
        {say(`alert.${alert.state}`)}
        {open && left >= 0 && <b class={left < 10 ? "short" : ""}> {running(left)}</b>}
        {(late || (open && left < 0)) && <b class="overdue"> {say("alarm.overdue_by", { time: running(-left) })}</b>}
        {alert.delay_s !== null && alert.delay_s > 0 && ` +${lasting(alert.delay_s)}`}
      </span>
      <VolunteerPhone id={alert.volunteer} />
      {answers.value && (open || late) && (
        <span class="pair">
          <button type="button" class="yes" disabled={busy} onClick={() => answer(alert.id, "accept")}>
            {say("ui.accepts")}
          </button>
          <button type="button" class="no" disabled={busy} onClick={() => answer(alert.id, "decline")}>
            {say("ui.declines")}
          </button>
          {open && dispatches.value && (
            <button type="button" class="quiet" disabled={busy} onClick={() => withdraw([alert.id])}>
              {say("ui.withdraw")}
            </button>
          )}
        </span>
      )}
    </li>
  );
}

/** @param {{assignment: import("../rows.js").Assignment}} props */
function AssignmentRow({ assignment }) {
  const volunteer = board.volunteers.value.get(assignment.volunteer);
  const [next, ...others] = assignment.open ? (NEXT[assignment.progress] ?? []) : [];
  const reached = assignment.times[assignment.progress];
  const busy = underWay.value.has(`report:${assignment.id}`);
  return (
    <li class={`assignment ${assignment.open ? "" : "ended"}`}>
      {volunteer && <StandingMark standing={assignment.open ? standingOf(volunteer) : "off"} />}
      <span class="who">
        <b>{volunteer?.name ?? assignment.volunteer}</b>
        <small>
          {say(`role.${assignment.role}`)}
          {volunteer && ` · ${say(`mode.${volunteer.mode}`)}`}
          {assignment.open && (
            <>
              {" · "}
              <Placed volunteer={assignment.volunteer} />
            </>
          )}
        </small>
        <Wellbeing assignment={assignment} />
      </span>
      <span class="state">
        {held(assignment) ? say("safety.held") : say(`progress.${assignment.progress}`)}
        {reached && <small> {momentOf(reached)}</small>}
      </span>
      <VolunteerPhone id={assignment.volunteer} />
      {answers.value && next && (
        <span class="pair">
          <button type="button" class="yes" disabled={busy} onClick={() => report(assignment.id, next)}>
            {say(`progress.${next}`)}
          </button>
          <select
            aria-label={say("ui.other_progress")}
            disabled={busy}
            value=""
            onChange={(event) => void report(assignment.id, event.currentTarget.value)}
          >
            <option value="">⋯</option>
            {others.map((progress) => (
              <option key={progress} value={progress}>
                {say(`progress.${progress}`)}
              </option>
            ))}
          </select>
        </span>
      )}
    </li>
  );
}

/** @param {{incident: import("../rows.js").Incident}} props */
export function Responders({ incident }) {
  const assignments = assignmentsOf(incident);
  const went = new Set(assignments.map((assignment) => assignment.alert));
  const alerts = alertsOf(incident).filter((alert) => !went.has(alert.id));
  if (assignments.length === 0 && alerts.length === 0) return null;
  const row = (/** @type {import("../rows.js").Assignment} */ one) => <AssignmentRow key={`a${one.id}`} assignment={one} />;
  const surplus = alerts.filter(awaiting).map((alert) => alert.id);
  return (
    <section class="responders" aria-labelledby="responders-title">
      <header class="pane-head">
        <h3 id="responders-title">{say("ui.responders")}</h3>
        <span class="count">{assignments.filter((assignment) => assignment.open).length}</span>
        {dispatches.value && incident.unmet === 0 && surplus.length > 0 && (
          <button type="button" class="small" onClick={() => withdraw(surplus)}>
            {say("ui.withdraw_rest", { n: surplus.length })}
          </button>
        )}
      </header>
      <ul>
        {assignments.filter((assignment) => assignment.open).map(row)}
        <Folded items={alerts} first={5}>
          {(alert) => <AlertRow key={`w${alert.id}`} alert={alert} />}
        </Folded>
        {assignments.filter((assignment) => !assignment.open).map(row)}
      </ul>
    </section>
  );
}
