/** Where the promise fails, and what would close it: stations are moved on a map, and the figures follow. */
import "maplibre-gl/dist/maplibre-gl.css";
import "../css/tokens.css";
import "../css/planning.css";
import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { OtherLanguage } from "./parts/otherlanguage.jsx";
import { Figures, Strip } from "./planning/figures.jsx";
import { PlanMap, showReached } from "./planning/map.jsx";
import { Compare, Gaps, Plans, Stations } from "./planning/panels.jsx";
import { QuestionForm } from "./planning/question.jsx";
import { busy, canRedo, canUndo, changed, circles, name, open, redo, showCircles, theme, told, trouble, undo } from "./planning/state.js";
import { Staffing } from "./planning/staffing.jsx";
import { Stress, Where } from "./planning/where.jsx";
import { startOf } from "./start.js";
import { say, startLanguage } from "./words.js";

/** @type {Record<string, () => any>} */
const TABS = { figures: Figures, sites: Stations, gaps: Gaps, where: Where, staffing: Staffing, stress: Stress, compare: Compare, plans: Plans };
const tab = signal("figures");

/** @param {KeyboardEvent} event */
function turn(event) {
  const names = Object.keys(TABS);
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const next = names[(names.indexOf(tab.value) + step + names.length) % names.length] ?? "figures";
  tab.value = next;
  document.getElementById(`tab-${next}`)?.focus();
}

function Tabs() {
  const Shown = TABS[tab.value] ?? Figures;
  return (
    <>
      <div class="tabs" role="tablist" aria-label={say("planning.parts")} onKeyDown={turn}>
        {Object.keys(TABS).map((one) => (
          <button
            key={one}
            id={`tab-${one}`}
            type="button"
            role="tab"
            aria-selected={tab.value === one}
            aria-controls="part"
            tabIndex={tab.value === one ? 0 : -1}
            onClick={() => (tab.value = one)}
          >
            {say(`planning.tab.${one}`)}
          </button>
        ))}
      </div>
      <div id="part" class="part" role="tabpanel" aria-labelledby={`tab-${tab.value}`}>
        <h2 class="visually-hidden">{say(`planning.tab.${tab.value}`)}</h2>
        <Shown />
      </div>
    </>
  );
}

function Page() {
  return (
    <main class="planning" aria-busy={busy.value}>
      <header class="head">
        <h1>
          {say("ui.product")} · {say("planning.title")}
        </h1>
        {name.value && <span class="plan-name">{name.value}</span>}
        {changed.value && <span class="unsaved">{say("planning.unsaved")}</span>}
        <span class="row">
          <button type="button" disabled={!canUndo.value} onClick={undo} aria-keyshortcuts="Control+Z">
            {say("planning.undo")}
          </button>
          <button type="button" disabled={!canRedo.value} onClick={redo} aria-keyshortcuts="Control+Shift+Z">
            {say("planning.redo")}
          </button>
          <a href="/">{say("planning.console")}</a>
          <OtherLanguage />
          <button type="button" class="quiet" onClick={() => (theme.value = theme.value === "dark" ? "light" : "dark")}>
            {say(theme.value === "dark" ? "ui.light_theme" : "ui.dark_theme")}
          </button>
        </span>
      </header>
      <section class="map" aria-label={say("planning.map")}>
        <PlanMap />
        <div class="legend">
          <span>
            <i class="dot missed" /> {say("planning.legend.missed")}
          </span>
          {showReached.value && (
            <>
              <span>
                <i class="dot once" /> {say("planning.legend.once")}
              </span>
              <span>
                <i class="dot twice" /> {say("planning.legend.twice")}
              </span>
            </>
          )}
          <label class="check">
            <input type="checkbox" checked={showReached.value} onChange={(event) => (showReached.value = event.currentTarget.checked)} />{" "}
            {say("planning.legend.show")}
          </label>
          <label class="check">
            <input type="checkbox" checked={showCircles.value} onChange={(event) => (showCircles.value = event.currentTarget.checked)} />{" "}
            {say("planning.legend.circles")}
          </label>
          {circles.value && (
            <>
              <span>── {say("planning.legend.nominal")}</span>
              <span>╌╌ {say("planning.legend.staffed")}</span>
            </>
          )}
        </div>
      </section>
      <aside class="side" aria-label={say("planning.side")}>
        <p class="trouble" role="alert">
          {trouble.value}
        </p>
        <Strip />
        <details class="asked">
          <summary>{say("planning.question")}</summary>
          <QuestionForm />
        </details>
        <Tabs />
      </aside>
      <p class="visually-hidden" role="status">
        {told.value}
      </p>
    </main>
  );
}

/** Undo and redo from anywhere but a field, which has its own. @param {KeyboardEvent} event */
function keys(event) {
  const inField = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (inField || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
  event.preventDefault();
  (event.shiftKey ? redo : undo)();
}

startLanguage(startOf().language);
effect(() => {
  document.title = `${say("ui.product")} · ${say("planning.title")}`;
});
addEventListener("keydown", keys);
addEventListener("beforeunload", (event) => {
  if (changed.value) event.preventDefault();
});
render(<Page />, /** @type {HTMLElement} */ (document.getElementById("page")));
void open();
