/** What a period was like: the promise, the steps, the predictions, activation, the load on people. Nobody is named. */
import "../css/tokens.css";
import "../css/reports.css";
import { effect } from "@preact/signals";
import en from "catalogue:en/reports";
import zh from "catalogue:zh-CN/reports";
import { render } from "preact";
import { OtherLanguage } from "./parts/otherlanguage.jsx";
import { Activated, Load, Predicted, Promised, Steps } from "./reports/sections.jsx";
import { busy, from, load, mode, query, report, showLast, theme, to, trouble } from "./reports/state.js";
import { startOf } from "./start.js";
import { momentOf } from "./times.js";
import { language, learn, say, startLanguage } from "./words.js";

/** Section → its part of the page, in order. @type {Record<string, (props: {report: import("./reports/state.js").Report}) => any>} */
const SECTIONS = { promise: Promised, intervals: Steps, calibration: Predicted, activation: Activated, load: Load };
const MODES = ["actual", "exercise", "test"];

/** @param {SubmitEvent} event */
function show(event) {
  event.preventDefault();
  load();
}

function Controls() {
  return (
    <form class="controls" aria-label={say("report.controls")} onSubmit={show}>
      <label class="field">
        <span>{say("report.from")}</span>
        <input type="date" value={from.value} onInput={(event) => (from.value = event.currentTarget.value)} />
      </label>
      <label class="field">
        <span>{say("report.to")}</span>
        <input type="date" value={to.value} onInput={(event) => (to.value = event.currentTarget.value)} />
      </label>
      <label class="field">
        <span>{say("report.mode")}</span>
        <select value={mode.value} onInput={(event) => (mode.value = event.currentTarget.value)}>
          {MODES.map((one) => (
            <option key={one} value={one}>
              {say(`incident_mode.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="primary">
        {say("report.show")}
      </button>
      {[7, 30, 90].map((days) => (
        <button key={days} type="button" onClick={() => showLast(days)}>
          {say("report.last_days", { n: days })}
        </button>
      ))}
      <span class="out">
        {["xlsx", "csv"].map((kind) => (
          <a key={kind} href={`/api/v1/reports/report.${kind}?${query()}&language=${language.value}`} download>
            {say("report.export")} {kind.toUpperCase()}
          </a>
        ))}
        <button type="button" onClick={() => print()}>
          {say("report.print")}
        </button>
      </span>
    </form>
  );
}

/** @param {{told: import("./reports/state.js").Report}} props */
function Scope({ told }) {
  const others = Object.entries(told.excluded).map(([one, n]) =>
    say("report.excluded_one", { mode: say(`incident_mode.${one}`), n }),
  );
  return (
    <p class="scope">
      <strong>{say("report.period", { from: told.first, to: told.last, timezone: told.timezone, at: momentOf(told.at) })}</strong>{" "}
      {say("report.scope", { mode: say(`incident_mode.${told.mode}`), n: told.incidents, merged: told.merged })}{" "}
      {others.length > 0 ? say("report.excluded", { list: others.join(" · ") }) : say("report.excluded_none")}{" "}
      <span class="on-screen">{say("report.mode_note")}</span>
    </p>
  );
}

/** @param {{told: import("./reports/state.js").Report}} props */
function Sections({ told }) {
  return (
    <>
      <nav aria-label={say("report.contents")}>
        {Object.keys(SECTIONS).map((name) => (
          <a key={name} href={`#${name}`}>
            {say(`report.section.${name}`)}
          </a>
        ))}
      </nav>
      {Object.entries(SECTIONS).map(([name, Part]) => (
        <section key={name} id={name} class="part" aria-labelledby={`${name}-title`}>
          <h2 id={`${name}-title`}>{say(`report.section.${name}`)}</h2>
          <Part report={told} />
        </section>
      ))}
    </>
  );
}

function Page() {
  const told = report.value;
  return (
    <main class="reports" aria-busy={busy.value}>
      <header class="head">
        <h1>
          {say("ui.product")} · {say("report.title")}
        </h1>
        <a href="/">{say("report.console")}</a>
        <OtherLanguage />
        <button type="button" class="quiet" onClick={() => (theme.value = theme.value === "dark" ? "light" : "dark")}>
          {say(theme.value === "dark" ? "ui.light_theme" : "ui.dark_theme")}
        </button>
      </header>
      <Controls />
      <p class="trouble" role="alert">
        {trouble.value}
      </p>
      <p class="visually-hidden" role="status">
        {busy.value ? say("report.loading") : ""}
      </p>
      {told === null && busy.value && <p class="empty">{say("report.loading")}</p>}
      {told && <Scope told={told} />}
      {told && (told.incidents > 0 ? <Sections told={told} /> : <p class="empty">{say("report.empty")}</p>)}
    </main>
  );
}

learn({ "zh-CN": zh, en });
startLanguage(startOf().language);
effect(() => {
  document.title = `${say("ui.product")} · ${say("report.title")}`;
});
render(<Page />, /** @type {HTMLElement} */ (document.getElementById("page")));
load();
