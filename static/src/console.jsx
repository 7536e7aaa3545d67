import "maplibre-gl/dist/maplibre-gl.css";
import "../css/tokens.css";
import "../css/console.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { read } from "./api.js";
import { board } from "./board.js";
import { CallPanel } from "./console/callpanel.jsx";
import { followCandidates } from "./console/candidates.js";
import { followCircle } from "./console/circle.js";
import { MapList } from "./console/maplist.jsx";
import { GroundTool } from "./console/ground.jsx";
import { IncidentPanel } from "./console/incident.jsx";
import { listen } from "./console/keys.js";
import { Card, ClosureTool, Layers, Legend } from "./console/mapchrome.jsx";
import { notify } from "./console/notices.js";
import { Help, Notices, Search } from "./console/overlays.jsx";
import { followPlans } from "./console/plans.js";
import { followPreview } from "./console/preview.js";
import { Queue } from "./console/queue.jsx";
import { Situation, Units } from "./console/situation.jsx";
import { sound } from "./console/sound.js";
import { city, me, panel } from "./console/state.js";
import { Banners, TopBar } from "./console/topbar.jsx";
import { leaveIfLoggedOut, start } from "./live.js";
import { followRoutes, followZones } from "./map/journeys.js";
import { MapView } from "./map/view.jsx";
import { startOf } from "./start.js";
import { tick, timezone } from "./times.js";
import { say, startLanguage } from "./words.js";

const PANELS = { situation: Situation, incident: IncidentPanel, call: CallPanel, list: MapList };

function Console() {
  const Panel = PANELS[panel.value];
  return (
    <div class="console">
      <TopBar />
      <Banners />
      <main>
        <h1 class="visually-hidden">{say("ui.console")}</h1>
        <div class="left">
          <Queue />
          <Units />
        </div>
        <section class="map" aria-label={say("ui.map")}>
          <MapView />
          <Layers />
          <ClosureTool />
          <GroundTool />
          <Card />
          <Legend />
          <Notices />
        </section>
        <div class="side">
          <Panel />
        </div>
      </main>
      <Help />
      <Search />
    </div>
  );
}

/** Tell of every incident that comes in while this desk watches. */
function watchIncidents() {
  let known = new Set(board.incidents.peek().keys());
  effect(() => {
    for (const incident of board.incidents.value.values()) {
      if (known.has(incident.id) || incident.part_of !== null || incident.taken_by === me.peek()?.by) continue;
      if (incident.taken_by.startsWith("simulated:")) continue; // a demo's own calls come all day: the queue shows them
      notify("news", say("ui.incident_came", { id: incident.id, type: say(`type.${incident.type}`) }), incident.id);
    }
    known = new Set(board.incidents.value.keys());
  });
}

async function open() {
  const given = startOf();
  startLanguage(given.language);
  sound();
  tick();
  try {
    me.value = await read("/me");
    const snapshot = await start();
    timezone.value = snapshot.city.timezone;
    city.value = snapshot.city;
  } catch (error) {
    leaveIfLoggedOut(error);
    setTimeout(() => location.reload(), 3_000);
    throw error;
  }
  watchIncidents();
  followCandidates();
  followPlans();
  followPreview();
  followZones();
  followRoutes();
  followCircle();
  listen();
}

effect(() => {
  document.title = city.value ? `${say("ui.product")} · ${city.value.title}` : say("ui.product");
});
render(<Console />, /** @type {HTMLElement} */ (document.getElementById("page")));
void open();
