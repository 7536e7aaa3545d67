/** What lies over the map: layers, the choice of zones, the closure being drawn, the card of what was clicked. */
import { useState } from "preact/hooks";
import { board } from "../board.js";
import { positions } from "../live.js";
import { centre, drawn, lookAt, picking } from "../map/sight.js";
import { Key } from "../parts/key.jsx";
import { StandingMark } from "./ranking.jsx";
import { momentOf } from "../times.js";
import { say } from "../words.js";
import { closeRoad, underWay } from "./acts.js";
import { AedCard } from "./aedcard.jsx";
import { Choice } from "./callpanel.jsx";
import { CircleTools } from "./circletools.jsx";
import { crews, incidentOf, standingOf } from "./people.js";
import { Placed } from "./placed.jsx";
import { VolunteerPhone } from "./phone.jsx";
import { BANDS, LAYERS, layers, MODES, openIncident, shown, toggleLayer, zones } from "./state.js";

const COUNTS = ["response", "travel"];
const LASTING_H = ["", "1", "2", "6", "12", "24"];

export function Layers() {
  const on = layers.value;
  const { mode, minutes, count } = zones.value;
  return (
    <div class="map-tools">
      <div class="layers" role="group" aria-label={say("ui.layers")}>
        {LAYERS.map((layer) => (
          <button key={layer} type="button" aria-pressed={on.has(layer)} onClick={() => toggleLayer(layer)}>
            <Key of={`layer.${layer}`} /> {say(`layer.${layer}`)}
          </button>
        ))}
      </div>
      {on.has("zones") && (
        <div class="zone-tools">
          <Choice
            name="zone-mode"
            label={say("ui.travel_mode")}
            options={MODES}
            chosen={mode}
            choose={(chosen) => (zones.value = { ...zones.value, mode: chosen })}
            word={(option) => say(`mode.${option}`)}
          />
          <Choice
            name="zone-minutes"
            label={say("ui.band")}
            options={BANDS}
            chosen={minutes}
            choose={(chosen) => (zones.value = { ...zones.value, minutes: chosen })}
            word={(option) => say("ui.minutes", { m: option })}
          />
          <Choice
            name="zone-count"
            label={say("ui.counting")}
            options={COUNTS}
            chosen={count}
            choose={(chosen) => (zones.value = { ...zones.value, count: chosen })}
            word={(option) => say(`zone_count.${option}`)}
          />
        </div>
      )}
      {on.has("circle") && <CircleTools />}
    </div>
  );
}

/** Closing a road: one click on it, or a line along it; then why, and for how long. */
export function ClosureTool() {
  const [reason, setReason] = useState("");
  const [hours, setHours] = useState("");
  if (picking.value !== "closure") return null;
  const points = drawn.value;
  const leave = () => {
    picking.value = null;
    drawn.value = [];
  };
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    const coordinates = points.map(([lon, lat]) => [lon, lat]);
    /** @type {GeoJSON.Geometry} */
    const geometry =
      coordinates.length === 1
        ? { type: "Point", coordinates: /** @type {number[]} */ (coordinates[0]) }
        : { type: "LineString", coordinates };
    const until = hours ? new Date(Date.now() + Number(hours) * 3_600_000).toISOString() : null;
    if (await closeRoad(geometry, reason.trim(), until)) {
      setReason("");
      leave();
    }
  };
  return (
    <>
      <span class="crosshair" aria-hidden="true" />
      <form class="map-card closure-tool" aria-label={say("ui.close_road")} onSubmit={submit}>
        <h3>{say("ui.close_road")}</h3>
        <p class="hint">{points.length === 0 ? say("ui.click_road") : say("ui.points", { n: points.length })}</p>
        <button type="button" disabled={!centre.value} onClick={() => centre.value && (drawn.value = [...points, centre.value])}>
          {say("ground.take_middle")}
        </button>
        <label class="field">
          <span>{say("ui.reason")}</span>
          <input required maxLength={200} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
        </label>
        <label class="field">
          <span>{say("ui.until")}</span>
          <select value={hours} onChange={(event) => setHours(event.currentTarget.value)}>
            {LASTING_H.map((h) => (
              <option key={h} value={h}>
                {h ? say("ui.hours", { h }) : say("ui.until_reopened")}
              </option>
            ))}
          </select>
        </label>
        <footer class="actions">
          <button type="submit" class="primary" disabled={points.length === 0 || underWay.value.has("close-road")}>
            {say("ui.close_road")}
          </button>
          <button type="button" disabled={points.length === 0} onClick={() => (drawn.value = points.slice(0, -1))}>
            {say("ui.undo_point")}
          </button>
          <button type="button" class="quiet" onClick={leave}>
            {say("ui.cancel")} <Key of="back" />
          </button>
        </footer>
      </form>
    </>
  );
}

/** @param {{volunteer: import("../rows.js").Volunteer}} props */
function VolunteerCard({ volunteer }) {
  const fix = positions.value.get(volunteer.id);
  const station = board.stations.value.get(volunteer.duty_station ?? volunteer.station ?? "");
  const incident = incidentOf(volunteer.id);
  const standing = standingOf(volunteer);
  return (
    <>
      <h3>
        <StandingMark standing={standing} size={16} /> {volunteer.name ?? volunteer.id} <small>{volunteer.id}</small>
      </h3>
      <dl class="facts">
        <dt>{say("ui.standing")}</dt>
        <dd>
          {say(`standing.${standing}`)}
          {incident !== undefined && (
            <button type="button" class="quiet" onClick={() => openIncident(incident)}>
              {say("ui.incident_no", { id: incident })}
            </button>
          )}
        </dd>
        <dt>{say("ui.team")}</dt>
        <dd>
          {say(`team.${volunteer.team}`)} · {say(`mode.${volunteer.mode}`)}
        </dd>
        <dt>{say("ui.qualifications")}</dt>
        <dd>
          {volunteer.qualifications.length === 0 && "—"}
          {volunteer.qualifications.map(({ kind, state, valid_until }) => (
            <span key={kind} class={`qualification ${state}`}>
              {say(`qualification.${kind}`)}
              {state !== "verified" && <em> {say(`verification.${state}`)}</em>}
              {valid_until && <small> {valid_until}</small>}
            </span>
          ))}
        </dd>
        <dt>{say("ui.placed")}</dt>
        <dd>
          <Placed volunteer={volunteer.id} />
          {!fix && station && ` ${station.name}`}
          {station && (
            <button
              type="button"
              class="quiet"
              onClick={() => lookAt(fix ? [fix.lon, fix.lat] : [station.lon, station.lat], 16)}
            >
              {say("ui.show_on_map")}
            </button>
          )}
        </dd>
        {volunteer.duty_until && (
          <>
            <dt>{say("ui.duty_until")}</dt>
            <dd>{momentOf(volunteer.duty_until)}</dd>
          </>
        )}
        <dt>{say("ui.phone")}</dt>
        <dd>
          <VolunteerPhone key={volunteer.id} id={volunteer.id} />
        </dd>
      </dl>
    </>
  );
}

/** @param {{station: import("../rows.js").Station}} props */
function StationCard({ station }) {
  const people = crews.value.find((crew) => crew.station?.id === station.id)?.people ?? [];
  return (
    <>
      <h3>
        {station.name} <small>{station.id}</small>
      </h3>
      <p class="hint">
        {say(`station_kind.${station.kind}`)}
        {station.address && ` · ${station.address}`}
      </p>
      <ul class="members">
        {people.length === 0 && <li class="warn">{say("ui.nobody_here")}</li>}
        {people.map((volunteer) => (
          <li key={volunteer.id}>
            <button type="button" onClick={() => (shown.value = { table: "volunteers", id: volunteer.id })}>
              <StandingMark standing={standingOf(volunteer)} size={12} />
              <b>{volunteer.name ?? volunteer.id}</b>
              <span>{say(`team.${volunteer.team}`)}</span>
              <span class="standing">{say(`standing.${standingOf(volunteer)}`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

export function Card() {
  const about = shown.value;
  if (!about || picking.value === "closure") return null;
  const volunteer = about.table === "volunteers" ? board.volunteers.value.get(about.id) : undefined;
  const station = about.table === "stations" ? board.stations.value.get(about.id) : undefined;
  const aed = about.table === "aeds" ? board.aeds.value.get(about.id) : undefined;
  if (!volunteer && !station && !aed) return null;
  return (
    <aside class="map-card" aria-label={say("ui.details")}>
      <button type="button" class="quiet close" aria-label={say("ui.close")} onClick={() => (shown.value = null)}>
        ×
      </button>
      {volunteer && <VolunteerCard volunteer={volunteer} />}
      {station && <StationCard station={station} />}
      {aed && <AedCard aed={aed} />}
    </aside>
  );
}

const LEGEND = ["available", "alerted", "assigned", "en_route", "on_scene", "returning", "lost"];

export function Legend() {
  return (
    <ul class="legend" aria-label={say("ui.legend")}>
      {LEGEND.map((standing) => (
        <li key={standing}>
          <StandingMark standing={standing} size={11} /> {say(`standing.${standing}`)}
        </li>
      ))}
    </ul>
  );
}
