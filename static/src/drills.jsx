/** Drills: start one, lead it, and look back on it. */
import "../css/tokens.css";
import "../css/reports.css";
import "../css/drills.css";
import { effect } from "@preact/signals";
import en from "catalogue:en/drill_page";
import zh from "catalogue:zh-CN/drill_page";
import { render } from "preact";
import { useState } from "preact/hooks";
import { read } from "./api.js";
import { Aftermath } from "./drills/aftermath.jsx";
import { elapsedOf } from "./drills/clock.js";
import {
  attempt,
  choose,
  chosen,
  drills,
  going,
  lead,
  load,
  loaded,
  loadScenarios,
  report,
  role,
  scenarios,
  start,
  theme,
  trouble,
  yearly,
} from "./drills/state.js";
import { OtherLanguage } from "./parts/otherlanguage.jsx";
import { startOf } from "./start.js";
import { lasting, momentOf, now, running, tick } from "./times.js";
import { known, learn, say, startLanguage } from "./words.js";

const LEADERS = new Set(["dispatcher", "planner"]);
const SPEEDS = [1, 5, 10, 30, 60];
const EVERY_MS = 5_000;

const may = () => LEADERS.has(role.value);
/** @param {string | null} kind */
const kindOf = (kind) => (kind !== null && known(`drill_kind.${kind}`) ? say(`drill_kind.${kind}`) : "—");

/** @param {{label: string, value: number, put: (speed: number) => void}} props */
function Speed({ label, value, put }) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => put(Number(event.currentTarget.value))}>
        {SPEEDS.map((one) => (
          <option key={one} value={one}>
            {say("drill.speed", { speed: one })}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The one that goes on: how far it is, and the switches. */
function Going() {
  const drill = going();
  if (!drill) return null;
  const paused = drill.state === "paused";
  return (
    <section class="part going" aria-labelledby="going-title">
      <h2 id="going-title">
        {say("drill.tag")}
        {drill.name ?? ""} · {say(`drill_state.${drill.state}`)}
      </h2>
      <progress max={drill.lasts_s} value={elapsedOf(drill, now.value)} aria-label={say("drill.progress")} />
      <p>
        {say("drill.banner_elapsed", { time: running(elapsedOf(drill, now.value)), lasts: running(drill.lasts_s) })} ·{" "}
        {say("drill.played", { played: drill.played, injects: drill.injects })} ·{" "}
        {say("drill.banner_speed", { speed: drill.speed })} · {say(drill.simulated ? "drill.simulated" : "drill.real")}
      </p>
      {may() && (
        <div class="switches on-screen">
          <button type="button" onClick={() => lead(drill.id, paused ? "resume" : "pause", paused ? {} : undefined)}>
            {say(paused ? "drill.resume" : "drill.pause")}
          </button>
          {drill.simulated && (
            <Speed
              label={say("drill.speed_label")}
              value={drill.speed}
              put={(speed) => void lead(drill.id, "resume", { speed })}
            />
          )}
          <button type="button" class="danger" onClick={() => lead(drill.id, "stop")}>
            {say("drill.stop")}
          </button>
        </div>
      )}
    </section>
  );
}

/** The scenario files there are, and what is wrong with those that cannot be played. */
function Begin() {
  const [file, setFile] = useState("");
  const [speed, setSpeed] = useState(1);
  const [simulated, setSimulated] = useState(false);
  if (!may() || going()) return null;
  const begin = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    void start({ file, speed: simulated ? speed : 1, simulated });
  };
  return (
    <section class="part on-screen" aria-labelledby="begin-title">
      <h2 id="begin-title">{say("drill.begin_title")}</h2>
      <form onSubmit={begin}>
        <ul class="scenarios">
          {scenarios.value.map((one) => (
            <li key={one.file}>
              <label>
                <input
                  type="radio"
                  name="scenario"
                  value={one.file ?? ""}
                  checked={file === one.file}
                  disabled={one.trouble !== null}
                  onChange={() => setFile(one.file ?? "")}
                />{" "}
                <strong>{one.name ?? one.file}</strong>
              </label>
              <p class="hint">
                {one.trouble ??
                  say("drill.scenario", {
                    kind: kindOf(one.kind),
                    lasts: lasting(one.lasts_s ?? 0),
                    enrolled: one.enrolled,
                    on_duty: one.on_duty,
                    calls: one.calls,
                    injects: one.injects,
                  })}
              </p>
            </li>
          ))}
        </ul>
        <div class="switches">
          <label class="check">
            <input type="checkbox" checked={simulated} onChange={(event) => setSimulated(event.currentTarget.checked)} />{" "}
            {say("drill.simulate")}
          </label>
          {simulated && <Speed label={say("drill.speed_label")} value={speed} put={setSpeed} />}
          <button type="submit" class="primary" disabled={file === ""}>
            {say("drill.begin")}
          </button>
        </div>
        <p class="hint">{say("drill.begin_note")}</p>
      </form>
    </section>
  );
}

function Past() {
  return (
    <section class="part on-screen" aria-labelledby="past-title">
      <h2 id="past-title">{say("drill.past")}</h2>
      <p>{say("drill.yearly", { year: yearly.value.year, n: yearly.value.participations, drills: drills.value.length })}</p>
      {drills.value.length === 0 ? (
        <p class="empty">{say("drill.none")}</p>
      ) : (
        <ul class="past">
          {drills.value.map((one) => (
            <li key={one.id}>
              <button type="button" aria-pressed={one.id === chosen.value} onClick={() => choose(one.id)}>
                {one.id} · {one.name ?? kindOf(one.kind)} · {momentOf(one.started_at)} · {say(`drill_state.${one.state}`)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Page() {
  return (
    <main class="reports drills" aria-busy={!loaded.value}>
      <header class="head">
        <h1>
          {say("ui.product")} · {say("drill.title")}
        </h1>
        <a href="/">{say("drill.console")}</a>
        <button type="button" class="quiet" onClick={() => print()}>
          {say("drill.print")}
        </button>
        <OtherLanguage />
        <button type="button" class="quiet" onClick={() => (theme.value = theme.value === "dark" ? "light" : "dark")}>
          {say(theme.value === "dark" ? "ui.light_theme" : "ui.dark_theme")}
        </button>
      </header>
      <p class="trouble" role="alert">
        {trouble.value}
      </p>
      <Going />
      <Begin />
      <Past />
      {report.value && <Aftermath told={report.value} may={may()} />}
    </main>
  );
}

learn({ "zh-CN": zh, en });
startLanguage(startOf().language);
effect(() => {
  document.title = `${say("ui.product")} · ${say("drill.title")}`;
});
render(<Page />, /** @type {HTMLElement} */ (document.getElementById("page")));
void attempt(async () => {
  const who = await read("/me");
  role.value = who.role;
  await load();
  tick();
  if (may()) await loadScenarios();
  setInterval(() => going() && void attempt(load), EVERY_MS);
});
