/** What is true of the whole city: roads, weather, and the people at each station. Shown while no incident is open. */
import { useState } from "preact/hooks";
import { board } from "../board.js";
import { lookAt, picking } from "../map/sight.js";
import { Mark } from "../parts/shape.jsx";
import { CLOSURE, STATION } from "../parts/shapes.js";
import { momentOf } from "../times.js";
import { say } from "../words.js";
import { changeWeather, reopen, underWay } from "./acts.js";
import { FollowUps } from "./followups.jsx";
import { GroundSection } from "./ground.jsx";
import { Happenings } from "./happenings.jsx";
import { crews, standingOf } from "./people.js";
import { Placed } from "./placed.jsx";
import { StandingMark } from "./ranking.jsx";
import { dispatches, shown } from "./state.js";

const TEAMS = ["medical", "supply", "psychological", "liaison"];
const WEATHERS = ["clear", "light_rain", "heavy_rain"];

function Roads() {
  const closures = [...board.closures.value.values()];
  const weather = board.weather.value.get("now")?.weather ?? "clear";
  return (
    <section class="roads" aria-labelledby="roads-title">
      <header class="pane-head">
        <h3 id="roads-title">{say("ui.roads")}</h3>
        {dispatches.value && (
          <button
            type="button"
            class="small"
            aria-pressed={picking.value === "closure"}
            onClick={() => (picking.value = picking.value === "closure" ? null : "closure")}
          >
            {say("ui.close_road")}
          </button>
        )}
      </header>
      <label class="inline">
        {say("ui.weather")}
        <select
          value={weather}
          disabled={!dispatches.value || underWay.value.has("weather")}
          onChange={(event) => void changeWeather(event.currentTarget.value)}
        >
          {WEATHERS.map((code) => (
            <option key={code} value={code}>
              {say(`weather.${code}`)}
            </option>
          ))}
        </select>
      </label>
      {closures.length === 0 ? (
        <p class="empty">{say("ui.no_closures")}</p>
      ) : (
        <ul class="closures">
          {closures.map((closure) => (
            <li key={closure.id}>
              <Mark shape={CLOSURE} />
              <span class="who">
                <b>{closure.reason}</b>
                <small>
                  {momentOf(closure.at)}
                  {closure.until && ` → ${momentOf(closure.until)}`}
                </small>
              </span>
              {dispatches.value && (
                <button
                  type="button"
                  class="small"
                  disabled={underWay.value.has(`reopen:${closure.id}`)}
                  onClick={() => void reopen(closure.id)}
                >
                  {say("ui.reopen")}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const MARKS = 8;

/** A mark for each; of a large crew one a standing, with how many. @param {{people: import("../rows.js").Volunteer[]}} props */
function CrewMarks({ people }) {
  const standings = people.map(standingOf);
  const marks = standings.length > MARKS ? [...new Set(standings)] : standings;
  return (
    <span class="crew-marks">
      {marks.map((standing, index) => (
        <span key={`${standing}${index}`}>
          <StandingMark standing={standing} size={10} />
          {standings.length > MARKS && <small>{standings.filter((one) => one === standing).length}</small>}
        </span>
      ))}
    </span>
  );
}

/** @param {{crew: import("./people.js").Crew}} props */
function CrewRow({ crew }) {
  const [open, setOpen] = useState(false);
  const { station, people } = crew;
  return (
    <li class={`crew ${people.length === 0 ? "nobody" : ""}`}>
      <button type="button" class="crew-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Mark shape={STATION} />
        <span class="crew-name">{station?.name ?? say("ui.elsewhere")}</span>
        <CrewMarks people={people} />
        <span class="crew-count">{people.length === 0 ? say("ui.nobody_here") : people.length}</span>
      </button>
      {open && (
        <ul class="members">
          {people.map((volunteer) => (
            <li key={volunteer.id}>
              <button type="button" onClick={() => (shown.value = { table: "volunteers", id: volunteer.id })}>
                <StandingMark standing={standingOf(volunteer)} size={12} />
                <b>{volunteer.name ?? volunteer.id}</b>
                <span>
                  {say(`team.${volunteer.team}`)} · {say(`mode.${volunteer.mode}`)}
                </span>
                <span class="standing">{say(`standing.${standingOf(volunteer)}`)}</span>
                <Placed volunteer={volunteer.id} />
              </button>
            </li>
          ))}
          {station && (
            <li>
              <button type="button" onClick={() => lookAt([station.lon, station.lat])}>
                {say("ui.show_on_map")}
              </button>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

export function Units() {
  return (
    <section class="units" aria-labelledby="units-title">
      <header class="pane-head">
        <h3 id="units-title">{say("ui.units")}</h3>
        <span class="count">{crews.value.reduce((sum, { people }) => sum + people.length, 0)}</span>
      </header>
      <ul class="crews">
        {crews.value.map((crew) => (
          <CrewRow key={crew.station?.id ?? "elsewhere"} crew={crew} />
        ))}
      </ul>
    </section>
  );
}

/** How many of each team could go now, and how many are taken. */
function Teams() {
  const people = [...board.volunteers.value.values()].filter((volunteer) => standingOf(volunteer) !== "off");
  return (
    <section class="teams" aria-labelledby="teams-title">
      <header class="pane-head">
        <h3 id="teams-title">{say("ui.teams")}</h3>
      </header>
      <ul>
        {TEAMS.map((team) => {
          const crew = people.filter((volunteer) => volunteer.team === team);
          const free = crew.filter((volunteer) => standingOf(volunteer) === "available").length;
          return (
            <li key={team}>
              <b>{say(`team.${team}`)}</b>
              <span class="team-bar" aria-hidden="true">
                <span style={{ width: `${crew.length ? (free / crew.length) * 100 : 0}%` }} />
              </span>
              <span class={free === 0 ? "warn" : ""}>{say("ui.free_of", { free, all: crew.length })}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

export function Situation() {
  return (
    <section class="pane situation" aria-label={say("ui.situation")}>
      <div class="scroll">
        <FollowUps />
        <Teams />
        <Roads />
        <GroundSection />
        <Happenings />
      </div>
    </section>
  );
}
