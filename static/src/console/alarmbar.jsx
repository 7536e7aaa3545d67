/** Alarms to the eye: a bar of one height, so that nothing moves when one comes; the rest unfold over the page. */
import { useState } from "preact/hooks";
import { board } from "../board.js";
import { Key } from "../parts/key.jsx";
import { Mark } from "../parts/shape.jsx";
import { ALARM } from "../parts/shapes.js";
import { clockOf, momentOf, now, running } from "../times.js";
import { known, say } from "../words.js";
import { underWay } from "./acts.js";
import { acknowledge, alarms, goTo, short, urgencyOf } from "./alarms.js";
import { sounding } from "./sound.js";
import { dispatches } from "./state.js";

/** @typedef {import("./alarms.js").Alarm} Alarm */

/** "dispatcher:li" → "li". @param {string | null} by */
const shortName = (by) => (by ? by.slice(by.indexOf(":") + 1) : "—");

/** @param {Alarm} alarm */
const toneOf = (alarm) => (alarm.acknowledged_at ? "seen" : urgencyOf(alarm));

/** Whom and what it is about. @param {Alarm} alarm */
function aboutOf({ concern, incident, volunteer, missing, escalated_at, leader }) {
  const row = incident === null ? undefined : board.incidents.value.get(incident);
  const about = row && say("alarm.about", { incident, type: say(`type.${row.type}`) });
  const who = volunteer && (board.volunteers.value.get(volunteer)?.name ?? volunteer);
  const exercise = row && row.mode !== "actual" && known(`incident_mode.${row.mode}.tag`) && say(`incident_mode.${row.mode}.tag`);
  const hint = escalated_at ? say("alarm.escalated", { leader: leader ?? "—" }) : say(`concern.${concern}.hint`, { missing });
  return { lead: [exercise, about, who].filter(Boolean).join(" "), hint };
}

/** @param {{alarm: Alarm}} props */
function Line({ alarm }) {
  const { lead, hint } = aboutOf(alarm);
  const seen = alarm.acknowledged_at;
  const said = (
    <>
      <span class="alarm-mark">
        <Mark shape={ALARM[toneOf(alarm)]} size={18} />
      </span>
      <b class="alarm-word">{say("alarm.word")}</b>
      <b>{say(`concern.${alarm.concern}`)}</b>
      {lead && <span class="alarm-lead">{lead}</span>}
      <span class="alarm-hint">{hint}</span>
      <span class="alarm-since">{say("alarm.since", { at: clockOf(alarm.raised_at) })}</span>
    </>
  );
  return (
    <>
      {alarm.incident === null ? (
        <span class="alarm-main">{said}</span>
      ) : (
        <button type="button" class="alarm-main" onClick={() => goTo(alarm)}>
          {said}
        </button>
      )}
      <span class="alarm-clock" role="timer">
        {running((now.value - Date.parse(alarm.raised_at)) / 1000)}
      </span>
      {seen && (
        <span class="alarm-seen">
          {say("alarm.acknowledged_by", { by: shortName(alarm.acknowledged_by), at: momentOf(seen) })}
        </span>
      )}
    </>
  );
}

/** @param {{alarm: Alarm, first: boolean}} props `first`: the one that the key acknowledges */
function Acknowledge({ alarm, first }) {
  if (alarm.acknowledged_at || !(dispatches.value || alarm.id === "stale")) return null;
  return (
    <button
      type="button"
      class="alarm-ack"
      disabled={underWay.value.has(`alarm:${alarm.id}`)}
      onClick={() => void acknowledge(alarm)}
    >
      {first && <Key of="acknowledge" />} {say("alarm.acknowledge")}
    </button>
  );
}

export function AlarmBar() {
  const [open, setOpen] = useState(false);
  const [first, ...rest] = alarms.value;
  const tone = first ? toneOf(first) : "none";
  return (
    <div class={`alarm-bar ${tone} ${first?.id === "stale" && !first.acknowledged_at ? "banner bad" : ""}`}>
      <div class="alarm-said" role="alert">
        {first ? <Line key={first.id} alarm={first} /> : <Quiet />}
      </div>
      {sounding.value === "blocked" && <span class="alarm-sound">{say("sound.blocked_hint")}</span>}
      {first && <Acknowledge alarm={first} first />}
      {rest.length > 0 && (
        <button type="button" class="alarm-more" aria-expanded={open} aria-controls="alarm-list" onClick={() => setOpen(!open)}>
          {say("alarm.more", { n: rest.length })}
        </button>
      )}
      {open && rest.length > 0 && (
        <ul id="alarm-list" class="alarm-list" aria-label={say("alarm.title")}>
          {rest.map((alarm) => (
            <li key={alarm.id} class={toneOf(alarm)}>
              <Line alarm={alarm} />
              <Acknowledge alarm={alarm} first={false} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Quiet() {
  return (
    <span class="alarm-quiet">
      <Mark shape={ALARM.none} size={14} /> {say("alarm.none")}
      {short.value.length > 0 && (
        <a href="/duty" title={short.value.join("、")}>
          {say("alarm.short", { n: short.value.length, stations: short.value.slice(0, 3).join("、") })}
        </a>
      )}
    </span>
  );
}
