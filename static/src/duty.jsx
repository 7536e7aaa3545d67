/** The duty officer's page: who is here, what waits for a decision, what is in the cupboard, who hands over, whose hours. */
import "../css/tokens.css";
import "../css/reports.css";
import "../css/duty.css";
import { effect } from "@preact/signals";
import en from "catalogue:en/duty_page";
import zh from "catalogue:zh-CN/duty_page";
import { render } from "preact";
import { useEffect } from "preact/hooks";
import { Handovers, handoversWaiting, loadHandovers } from "./duty/handovers.jsx";
import { held } from "./duty/held.jsx";
import { Hours, loadHours, undecided } from "./duty/hours.jsx";
import { Kits, loadKits, troubled } from "./duty/kits.jsx";
import { loadPresent, Present } from "./duty/present.jsx";
import { loadReadiness, Readiness, shortNow } from "./duty/readiness.jsx";
import { Why } from "./duty/reason.jsx";
import { choose, done, loaded, me, open, station, stations, theme, trouble } from "./duty/state.js";
import { OtherLanguage } from "./parts/otherlanguage.jsx";
import { startOf } from "./start.js";
import { clockOf, dateOf, now, tick, weekdayOf } from "./times.js";
import { learn, say, startLanguage } from "./words.js";

/**
 * The sections in order, each from a file of its own under `duty/`: its name is `duty_page.section.<id>`, its number the
 * key that leads there. `load` asks the server: at the start, every ten seconds, after each act, and for another station.
 * `waiting`: how many things wait there for somebody.
 *
 * @type {{id: string, View: () => any, load: import("./duty/state.js").Load, waiting?: () => number}[]}
 */
const SECTIONS = [
  { id: "present", View: Present, load: loadPresent, waiting: () => held.value.length },
  { id: "readiness", View: Readiness, load: loadReadiness, waiting: shortNow },
  { id: "kits", View: Kits, load: loadKits, waiting: troubled },
  { id: "handovers", View: Handovers, load: loadHandovers, waiting: handoversWaiting },
  { id: "hours", View: Hours, load: loadHours, waiting: undecided },
];
/** Other pages, each with the roles that may read it. */
const LINKS = { roster: "dispatcher duty_officer", station: "dispatcher duty_officer", reports: "dispatcher" };

/** @param {string} id */
function jump(id) {
  const heading = document.getElementById(`${id}-title`);
  heading?.focus();
  heading?.scrollIntoView({ block: "start" });
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const typing = event.target instanceof Element && event.target.closest("input:not([type=checkbox]), textarea, select");
  if (typing || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  const section = SECTIONS[Number(event.key) - 1];
  if (!section) return;
  event.preventDefault();
  jump(section.id);
}

/** A duty officer has one station; a dispatcher picks one, or all. */
function Whose() {
  if (me.value?.role === "duty_officer") {
    const own = stations.value.find((one) => one.id === station.value);
    return <strong class="whose">{own?.name ?? station.value}</strong>;
  }
  return (
    <label class="field whose">
      <span>{say("duty_page.station")}</span>
      <select value={station.value} onChange={(event) => void choose(event.currentTarget.value)}>
        <option value="">{say("duty_page.all_stations")}</option>
        {stations.value.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Head() {
  return (
    <header class="head">
      <h1>
        {say("ui.product")} · {say("duty_page.title")}
      </h1>
      <Whose />
      <time class="clock" dateTime={new Date(now.value).toISOString()}>
        {dateOf(now.value)} {weekdayOf(now.value)} {clockOf(now.value)}
      </time>
      <a href="/">{say("duty_page.console")}</a>
      {Object.entries(LINKS).map(
        ([page, readers]) =>
          readers.includes(me.value?.role ?? "-") && (
            <a key={page} href={`/${page}`}>
              {say(`duty_page.link.${page}`)}
            </a>
          ),
      )}
      <OtherLanguage />
      <button type="button" class="quiet" onClick={() => (theme.value = theme.value === "dark" ? "light" : "dark")}>
        {say(theme.value === "dark" ? "ui.light_theme" : "ui.dark_theme")}
      </button>
    </header>
  );
}

function Page() {
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <main class="reports duty" aria-busy={!loaded.value}>
      <Head />
      <p class="trouble" role="alert">
        {trouble.value}
      </p>
      <p class="done" role="status">
        {done.value}
      </p>
      <nav aria-label={say("duty_page.sections")}>
        {SECTIONS.map(({ id, waiting }, place) => (
          <a key={id} href={`#${id}-title`}>
            <kbd>{place + 1}</kbd> {say(`duty_page.section.${id}`)}
            {(waiting?.() ?? 0) > 0 && <strong>{say("duty_page.waiting", { n: waiting?.() })}</strong>}
          </a>
        ))}
      </nav>
      {SECTIONS.map(({ id, View }) => (
        <section key={id} class="part" aria-labelledby={`${id}-title`}>
          <h2 id={`${id}-title`} tabIndex={-1}>
            {say(`duty_page.section.${id}`)}
          </h2>
          <View />
        </section>
      ))}
      <Why />
    </main>
  );
}

learn({ "zh-CN": zh, en });
startLanguage(startOf().language);
effect(() => {
  document.title = `${say("ui.product")} · ${say("duty_page.title")}`;
});
render(<Page />, /** @type {HTMLElement} */ (document.getElementById("page")));
tick();
void open(SECTIONS.map(({ load }) => load));
