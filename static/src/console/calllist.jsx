/** The rungs on which the desk helps: people to call one after the other, and saying aloud that nobody is coming. */
import { write } from "../api.js";
import { board, mainOf } from "../board.js";
import { Key } from "../parts/key.jsx";
import { Mark } from "../parts/shape.jsx";
import { OUTLOOK } from "../parts/shapes.js";
import { running, secondsSince } from "../times.js";
import { say } from "../words.js";
import { once, underWay } from "./acts.js";
import { notify } from "./notices.js";
import { awaiting, wanted } from "./people.js";
import { VolunteerPhone } from "./phone.jsx";
import { dispatches } from "./state.js";

/** @typedef {import("../rows.js").Incident} Incident */
/** @typedef {import("../rows.js").Attempt} Attempt */

/** In the order of the keys 1–5. */
const OUTCOMES = ["accept", "decline", "no_answer", "phone_off", "wrong_number"];
const TOLD = ["partner", "caller"];
const LIST = "call-list";

/** @param {number} attempt @param {string} outcome */
const heard = (attempt, outcome) => once(`attempt:${attempt}`, () => write("POST", `/ladder/attempts/${attempt}/outcome`, { outcome }));

/** @param {number} incident @param {string} told */
const tell = (incident, told) => once(`nobody:${incident}`, () => write("POST", `/incidents/${incident}/nobody-coming`, { told }));

/** Whoever is still to be called: an answer by another way takes them off the list. @param {Incident} incident */
function toCall(incident) {
  return [...board.attempts.value.values()].filter((one) => {
    const alert = one.alert === null ? undefined : board.alerts.value.get(one.alert);
    if (one.channel !== "call_list" || !alert || mainOf(alert.incident) !== incident.id) return false;
    return awaiting(alert) || (alert.state === "expired" && wanted(incident, alert.role));
  });
}

/** Stands on the first who is to be called, from anywhere on the page; a key that finds nobody says so. */
export function goToCallList() {
  const first = /** @type {HTMLElement | null} */ (document.querySelector(`#${LIST} li`));
  if (first) first.focus();
  else notify("good", say("ladder.nobody_to_call"));
}

/** @param {KeyboardEvent} event @param {Attempt} attempt */
function onKey(event, attempt) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const row = /** @type {HTMLElement} */ (event.currentTarget);
  const outcome = OUTCOMES[Number(event.key) - 1];
  const next = event.key === "ArrowDown" ? row.nextElementSibling : event.key === "ArrowUp" ? row.previousElementSibling : null;
  const after = row.nextElementSibling ?? row.previousElementSibling;
  // Whoever was called leaves the list; without a row in focus the next digit would be a layer of the map.
  if (outcome) void heard(attempt.id, outcome).then((told) => told && /** @type {HTMLElement | null} */ (after)?.focus());
  else if (next) /** @type {HTMLElement} */ (next).focus();
  else return;
  event.preventDefault();
}

/** @param {{attempt: Attempt}} props */
function Row({ attempt }) {
  const volunteer = attempt.volunteer ? board.volunteers.value.get(attempt.volunteer) : undefined;
  const name = volunteer?.name ?? attempt.volunteer;
  const busy = underWay.value.has(`attempt:${attempt.id}`);
  return (
    <li tabIndex={0} aria-label={`${name}, ${say("ladder.call_list_hint")}`} onKeyDown={(event) => onKey(event, attempt)}>
      <span class="who">
        <b>{name}</b>
        <small>{say("ladder.since", { time: running(secondsSince(attempt.begun_at)) })}</small>
      </span>
      {attempt.volunteer && <VolunteerPhone id={attempt.volunteer} />}
      <span class="outcomes">
        {OUTCOMES.map((outcome, index) => (
          <button
            key={outcome}
            type="button"
            class={outcome === "accept" ? "yes" : outcome === "decline" ? "no" : "quiet"}
            disabled={busy}
            aria-label={`${name}: ${say(`ladder.outcome.${outcome}`)}`}
            onClick={() => void heard(attempt.id, outcome)}
          >
            <kbd aria-hidden="true">{index + 1}</kbd> {say(`ladder.outcome.${outcome}`)}
          </button>
        ))}
      </span>
    </li>
  );
}

/** @param {{incident: Incident}} props */
export function CallList({ incident }) {
  const people = toCall(incident);
  if (!dispatches.value || people.length === 0) return null;
  return (
    <section class="call-list" aria-labelledby="call-list-title">
      <header class="pane-head">
        <h3 id="call-list-title">{say("ladder.call_list")}</h3>
        <span class="count">{people.length}</span>
        <Key of="call_list" />
      </header>
      <p class="aside">{say("ladder.call_list_hint")}</p>
      <ul id={LIST}>
        {people.map((attempt) => (
          <Row key={attempt.id} attempt={attempt} />
        ))}
      </ul>
    </section>
  );
}

/** @param {{incident: Incident}} props */
export function NobodyComing({ incident }) {
  const { nobody_coming } = incident;
  const coming = incident.assignments.some((id) => board.assignments.value.get(id)?.open);
  if (!nobody_coming || coming || incident.unmet === 0) return null;
  const all = TOLD.every((told) => nobody_coming.told.includes(told));
  return (
    <section class={`nobody-coming ${all ? "told" : ""}`} aria-label={say("concern.nobody_coming")}>
      <b>
        <Mark shape={all ? OUTLOOK.enough : OUTLOOK.dry} size={16} /> {say("ladder.nobody")}
      </b>
      {TOLD.map((told) =>
        nobody_coming.told.includes(told) ? (
          <span key={told}>✓ {say("ladder.nobody_told", { told: say(`ladder.told.${told}`) })}</span>
        ) : (
          dispatches.value && (
            <button
              key={told}
              type="button"
              class="danger"
              disabled={underWay.value.has(`nobody:${incident.id}`)}
              onClick={() => void tell(incident.id, told)}
            >
              {say(`ladder.tell.${told}`)}
            </button>
          )
        ),
      )}
    </section>
  );
}
