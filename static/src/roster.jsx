/** The roster of a month: who serves when, what is open, what goes against a rule; filled by hand or by the solver. */
import "../css/tokens.css";
import "../css/roster.css";
import { effect } from "@preact/signals";
import en from "catalogue:en/roster_page";
import zh from "catalogue:zh-CN/roster_page";
import { render } from "preact";
import { read } from "./api.js";
import { OtherLanguage } from "./parts/otherlanguage.jsx";
import { Grid } from "./roster/grid.jsx";
import { Mine } from "./roster/mine.jsx";
import { Beside } from "./roster/panels.jsx";
import { attempt, busy, done, load, loadMine, may, me, month, roster, station, stations, theme, trouble } from "./roster/state.js";
import { startOf } from "./start.js";
import { learn, language, say, startLanguage } from "./words.js";

/** @param {number} months */
function turn(months) {
  const [year = 0, number = 1] = month.value.split("-").map(Number);
  const there = new Date(Date.UTC(year, number - 1 + months, 1));
  month.value = there.toISOString().slice(0, 7);
  void attempt(load);
}

function Controls() {
  return (
    <form class="controls" aria-label={say("roster.controls")} onSubmit={(event) => event.preventDefault()}>
      <button type="button" aria-label={say("roster.month_before")} onClick={() => turn(-1)}>
        ◀
      </button>
      <label class="field">
        <span>{say("roster.month")}</span>
        <input
          type="month"
          value={month.value}
          onChange={(event) => {
            month.value = event.currentTarget.value;
            if (month.value) void attempt(load);
          }}
        />
      </label>
      <button type="button" aria-label={say("roster.month_after")} onClick={() => turn(1)}>
        ▶
      </button>
      {me.value?.role !== "duty_officer" && (
        <label class="field">
          <span>{say("roster.station")}</span>
          <select
            value={station.value}
            onChange={(event) => {
              station.value = event.currentTarget.value;
              void attempt(load);
            }}
          >
            <option value="">{say("roster.all_stations")}</option>
            {stations.value.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
      )}
      <p class="legend">
        <span class="turn day">{language.value === "en" ? "D" : "白"}</span> {say("roster.key_day")} ·{" "}
        <span class="turn night">{language.value === "en" ? "N" : "夜"}</span> {say("roster.key_night")} ·{" "}
        <span class="off">{language.value === "en" ? "–" : "休"}</span> {say("roster.key_off")} · {say("roster.key_more")}
      </p>
    </form>
  );
}

function Page() {
  const volunteer = me.value?.role === "volunteer";
  return (
    <main class={`roster${volunteer ? " narrow" : ""}`} aria-busy={busy.value}>
      <header class="head">
        <h1>
          {say("ui.product")} · {say(volunteer ? "roster.mine" : "roster.title")}
        </h1>
        <a href={volunteer ? "/v" : "/"}>{say(volunteer ? "roster.phone" : "roster.console")}</a>
        {may() && <a href="/duty">{say("roster.duty")}</a>}
        <OtherLanguage />
        <button type="button" class="quiet" onClick={() => (theme.value = theme.value === "dark" ? "light" : "dark")}>
          {say(theme.value === "dark" ? "ui.light_theme" : "ui.dark_theme")}
        </button>
      </header>
      {me.value && !volunteer && <Controls />}
      <p class="trouble" role="alert">
        {trouble.value}
      </p>
      <p class="done" role="status">
        {done.value}
      </p>
      {volunteer ? (
        <Mine />
      ) : (
        roster.value && (
          <div class="both">
            {roster.value.people.length > 0 ? <Grid /> : <p class="empty">{say("roster.nobody")}</p>}
            <Beside />
          </div>
        )
      )}
    </main>
  );
}

learn({ "zh-CN": zh, en });
startLanguage(startOf().language);
effect(() => {
  document.title = `${say("ui.product")} · ${say("roster.title")}`;
});
render(<Page />, /** @type {HTMLElement} */ (document.getElementById("page")));
stations.value = startOf().stations ?? [];
void attempt(async () => {
  me.value = await read("/me");
  if (me.value?.role === "volunteer") return loadMine();
  await load();
});
