import { useRef } from "preact/hooks";
import { write } from "../api.js";
import { board } from "../board.js";
import { linkState, silence } from "../live.js";
import { Key } from "../parts/key.jsx";
import { OtherLanguage } from "../parts/otherlanguage.jsx";
import { Mark } from "../parts/shape.jsx";
import { LINK, SOUND } from "../parts/shapes.js";
import { startOf } from "../start.js";
import { clockOf, dateOf, lasting, now, weekdayOf } from "../times.js";
import { say } from "../words.js";
import { AlarmBar } from "./alarmbar.jsx";
import { overdue } from "./alarms.js";
import { onDuty } from "./people.js";
import { Panics } from "./panic.jsx";
import { DrillBar } from "./drillbar.jsx";
import { PlayBar } from "./playbar.jsx";
import { soundOn, sounding } from "./sound.js";
import { city, helpOpen, me, queue, searchOpen, theme } from "./state.js";

/** The pages that open beside the console, which goes on watching, each with the roles that may read it. */
const BESIDE = {
  duty: "dispatcher duty_officer",
  roster: "dispatcher duty_officer",
  planning: "dispatcher planner auditor",
  reports: "dispatcher planner auditor",
  drills: "dispatcher planner auditor duty_officer",
};

/** @param {{label: string, value: number, tone?: string}} props */
function Figure({ label, value, tone = "" }) {
  return (
    <div class={`figure ${tone}`}>
      <span class="figure-value">{value}</span>
      <span class="figure-label">{label}</span>
    </div>
  );
}

function Figures() {
  const open = queue.value;
  const unmet = open.filter((incident) => incident.unmet > 0).length;
  const going = [...board.assignments.value.values()].filter((assignment) => assignment.open).length;
  return (
    <div class="figures">
      <Figure label={say("ui.open_incidents")} value={open.length} />
      <Figure label={say("ui.with_unmet")} value={unmet} tone={unmet > 0 ? "waiting" : ""} />
      <Figure label={say("ui.committed")} value={going} />
      <Figure label={say("alarm.overdue")} value={overdue.value} tone={overdue.value > 0 ? "waiting" : ""} />
      <Figure label={say("ui.on_duty")} value={onDuty.value} />
    </div>
  );
}

function Link() {
  const state = linkState();
  return (
    <div class={`link ${state}`} role="status" title={say(`link.${state}.hint`)}>
      <Mark shape={LINK[state]} size={12} />
      <span>{say(`link.${state}`)}</span>
      {state !== "connecting" && <span class="age">{say("ui.data_age", { age: lasting(silence()) })}</span>}
    </div>
  );
}

function Clock() {
  const at = now.value;
  return (
    <time class="clock" dateTime={new Date(at).toISOString()}>
      <span class="clock-time">{clockOf(at)}</span>
      <span class="clock-date">
        {dateOf(at)} {weekdayOf(at)}
      </span>
    </time>
  );
}

/** Its off state can be seen from across the room; so can a browser that will not sound yet. */
function SoundSwitch() {
  const state = sounding.value;
  const blocked = useRef(false);
  const note = () => (blocked.current = sounding.peek() === "blocked");
  return (
    <button
      type="button"
      class={`quiet sound ${state}`}
      title={say(state === "blocked" ? "sound.blocked_hint" : "sound.switch")}
      onPointerDown={note}
      onKeyDown={note}
      onClick={() => blocked.current || (soundOn.value = !soundOn.value)} // while blocked, the click only lifts the ban
    >
      <Mark shape={SOUND[state] ?? SOUND.off} size={15} /> {say(`sound.${state}`)}
    </button>
  );
}

async function logOut() {
  await write("POST", "/logout").catch(() => undefined);
  location.assign("/login");
}

/** The city's name, less what the mark beside it says already. */
const nameOf = (/** @type {import("../rows.js").City} */ { title, fictional }) =>
  fictional ? title.replace(/\s*[(（]虚构[)）]$/u, "") : title;

export function TopBar() {
  const name = city.value && nameOf(city.value);
  return (
    <header class="topbar">
      <div class="brand">
        <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
          <circle cx="16" cy="16" r="13" fill="none" stroke="var(--line-strong)" stroke-width="3.5" />
          <path d="M16 3a13 13 0 0 1 13 13" fill="none" stroke="var(--accent)" stroke-width="3.5" stroke-linecap="round" />
          <circle cx="16" cy="16" r="3.5" fill="var(--accent)" />
        </svg>
        <span class="brand-name">{say("ui.product")}</span>
        <span class="brand-city">
          {name}
          {city.value?.fictional && <em>{say("ui.fictional")}</em>}
        </span>
      </div>
      <Figures />
      <div class="topbar-end">
        <button type="button" class="quiet" onClick={() => (searchOpen.value = true)}>
          {say("ui.search")} <Key of="search" />
        </button>
        <Link />
        <Clock />
        <SoundSwitch />
        <OtherLanguage />
        <button
          type="button"
          class="quiet"
          aria-pressed={theme.value === "light"}
          onClick={() => (theme.value = theme.value === "dark" ? "light" : "dark")}
        >
          {say(theme.value === "dark" ? "ui.light_theme" : "ui.dark_theme")}
        </button>
        <button type="button" class="quiet" popovertarget="pages">
          {say("page.all")}
        </button>
        <nav id="pages" popover="auto">
          {Object.entries(BESIDE).map(
            ([page, readers]) =>
              readers.includes(me.value?.role ?? "-") && (
                <a key={page} class="quiet" href={`/${page}`} target="_blank" rel="noopener">
                  {say(`page.${page}`)}
                </a>
              ),
          )}
        </nav>
        <button type="button" class="quiet" onClick={() => (helpOpen.value = true)}>
          {say("ui.keys")} <Key of="help" />
        </button>
        <button type="button" class="quiet" title={me.value?.by} onClick={logOut}>
          {say("ui.log_out")}
        </button>
      </div>
    </header>
  );
}

/** What must not be overlooked: data that may be wrong, and alarms that leave no machine. */
export function Banners() {
  return (
    <section class="banners" aria-label={say("ui.warnings")}>
      <Panics />
      <AlarmBar />
      <DrillBar />
      <div class="standing-banners">
        <PlayBar />
        {!startOf().alarms_leave && <div class="banner alarm">{say("ui.no_channel")}</div>}
      </div>
    </section>
  );
}
