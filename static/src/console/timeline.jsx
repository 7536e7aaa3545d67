import { useEffect, useState } from "preact/hooks";
import { read } from "../api.js";
import { board } from "../board.js";
import { Folded } from "../parts/folded.jsx";
import { clockOf } from "../times.js";
import { known, language, say } from "../words.js";

/**
 * The event's own fields stand beside what every event has.
 *
 * @typedef {{
 *   seq: number, at: string, happened_at: string | null, by: string, kind: string,
 * } & Record<string, unknown>} Happened
 */

/** Values of an event that have a word of their own, by the event's field. */
const WORDED = /** @type {Record<string, string>} */ ({
  progress: "progress",
  role: "role",
  disposition: "disposition",
  type: "type",
  concern: "concern",
  step: "step",
  task: "task",
  held: "held",
  channel: "channel",
  result: "attempt",
  answer: "ladder.answer",
  hazard: "hazard",
  trouble: "trouble",
});

/** @param {Happened} event */
function paramsOf(event) {
  const params = { ...event };
  for (const [field, area] of Object.entries(WORDED)) {
    const word = `${area}.${event[field]}`;
    if (known(word)) params[field] = say(word);
  }
  const volunteer = board.volunteers.value.get(String(event.volunteer));
  if (volunteer?.name) params.volunteer = volunteer.name;
  if (Array.isArray(event.roles)) params.roles = event.roles.map((role) => say(`role.${role}`)).join(say("ui.or"));
  if (typeof event.particulars === "string") {
    params.text = known(`care.${event.particulars}`) ? say(`care.${event.particulars}`) : event.particulars;
  }
  if (event.kind === "SlipWritten") params.text = slipLine(/** @type {any} */ (event.particulars));
  if (event.kind === "LeadNamed" && event.volunteer === null) params.volunteer = say("safety.by_rule");
  if (event.kind === "StandOffSet") params.place = placeOf(event.particulars);
  if (event.kind === "PanicRaised") params.leader = Object(event.particulars).leader ?? "—";
  if (typeof event.notified === "boolean") {
    params.told = [say(`intake.ambulance.${event.notified ? "yes" : "no"}`), event.particulars].filter(Boolean).join(" · ");
  }
  if (event.kind === "AlertReached") params.state = say(`alert.${event.state}`);
  if (event.kind === "NobodyComingTold") params.told = say(`ladder.told.${event.told}`);
  if (event.channel === "leader") params.volunteer = event.particulars ?? "";
  if (typeof event.reason === "string" && known(event.reason)) params.reason = say(event.reason, params);
  params.chance = typeof event.chance === "number" ? `${Math.round(event.chance * 100)}%` : "—";
  return params;
}

/** @param {unknown} point of a stand-off; null: there is none any more */
function placeOf(point) {
  if (point === null || typeof point !== "object") return say("safety.stand_off_none");
  const { address, lon, lat } = /** @type {import("../rows.js").StandOff} */ (point);
  return address ?? `${lon.toFixed(5)}, ${lat.toFixed(5)}`;
}

/** What the ambulance's crew was told, in one line. @param {Record<string, any> | null} slip */
function slipLine(slip) {
  if (!slip) return "—";
  const { state, cpr, shocks, vehicle, note } = slip;
  const facts = [
    say(`patient_state.${state}`),
    say(cpr ? "slip.cpr_yes" : "slip.cpr_no"),
    say("slip.shocks", { n: shocks }),
    vehicle && say("slip.vehicle", { vehicle }),
    note,
  ];
  return facts.filter(Boolean).join(" · ");
}

/** "dispatcher:li" → "li"; rules by their name. @param {string} by */
const authorOf = (by) => (known(`by.${by}`) ? say(`by.${by}`) : by.slice(by.indexOf(":") + 1));

/** What merges or parts two calls is written in the story of each; here it is told once. @param {Happened[]} events */
function toldOnce(events) {
  const told = new Set();
  return events.filter(({ kind, at, main, part }) => {
    if (part === undefined) return true;
    const key = `${kind} ${at} ${main} ${part}`;
    return !told.has(key) && told.add(key);
  });
}

/** What the lines beside it say already. @param {Happened} event */
function isPlain({ kind, channel, reason, state }) {
  if (kind === "AttemptDue") return ["page", "voice", "sms"].includes(String(channel));
  if (kind === "AttemptResult") return reason === "not_needed";
  return kind === "LadderEnded" || (kind === "AlertReached" && state === "sent");
}

/** Waves are numbered over all incidents; people count those of this one. @param {Happened[]} events */
function numbered(events) {
  let wave = 0;
  return toldOnce(events).filter((event) => !isPlain(event)).map((event) => (event.kind === "WaveOpened" ? { ...event, wave: ++wave } : event));
}

const LATER_MS = 5_000;

/** Written down after it happened; what a phone or a gateway tells at once is not. @param {Happened} event */
const later = ({ at, happened_at }) => happened_at !== null && Date.parse(at) - Date.parse(happened_at) > LATER_MS;

/** Everything that happened to one incident, newest first. @param {{incident: import("../rows.js").Incident}} props */
export function Timeline({ incident }) {
  const [events, setEvents] = useState(/** @type {Happened[] | null} */ (null));
  useEffect(() => {
    const leaving = new AbortController();
    read(`/incidents/${incident.id}/timeline`, leaving.signal).then(
      (answer) => setEvents(numbered(answer.events).toReversed()),
      () => undefined, // the next change asks again
    );
    return () => leaving.abort();
  }, [incident, board.alerts.value, board.assignments.value]);
  if (!events) return null;
  return (
    <section class="timeline" aria-labelledby="timeline-title">
      <header class="pane-head">
        <h3 id="timeline-title">{say("ui.timeline")}</h3>
        <span class="count">{events.length}</span>
      </header>
      <ol>
        <Folded items={events} first={10}>
          {(event) => (
            <li key={event.seq}>
              <time dateTime={event.at}>{clockOf(event.happened_at ?? event.at)}</time>
              <span class="what">
                {say(`event.${event.kind}`, paramsOf(event))}
                {event.kind === "SlipWritten" && (
                  <a
                    href={`/api/v1/incidents/${incident.id}/slips/${event.assignment}?language=${language.value}`}
                    target="_blank"
                    rel="noreferrer"
                  >
                    {" "}
                    {say("ui.print_slip")}
                  </a>
                )}
                {later(event) && <em> {say("ui.entered_later", { at: clockOf(event.at) })}</em>}
              </span>
              <span class="by">{authorOf(event.by)}</span>
            </li>
          )}
        </Folded>
      </ol>
    </section>
  );
}
