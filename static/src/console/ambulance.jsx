/** Whether 120 is notified: asked first in a medical call, and not let go of until it is. */
import { Mark } from "../parts/shape.jsx";
import { momentOf } from "../times.js";
import { say } from "../words.js";
import { reportAmbulance, underWay } from "./acts.js";
import { dispatches, me } from "./state.js";

/** @type {import("../parts/shapes.js").Shape} */
const MISSING = { path: "M12 2l10.5 19h-21z", tone: "--bad" };
/** @type {import("../parts/shapes.js").Shape} */
const NOTIFIED = { path: "M3.5 12.5l6 6l11-13", hollow: true, tone: "--good" };

/** A medical incident of which nobody has said that 120 knows. @param {import("../rows.js").Incident} incident */
export const withoutAmbulance = (incident) => hears() && incident.type === "medical" && !incident.ambulance?.notified;

/** A planner is not told what 120 was told: silence would read as "not notified". */
const hears = () => me.value?.role !== "planner";

/** @param {{incident: import("../rows.js").Incident}} props for the queue */
export function AmbulanceMark({ incident }) {
  if (!withoutAmbulance(incident)) return null;
  return (
    <span class="no-ambulance">
      <Mark shape={MISSING} size={11} /> {say(incident.ambulance ? "intake.ambulance.missing" : "intake.ambulance.unasked")}
    </span>
  );
}

/** @param {{incident: import("../rows.js").Incident}} props */
export function AmbulanceState({ incident }) {
  const { ambulance } = incident;
  if (!hears() || (!ambulance && incident.type !== "medical")) return null;
  const notified = ambulance?.notified ?? false;
  const busy = underWay.value.has(`ambulance:${incident.id}`);
  return (
    <div class={`ambulance ${withoutAmbulance(incident) ? "missing" : "told"}`}>
      <Mark shape={notified ? NOTIFIED : MISSING} size={16} />
      <span>
        <b>
          {notified && ambulance?.at
            ? say("intake.ambulance.notified_at", { at: momentOf(ambulance.at) })
            : say(ambulance ? "intake.ambulance.missing" : "intake.ambulance.unasked")}
        </b>
        {ambulance?.number && <small>{say("intake.ambulance.case", { number: ambulance.number })}</small>}
      </span>
      {dispatches.value && (
        <button
          type="button"
          class={notified ? "quiet small" : "primary small"}
          disabled={busy}
          onClick={() => void reportAmbulance(incident.id, !notified)}
        >
          {say(notified ? "intake.ambulance.undo" : "intake.ambulance.now")}
        </button>
      )}
    </div>
  );
}
