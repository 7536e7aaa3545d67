/** What both cards of the phone page are made of. */
import { LevelMark } from "../parts/shape.jsx";
import { clockOf, running, secondsSince } from "../times.js";
import { known, say } from "../words.js";

/** @param {{incident: import("../rows.js").Incident}} props */
export function What({ incident }) {
  return (
    <header class="what">
      <LevelMark level={incident.level} size={44} />
      <div>
        <h2>
          {incident.mode !== "actual" && <em class="mode">{say(`incident_mode.${incident.mode}.tag`)}</em>}
          {say(`type.${incident.type}`)}
        </h2>
        <p>
          {say(`level.${incident.level}`)} · {say("ui.incident_no", { id: incident.id })}
        </p>
      </div>
      <span class="since" aria-label={say("phone.since")}>
        {running(secondsSince(incident.reported_at))}
      </span>
    </header>
  );
}

/** @param {{told: import("../rows.js").Ambulance | null}} props */
export function Ambulance({ told }) {
  if (!told) return null;
  const since = told.notified && told.at ? ` ${clockOf(told.at)}` : "";
  return (
    <p class={`ambulance ${told.notified ? "good" : "warn"}`}>
      {say(told.notified ? "phone.ambulance_yes" : "phone.ambulance_no")}
      {since}
      {told.number && ` · ${told.number}`}
    </p>
  );
}

/** What to keep away from, and where to wait. @param {{incident: any}} props */
export function Hazards({ incident }) {
  const hazards = /** @type {any[]} */ (incident.hazards ?? []).map((one) => one.hazard ?? one);
  if (hazards.length === 0) return null;
  const point = incident.stand_off;
  return (
    <section class="hazards" role="alert">
      <b>⚠ {hazards.map((one) => (known(`hazard.${one}`) ? say(`hazard.${one}`) : one)).join("、")}</b>
      <span>{say("phone.hold_off")}</span>
      {point?.address && <span>{say("phone.stand_off", { address: point.address })}</span>}
      {!point && incident.stand_off_m && <span>{say("phone.stand_off_m", { m: incident.stand_off_m })}</span>}
    </section>
  );
}

/** @param {{children: any, term: string}} props */
export function Fact({ term, children }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  );
}
