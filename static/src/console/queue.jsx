import { useEffect, useRef } from "preact/hooks";
import { board } from "../board.js";
import { Key } from "../parts/key.jsx";
import { LevelMark } from "../parts/shape.jsx";
import { useHeld } from "../parts/held.js";
import { momentOf, now, running } from "../times.js";
import { say } from "../words.js";
import { AmbulanceMark } from "./ambulance.jsx";
import { lineOf } from "./finding.js";
import { FollowUpsChip } from "./followups.jsx";
import { alertsOf, awaiting } from "./people.js";
import { cursor, dispatches, opened, openFromQueue, panel, queue } from "./state.js";

/**
 * How an incident stands against its promise: the clock runs from the report until somebody is there.
 *
 * @param {import("../rows.js").Incident} incident
 * @returns {{elapsed: number, left: number, state: "running" | "soon" | "over" | "kept" | "missed"}}
 */
export function promiseOf(incident) {
  const begun = Date.parse(incident.reported_at);
  const end = incident.first_on_scene_at ? Date.parse(incident.first_on_scene_at) : now.value;
  const elapsed = Math.max(0, (end - begun) / 1000);
  const left = incident.promise_s - elapsed;
  if (incident.first_on_scene_at) return { elapsed, left, state: left >= 0 ? "kept" : "missed" };
  if (left < 0) return { elapsed, left, state: "over" };
  return { elapsed, left, state: left < incident.promise_s / 3 ? "soon" : "running" };
}

/** @param {{incident: import("../rows.js").Incident}} props */
export function PromiseClock({ incident }) {
  const { elapsed, left, state } = promiseOf(incident);
  const share = Math.min(1, elapsed / incident.promise_s);
  return (
    <div class={`promise ${state}`}>
      <span class="promise-elapsed">{running(elapsed)}</span>
      <span class="promise-word">{say(`promise.${state}`, { left: running(Math.abs(left)) })}</span>
      <span class="promise-bar" aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
    </div>
  );
}

/** @param {{id: number | string}} props */
function Item({ id }) {
  const incident = board.incidents.value.get(id);
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const here = cursor.value === id;
  useEffect(() => {
    if (here) button.current?.focus(); // so that Enter is its own, and readers hear where J and K stand
  }, [here]);
  if (!incident) return null;
  const asking = alertsOf(incident).filter(awaiting).length;
  const asked = incident.needs.reduce((sum, need) => sum + need.count, 0);
  return (
    <li class={`queue-item level-${incident.level} ${here ? "here" : ""}`}>
      <button
        ref={button}
        type="button"
        aria-current={opened.value === id ? "true" : undefined}
        onClick={() => openFromQueue(incident.id)}
      >
        <LevelMark level={incident.level} />
        <span class="queue-main">
          <span class="queue-title">
            <span class="queue-type">
              {incident.mode !== "actual" && <em class="mode">{say(`incident_mode.${incident.mode}.tag`)}</em>}
              {say(`type.${incident.type}`)}
            </span>
            {incident.calls.length > 1 && <span class="chip reports">{say("intake.reports", { n: incident.calls.length })}</span>}
            <span class="queue-id">{say("ui.incident_no", { id: incident.id })}</span>
          </span>
          <span class="queue-place">{lineOf(incident) ?? say(incident.place ? "ui.place_on_map" : "ui.place_unknown")}</span>
          <AmbulanceMark incident={incident} />
          <span class="queue-state">
            <span class="chip">{say(`status.${incident.status}`)}</span>
            {asking > 0 && <span class="asking">{say("ui.asking", { n: asking })}</span>}
            <span class={incident.unmet > 0 ? "unmet" : "met"}>
              {incident.unmet > 0
                ? say("ui.unmet_of", { unmet: incident.unmet, asked })
                : say("ui.met", { asked })}
            </span>
            <span class="queue-at">{momentOf(incident.reported_at)}</span>
          </span>
          <PromiseClock incident={incident} />
        </span>
      </button>
    </li>
  );
}

export function Queue() {
  const { order, waiting, hold } = useHeld(queue.value.map((incident) => incident.id));
  return (
    <section class="queue" aria-labelledby="queue-title">
      <header class="pane-head">
        <h2 id="queue-title">{say("ui.queue")}</h2>
        <span class="count">{queue.value.length}</span>
        {waiting && <span class="held">{say("ui.held")}</span>}
        <FollowUpsChip />
        {dispatches.value && (
          <button type="button" class="primary small" onClick={() => (panel.value = "call")}>
            {say("ui.new_call")} <Key of="new_call" />
          </button>
        )}
      </header>
      {order.length === 0 ? (
        <p class="empty">{say("ui.queue_empty")}</p>
      ) : (
        <ol {...hold}>
          {order.map((id) => (
            <Item key={id} id={id} />
          ))}
        </ol>
      )}
    </section>
  );
}
