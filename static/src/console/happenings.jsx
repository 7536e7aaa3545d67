/** What happened last, over all open incidents, read off the rows: no question to the server. */
import { computed } from "@preact/signals";
import { board } from "../board.js";
import { Mark } from "../parts/shape.jsx";
import { ALERT, LEVEL, STANDING } from "../parts/shapes.js";
import { clockOf } from "../times.js";
import { say } from "../words.js";
import { STANDING_AT } from "./people.js";
import { openFromQueue } from "./state.js";

const MOST = 14;

/** @typedef {{key: string, at: string, incident: number, shape: import("../parts/shapes.js").Shape | undefined, text: string}} Happening */

/** @param {string} volunteer */
const nameOf = (volunteer) => board.volunteers.value.get(volunteer)?.name ?? volunteer;

/** @returns {Happening[]} */
function calls() {
  return [...board.incidents.value.values()].map(({ id, type, level, reported_at }) => ({
    key: `i${id}`,
    at: reported_at,
    incident: id,
    shape: LEVEL[level],
    text: say("event.CallTaken", { type: say(`type.${type}`) }),
  }));
}

/** @returns {Happening[]} */
function replies() {
  return [...board.alerts.value.values()].flatMap(({ id, incident, volunteer, state, answered_at }) =>
    answered_at
      ? { key: `a${id}`, at: answered_at, incident, shape: ALERT[state], text: `${nameOf(volunteer)} ${say(`alert.${state}`)}` }
      : [],
  );
}

/** @returns {Happening[]} */
function steps() {
  return [...board.assignments.value.values()].flatMap(({ id, incident, volunteer, times }) =>
    Object.entries(times)
      .filter(([progress]) => progress !== "assigned") // told by the reply
      .map(([progress, at]) => ({
        key: `p${id}${progress}`,
        at,
        incident,
        shape: STANDING[STANDING_AT[progress] ?? "off"],
        text: `${nameOf(volunteer)} ${say(`progress.${progress}`)}`,
      })),
  );
}

const happenings = computed(() =>
  [...calls(), ...replies(), ...steps()].sort((a, b) => b.at.localeCompare(a.at)).slice(0, MOST),
);

export function Happenings() {
  if (happenings.value.length === 0) return null;
  return (
    <section class="happenings" aria-labelledby="happenings-title">
      <header class="pane-head">
        <h3 id="happenings-title">{say("ui.happenings")}</h3>
      </header>
      <ol>
        {happenings.value.map((one) => (
          <li key={one.key}>
            <button type="button" onClick={() => openFromQueue(one.incident)}>
              <time dateTime={one.at}>{clockOf(one.at)}</time>
              <Mark shape={one.shape} size={12} />
              <span>{one.text}</span>
              <small>{say("ui.incident_no", { id: one.incident })}</small>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
