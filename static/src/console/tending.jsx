import { board } from "../board.js";
import { Key } from "../parts/key.jsx";
import { Mark } from "../parts/shape.jsx";
import { OUTLOOK } from "../parts/shapes.js";
import { running, secondsSince } from "../times.js";
import { say } from "../words.js";
import { escalate, holdWaves, underWay } from "./acts.js";
import { found } from "./candidates.js";
import { awaiting } from "./people.js";
import { dispatches } from "./state.js";

/** What may be expected of those who were asked, for one role. @param {{incident: number, role: string}} props */
export function Enough({ incident, role }) {
  const outlook = found.value?.incident === incident ? found.value.outlook.find((one) => one.role === role) : undefined;
  if (!outlook || outlook.coming + outlook.asked === 0) return null;
  const figures = [say("ui.coming", { n: outlook.coming }), say("ui.asked", { n: outlook.asked })];
  return (
    <span class={`enough ${outlook.enough ? "good" : "warn"}`} title={figures.join(" · ")}>
      <Mark shape={outlook.enough ? OUTLOOK.enough : OUTLOOK.short} size={11} />
      {say(outlook.enough ? "ui.enough" : "ui.not_enough")}
      <span class="visually-hidden">{figures.join(", ")}</span>
    </span>
  );
}

/** Who asks the next people, and what to do when nobody is left. @param {{incident: import("../rows.js").Incident}} props */
export function Tending({ incident }) {
  const { waves } = incident;
  const asked = incident.alerts.length > 0;
  if (!asked && !waves.activates_at && !waves.held && !waves.dry_since) return null;
  return (
    <div class="tending" role="group" aria-label={say("ui.outlook")}>
      {waves.dry_since && incident.unmet > 0 && !awaited(incident) ? <Dry incident={incident} /> : <Asking incident={incident} />}
    </div>
  );
}

/** Whether somebody may still answer in time. @param {import("../rows.js").Incident} incident */
function awaited({ alerts }) {
  return alerts.some((id) => {
    const alert = board.alerts.value.get(id);
    return alert !== undefined && awaiting(alert);
  });
}

/** @param {{incident: import("../rows.js").Incident}} props */
function Asking({ incident }) {
  const { tended, held, activates_at } = incident.waves;
  const busy = underWay.value.has(`hold:${incident.id}`);
  /** @param {boolean} stop @param {string} word */
  const button = (stop, word) =>
    dispatches.value && (
      <button type="button" disabled={busy} onClick={() => holdWaves(incident.id, stop)}>
        {say(word)} <Key of="hold" />
      </button>
    );
  if (activates_at) {
    return (
      <>
        <b class="countdown">{say("ui.activates_in", { time: running(Math.ceil(-secondsSince(activates_at))) })}</b>
        {button(true, "ui.stop_countdown")}
      </>
    );
  }
  if (held) {
    return (
      <>
        <span>{say("ui.held_waves")}</span>
        {button(false, "ui.resume_waves")}
      </>
    );
  }
  return (
    <>
      <span>{say(!tended ? "ui.by_hand" : incident.unmet === 0 && !awaited(incident) ? "ui.tended_met" : "ui.tended")}</span>
      {tended && button(true, "ui.pause_waves")}
    </>
  );
}

/** @param {{incident: import("../rows.js").Incident}} props */
function Dry({ incident }) {
  const { next_step } = incident.waves;
  return (
    <>
      <b class="dry">
        <Mark shape={OUTLOOK.dry} size={12} /> {say("ui.dry")}
      </b>
      {next_step === null ? (
        <span>{say("ui.escalated_fully")}</span>
      ) : (
        dispatches.value && (
          <button
            type="button"
            class="danger"
            disabled={underWay.value.has(`escalate:${incident.id}`)}
            onClick={() => escalate(incident.id)}
          >
            {say(`ui.escalate.${next_step}`)} <Key of="escalate" />
          </button>
        )
      )}
    </>
  );
}
