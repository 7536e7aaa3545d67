/** What is on the map, as lists: for whoever does not see it, or would rather read. */
import { useEffect, useState } from "preact/hooks";
import { read } from "../api.js";
import { board } from "../board.js";
import { positions } from "../live.js";
import { routes, zonesAt } from "../map/journeys.js";
import { middle } from "../map/overlays.js";
import { lookAt } from "../map/sight.js";
import { Key } from "../parts/key.jsx";
import { LevelMark, Mark } from "../parts/shape.jsx";
import { AED, CLOSURE, STATION } from "../parts/shapes.js";
import { momentOf } from "../times.js";
import { say } from "../words.js";
import { register, wordOf, worthOf } from "./aeds.js";
import { GroundSection } from "./ground.jsx";
import { areaOf, lengthOf } from "./measures.js";
import { incidentOf, standingOf } from "./people.js";
import { Placed } from "./placed.jsx";
import { StandingMark } from "./ranking.jsx";
import { closePanel, opened, panel, queue, shown, zones } from "./state.js";

const MOST = 25;

/** @typedef {{lon: number, lat: number}} Spot */
/** @typedef {import("preact").ComponentChildren} Children */

/** Look there. @param {{at: Spot | null | undefined, name: string, also?: () => void}} props */
function InSight({ at, name, also }) {
  return (
    <button
      type="button"
      class="small"
      disabled={!at}
      aria-label={say("maplist.show_of", { name })}
      onClick={() => {
        also?.();
        if (at) lookAt([at.lon, at.lat]);
      }}
    >
      {say("maplist.show")}
    </button>
  );
}

/**
 * One kind of thing; its rows are made only while it is open.
 *
 * @template T
 * @param {{title: string, items: readonly T[], heads: string[], row: (item: T) => Children, open?: boolean}} props
 */
function Kind({ title, items, heads, row, open = false }) {
  const [isOpen, setOpen] = useState(open);
  const [all, setAll] = useState(false);
  const rows = all ? items : items.slice(0, MOST);
  return (
    <details class="kind" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h3>{title}</h3> <span class="count">{items.length}</span>
      </summary>
      {isOpen && items.length === 0 && <p class="empty">{say("maplist.none")}</p>}
      {isOpen && items.length > 0 && (
        <table>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
              <th scope="col">
                <span class="visually-hidden">{say("maplist.show")}</span>
              </th>
            </tr>
          </thead>
          <tbody>{rows.map(row)}</tbody>
        </table>
      )}
      {isOpen && items.length > MOST && (
        <button type="button" class="quiet small" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? say("ui.show_fewer") : say("ui.show_all", { n: items.length })}
        </button>
      )}
    </details>
  );
}

function IncidentList() {
  return (
    <Kind
      open
      title={say("ui.queue")}
      items={queue.value}
      heads={[say("ui.type"), say("ui.place"), say("maplist.state")]}
      row={({ id, type, level, address, place, status }) => (
        <tr key={id}>
          <th scope="row">
            <LevelMark level={level} size={18} /> {say("ui.incident_no", { id })} {say(`type.${type}`)}
          </th>
          <td>{address ?? say(place ? "ui.place_on_map" : "ui.place_unknown")}</td>
          <td>{say(`status.${status}`)}</td>
          <td>
            <InSight at={place} name={say("ui.incident_no", { id })} />
          </td>
        </tr>
      )}
    />
  );
}

/** Where somebody can be looked for. @param {import("../rows.js").Volunteer} volunteer @returns {Spot | null | undefined} */
function spotOf(volunteer) {
  const scene = board.incidents.value.get(incidentOf(volunteer.id) ?? -1)?.place;
  const station = board.stations.value.get(volunteer.duty_station ?? volunteer.station ?? "");
  return positions.value.get(volunteer.id) ?? (standingOf(volunteer) === "on_scene" ? scene : null) ?? station;
}

function PeopleList() {
  const people = [...board.volunteers.value.values()].filter((volunteer) => standingOf(volunteer) !== "off");
  const idle = (/** @type {import("../rows.js").Volunteer} */ one) => Number(incidentOf(one.id) === undefined);
  return (
    <Kind
      title={say("maplist.people")}
      items={people.sort((a, b) => idle(a) - idle(b) || a.id.localeCompare(b.id))}
      heads={[say("ui.name"), say("ui.standing"), say("ui.placed")]}
      row={(volunteer) => (
        <tr key={volunteer.id}>
          <th scope="row">{volunteer.name ?? volunteer.id}</th>
          <td>
            <StandingMark standing={standingOf(volunteer)} size={12} /> {say(`standing.${standingOf(volunteer)}`)}
            {incidentOf(volunteer.id) !== undefined && ` · ${say("ui.incident_no", { id: incidentOf(volunteer.id) })}`}
          </td>
          <td>
            <Placed volunteer={volunteer.id} />
          </td>
          <td>
            <InSight
              at={spotOf(volunteer)}
              name={volunteer.name ?? volunteer.id}
              also={() => (shown.value = { table: "volunteers", id: volunteer.id })}
            />
          </td>
        </tr>
      )}
    />
  );
}

function StationList() {
  return (
    <Kind
      title={say("layer.stations")}
      items={[...board.stations.value.values()].sort((a, b) => a.id.localeCompare(b.id))}
      heads={[say("ui.name"), say("ui.type"), say("ui.on_duty")]}
      row={(station) => (
        <tr key={station.id}>
          <th scope="row">
            <Mark shape={STATION} size={12} /> {station.name}
          </th>
          <td>{say(`station_kind.${station.kind}`)}</td>
          <td>{station.on_duty}</td>
          <td>
            <InSight at={station} name={station.name} also={() => (shown.value = { table: "stations", id: station.id })} />
          </td>
        </tr>
      )}
    />
  );
}

function AedList() {
  return (
    <Kind
      title={say("layer.aeds")}
      items={register.value}
      heads={[say("ui.name"), say("maplist.state"), say("aeds.hours")]}
      row={(aed) => (
        <tr key={aed.id}>
          <th scope="row">
            <Mark shape={AED[worthOf(aed)]} size={12} /> {aed.name}
          </th>
          <td>{wordOf(aed)}</td>
          <td>{aed.hours ?? "—"}</td>
          <td>
            <InSight at={aed} name={aed.name} also={() => (shown.value = { table: "aeds", id: aed.id })} />
          </td>
        </tr>
      )}
    />
  );
}

function RouteList() {
  return (
    <Kind
      title={say("maplist.routes")}
      items={[...routes.value]}
      heads={[say("ui.name"), say("maplist.to"), say("maplist.length")]}
      row={([id, geometry]) => {
        const assignment = board.assignments.value.get(id);
        const name = board.volunteers.value.get(assignment?.volunteer ?? "")?.name ?? assignment?.volunteer ?? "—";
        const [lon, lat] = middle(geometry);
        return (
          <tr key={id}>
            <th scope="row">{name}</th>
            <td>{assignment && say("ui.incident_no", { id: assignment.incident })}</td>
            <td>{say("maplist.km", { km: (lengthOf(geometry) / 1000).toFixed(1) })}</td>
            <td>
              <InSight at={{ lon, lat }} name={name} />
            </td>
          </tr>
        );
      }}
    />
  );
}

function ClosureList() {
  return (
    <Kind
      title={say("layer.closures")}
      items={[...board.closures.value.values()]}
      heads={[say("ui.reason"), say("ui.until")]}
      row={({ id, reason, until, geometry }) => {
        const [lon, lat] = geometry ? middle(geometry) : [];
        return (
          <tr key={id}>
            <th scope="row">
              <Mark shape={CLOSURE} size={12} /> {reason}
            </th>
            <td>{until ? momentOf(until) : say("ui.until_reopened")}</td>
            <td>
              <InSight at={lon === undefined || lat === undefined ? null : { lon, lat }} name={reason} />
            </td>
          </tr>
        );
      }}
    />
  );
}

/** @typedef {{station: string, minutes: number, area: number}} Zone */

/** What the zones on the map cover, as the server worked them out. */
function ZoneList() {
  const [found, setFound] = useState(/** @type {Zone[]} */ ([]));
  const at = zonesAt.value;
  useEffect(() => {
    if (!at) return undefined;
    const leaving = new AbortController();
    read(at.pathname.replace("/api/v1", "") + at.search, leaving.signal).then(
      (/** @type {GeoJSON.FeatureCollection} */ { features }) =>
        setFound(
          features
            .map(({ properties, geometry }) => ({ station: properties?.station, minutes: properties?.minutes, area: areaOf(geometry) }))
            .sort((a, b) => a.station.localeCompare(b.station) || a.minutes - b.minutes),
        ),
      () => undefined, // the next change asks again
    );
    return () => leaving.abort();
  }, [at]);
  const { mode, count } = zones.value;
  return (
    <Kind
      title={`${say("layer.zones")} · ${say(`mode.${mode}`)} · ${say(`zone_count.${count}`)}`}
      items={found}
      heads={[say("ui.station"), say("ui.band"), say("maplist.area")]}
      row={({ station, minutes, area }) => (
        <tr key={`${station} ${minutes}`}>
          <th scope="row">{board.stations.value.get(station)?.name ?? station}</th>
          <td>{say("ui.minutes", { m: minutes })}</td>
          <td>{say("maplist.km2", { km2: (area / 1e6).toFixed(2) })}</td>
          <td>
            <InSight
              at={board.stations.value.get(station)}
              name={board.stations.value.get(station)?.name ?? station}
              also={() => (shown.value = { table: "stations", id: station })}
            />
          </td>
        </tr>
      )}
    />
  );
}

export function MapList() {
  const [zonesOpen, setZonesOpen] = useState(false);
  const back = () => (opened.value === null ? closePanel() : (panel.value = "incident"));
  return (
    <section class="pane map-list" aria-labelledby="map-list-title">
      <header class="pane-head">
        <h2 id="map-list-title">{say("maplist.title")}</h2>
        <button type="button" class="small" onClick={back}>
          {say("ui.back")} <Key of="back" />
        </button>
      </header>
      <div class="scroll">
        <IncidentList />
        <PeopleList />
        <StationList />
        <AedList />
        <RouteList />
        <ClosureList />
        <GroundSection />
        {zonesOpen ? (
          <ZoneList />
        ) : (
          <button type="button" class="quiet" onClick={() => setZonesOpen(true)}>
            {say("maplist.zones")}
          </button>
        )}
      </div>
    </section>
  );
}
