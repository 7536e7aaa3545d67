/** The volunteer's phone page: asked, going, there, done. No map, no socket: short requests that survive bad radio. */
import "../css/tokens.css";
import "../css/volunteer.css";
import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { newKey, Problem, read, sentenceOf, write } from "./api.js";
import { applyFrame, board, replaceBoard, seq } from "./board.js";
import { lineOf } from "./console/finding.js";
import { LevelMark } from "./parts/shape.jsx";
import { startOf } from "./start.js";
import { clockOf, now, running, secondsSince, setClock, tick, timezone } from "./times.js";
import { language, say, speak, startLanguage } from "./words.js";

const ASK_AGAIN_MS = 3_000;
const ASK_HIDDEN_MS = 15_000;
const STALE_AFTER_S = 20;
const AWAITING = new Set(["queued", "sent", "delivered", "seen"]);
const LATER_MINUTES = [5, 10, 20];
const NEXT = /** @type {Record<string, string[]>} */ ({
  assigned: ["en_route", "on_scene"],
  en_route: ["on_scene"],
  on_scene: ["cleared"],
  engaged: ["cleared"],
  handed_over: ["cleared"],
  returning: ["cleared"],
});

const me = signal(/** @type {string | null} */ (null));
const heardAt = signal(Date.now());
const trouble = signal("");
const busy = signal(false);

/** @param {string} at of the server */
function heard(at) {
  setClock(at);
  heardAt.value = Date.now();
}

async function loadBoard() {
  const snapshot = await read("/board");
  timezone.value = snapshot.city.timezone;
  replaceBoard(snapshot.rows, snapshot.seq);
  heard(snapshot.at);
}

async function catchUp() {
  const frame = await read(`/changes?after=${seq.peek()}`);
  if (!applyFrame(frame)) await loadBoard();
  heardAt.value = Date.now();
}

async function follow() {
  try {
    await catchUp();
  } catch (error) {
    if (error instanceof Problem && error.status === 401) location.assign("/login");
  }
  setTimeout(follow, document.hidden ? ASK_HIDDEN_MS : ASK_AGAIN_MS);
}

/**
 * One write; repeated with the same key until the server has answered, since radio is bad where people are sent.
 *
 * @param {string} path
 * @param {unknown} body
 */
async function tell(path, body) {
  if (busy.value) return;
  busy.value = true;
  trouble.value = "";
  const key = newKey();
  for (let attempt = 0; attempt < 4; attempt += 1) {
    try {
      await write("POST", path, body, key);
      await catchUp().catch(() => undefined);
      busy.value = false;
      return;
    } catch (error) {
      trouble.value = sentenceOf(error);
      if (!(error instanceof Problem) || error.status !== 0) break;
      await new Promise((resolve) => setTimeout(resolve, 1_500));
    }
  }
  busy.value = false;
}

/** @param {{incident: import("./rows.js").Incident | undefined, id: number}} props */
function What({ incident, id }) {
  if (!incident) return <h2>{say("ui.incident_no", { id })}</h2>;
  return (
    <header class="what">
      <LevelMark level={incident.level} size={40} />
      <div>
        <h2>
          {incident.mode !== "actual" && <em class="mode">{say(`incident_mode.${incident.mode}.tag`)}</em>}
          {say(`type.${incident.type}`)}
        </h2>
        <p>
          {say("ui.incident_no", { id })} · {say(`level.${incident.level}`)}
        </p>
      </div>
      <span class="since">{running(secondsSince(incident.reported_at))}</span>
    </header>
  );
}

/** @param {{alert: import("./rows.js").Alert}} props */
function Asked({ alert }) {
  const incident = board.incidents.value.get(alert.incident);
  const left = (Date.parse(alert.expires_at) - now.value) / 1000;
  const path = `/alerts/${alert.id}/answer`;
  return (
    <article class="asked">
      <What incident={incident} id={alert.incident} />
      <dl>
        <dt>{say("ui.your_role")}</dt>
        <dd>{say(`role.${alert.role}`)}</dd>
        {alert.eta_s !== null && (
          <>
            <dt>{say("ui.about_there")}</dt>
            <dd>{say("ui.minutes", { m: Math.ceil(alert.eta_s / 60) })}</dd>
          </>
        )}
        {incident?.address && (
          <>
            <dt>{say("ui.address")}</dt>
            <dd>{incident.address}</dd>
          </>
        )}
        {incident?.place?.uncertainty_m ? (
          <>
            <dt>{say("ui.place")}</dt>
            <dd>{say("ui.place_after_accepting")}</dd>
          </>
        ) : null}
      </dl>
      <p class="window">{left > 0 ? say("ui.answer_within", { left: running(left) }) : say("ui.answer_late")}</p>
      <button type="button" class="big yes" disabled={busy.value} onClick={() => tell(path, { answer: "accept" })}>
        {say("ui.i_go")}
      </button>
      <div class="later">
        {LATER_MINUTES.map((m) => (
          <button
            key={m}
            type="button"
            disabled={busy.value}
            onClick={() => tell(path, { answer: "accept", delay_s: m * 60 })}
          >
            {say("ui.i_go_later", { m })}
          </button>
        ))}
      </div>
      <button type="button" class="big no" disabled={busy.value} onClick={() => tell(path, { answer: "decline" })}>
        {say("ui.i_cannot")}
      </button>
      <p class="hint">{say("ui.never_held_against")}</p>
    </article>
  );
}

/** @param {{assignment: import("./rows.js").Assignment}} props */
function Going({ assignment }) {
  const incident = board.incidents.value.get(assignment.incident);
  const next = NEXT[assignment.progress] ?? [];
  const place = incident?.place;
  return (
    <article class="going">
      <What incident={incident} id={assignment.incident} />
      <p class="progress">{say(`progress.${assignment.progress}`)}</p>
      <dl>
        <dt>{say("ui.address")}</dt>
        <dd>{(incident && lineOf(incident)) ?? "—"}</dd>
        {place && (
          <>
            <dt>{say("ui.coordinates")}</dt>
            <dd>
              <a href={`geo:${place.lat},${place.lon}`}>
                {place.lon.toFixed(5)}, {place.lat.toFixed(5)}
              </a>
            </dd>
          </>
        )}
        {incident?.note && (
          <>
            <dt>{say("ui.note")}</dt>
            <dd class="note">{incident.note}</dd>
          </>
        )}
        <dt>{say("ui.your_role")}</dt>
        <dd>{say(`role.${assignment.role}`)}</dd>
      </dl>
      {next.map((progress, index) => (
        <button
          key={progress}
          type="button"
          class={`big ${index === 0 ? "yes" : ""}`}
          disabled={busy.value}
          onClick={() => tell(`/assignments/${assignment.id}/progress`, { progress })}
        >
          {say(`ui.i_report.${progress}`)}
        </button>
      ))}
      {["assigned", "en_route"].includes(assignment.progress) && (
        <button
          type="button"
          class="big no"
          disabled={busy.value}
          onClick={() => tell(`/assignments/${assignment.id}/progress`, { progress: "withdrawn" })}
        >
          {say("ui.i_report.withdrawn")}
        </button>
      )}
    </article>
  );
}

function Page() {
  const mine = me.value;
  const self = mine === null ? undefined : board.volunteers.value.get(mine);
  const going = [...board.assignments.value.values()].filter((one) => one.open && one.volunteer === mine);
  const asked = [...board.alerts.value.values()].filter(
    (one) => one.volunteer === mine && (AWAITING.has(one.state) || one.state === "expired"),
  );
  void now.value; // silence grows with the clock
  const silence = (Date.now() - heardAt.value) / 1000;
  return (
    <main class="volunteer">
      <header class="bar">
        <b>{self?.name ?? mine}</b>
        <span class={`duty ${self?.duty}`}>{self && say(`duty.${self.duty}`)}</span>
        <time>{clockOf(now.value)}</time>
        <button type="button" class="quiet" onClick={() => speak(language.value === "en" ? "zh-CN" : "en")}>
          {say("ui.other_language")}
        </button>
      </header>
      {!startOf().alarms_leave && <p class="banner alarm">{say("ui.no_channel")}</p>}
      {silence > STALE_AFTER_S && (
        <p class="banner bad" role="alert">
          {say("ui.no_connection")}
        </p>
      )}
      <p class="trouble" role="alert">
        {trouble.value}
      </p>
      <div aria-live="assertive">
        {going.map((assignment) => (
          <Going key={`a${assignment.id}`} assignment={assignment} />
        ))}
        {asked.map((alert) => (
          <Asked key={`w${alert.id}`} alert={alert} />
        ))}
      </div>
      {going.length === 0 && asked.length === 0 && <p class="empty">{say("ui.nothing_asked")}</p>}
    </main>
  );
}

async function open() {
  // As the phone is set: in the sun a dark page cannot be read.
  document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  startLanguage(startOf().language);
  tick();
  try {
    me.value = (await read("/me")).volunteer;
    await loadBoard();
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return location.assign("/login");
    trouble.value = sentenceOf(error);
  }
  return void follow();
}

effect(() => {
  document.title = say("ui.product");
});
render(<Page />, /** @type {HTMLElement} */ (document.getElementById("page")));
void open();
