/** Beside the grid: the cell that is looked at, the solver, what is open, what goes against a rule, swaps, files. */
import { useState } from "preact/hooks";
import { dayWords, filledOn, skillName, write } from "./grid.jsx";
import { Needs } from "./needs.jsx";
import {
  accept,
  act,
  attempt,
  busy,
  discard,
  done,
  fill,
  load,
  loadOpen,
  may,
  month,
  open,
  opened,
  proposed,
  put,
  refused,
  roster,
  run,
  station,
  stationName,
  stopFilling,
  swaps,
  templateOf,
  undo,
} from "./state.js";
import { write as send } from "../api.js";
import { language, say } from "../words.js";

const nameOf = (/** @type {string} */ id) => roster.value?.people.find((one) => one.volunteer === id)?.name ?? id;

function Looked() {
  const looked = opened.value;
  const person = roster.value?.people.find((one) => one.volunteer === looked?.volunteer);
  if (!looked || !person) return null;
  const day = /** @type {import("./state.js").Day} */ (roster.value?.days.find((one) => one.day === looked.day));
  const theirs = person.shifts.filter((one) => one.day === looked.day);
  const against = roster.value?.conflicts.filter((one) => one.volunteer === person.volunteer && one.day === looked.day) ?? [];
  return (
    <section class="part looked" aria-labelledby="looked-title">
      <h2 id="looked-title">
        {person.name ?? person.volunteer} · {looked.day} {dayWords(day)}
      </h2>
      <p>
        {person.volunteer} · {stationName(person.station ?? "—")} · {skillName(person.team)}
        {person.skills.map((one) => ` · ${skillName(one)}`)}
      </p>
      <p>{say("roster.sums", { hours: person.hours, standby: person.standby_hours, nights: person.nights, holiday: person.holiday_hours })}</p>
      <ul>
        {theirs.map((one) => (
          <li key={one.shift}>
            {templateOf(one.template)?.name ?? say("roster.other")} · {stationName(one.station)} · {say(`roster.state.${one.state}`)}
          </li>
        ))}
        {theirs.length === 0 && <li>{say("roster.off")}</li>}
        {against.map((one) => (
          <li key={one.rule} class="bad">
            ▲ {one.reason}
          </li>
        ))}
      </ul>
      <p class="buttons">
        {may() &&
          roster.value?.templates
            .filter((one) => one.kind !== "closed")
            .map((one) => (
              <button key={one.id} type="button" onClick={() => write(person, looked.day, one.id)}>
                {one.name}
              </button>
            ))}
        <button type="button" onClick={() => (opened.value = null)}>
          {say("roster.shut")}
        </button>
      </p>
    </section>
  );
}

/** Cells that were not taken over: an officer may pass over rest with a reason. */
function Refusals() {
  const [reason, setReason] = useState("");
  if (refused.value.size === 0) return null;
  const soft = [...refused.value.values()].filter((one) => !one.hard).map((one) => one.cell);
  return (
    <section class="part" aria-labelledby="refused-title">
      <h2 id="refused-title">{say("roster.refused", { n: refused.value.size })}</h2>
      <ul>
        {[...refused.value].map(([key, one]) => (
          <li key={key} class="bad">
            ▲ {nameOf(one.cell.volunteer)} {one.cell.day}: {one.reason}
          </li>
        ))}
      </ul>
      {soft.length > 0 && (
        <form
          class="buttons"
          onSubmit={(event) => {
            event.preventDefault();
            void put(soft, { reason });
            setReason("");
          }}
        >
          <label class="field">
            <span>{say("roster.pass_reason")}</span>
            <input required value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
          </label>
          <button type="submit">{say("roster.pass")}</button>
        </form>
      )}
      <p class="buttons">
        <button type="button" onClick={() => (refused.value = new Map())}>
          {say("roster.shut")}
        </button>
      </p>
    </section>
  );
}

/** @param {{found: any}} props */
function Found({ found }) {
  return (
    <>
      <p>
        <strong>{say(found.status === "optimal" ? "roster.optimal" : "roster.with_gap", { gap: (100 * found.gap).toFixed(1) })}</strong>{" "}
        {say("roster.found", { turns: proposed.value.size, missing: found.missing, wanted: found.wanted, away: found.away })}
      </p>
      <p>{say("roster.spread", { ...flat(found.load) })}</p>
      {found.gaps.length > 0 && (
        <details>
          <summary>{say("roster.why", { n: found.gaps.length })}</summary>
          <ul>
            {found.freed.map((/** @type {any} */ one) => (
              <li key={`${one.station}${one.rule}`}>{say(`fill_freed.${one.rule}`, { ...one, station: stationName(one.station) })}</li>
            ))}
            {found.gaps.slice(0, 100).map((/** @type {any} */ one) => (
              <li key={`${one.station}${one.day}${one.template}${one.skill}`}>{gapWords(one)}</li>
            ))}
          </ul>
        </details>
      )}
      <p class="buttons">
        <button type="button" class="primary" disabled={busy.value || proposed.value.size === 0} onClick={accept}>
          {say("roster.accept")}
        </button>
        <button type="button" onClick={discard}>
          {say("roster.discard")}
        </button>
      </p>
    </>
  );
}

/** @param {Record<string, {least: number, most: number}>} load */
const flat = (load) => Object.fromEntries(Object.entries(load).flatMap(([name, one]) => [[`${name}_least`, one.least], [`${name}_most`, one.most]]));

/** @param {any} one */
function gapWords(one) {
  const kept = Object.entries(one.kept).map(([rule, n]) => say(`fill_kept.${rule}`, { n }));
  const named = { station: stationName(one.station), template: templateOf(one.template)?.name ?? one.template, skill: skillName(one.skill) };
  return say("fill_gap", { ...one, ...named, kept: kept.join(" · ") || "—" });
}

function Solver() {
  const now = run.value;
  const going = now?.state === "running";
  return (
    <section class="part" aria-labelledby="solver-title">
      <h2 id="solver-title">{say("roster.solver")}</h2>
      {!going && proposed.value.size === 0 && (
        <p class="buttons">
          <button type="button" class="primary" disabled={busy.value} onClick={fill}>
            {say("roster.fill")}
          </button>
          <span>{say("roster.fill_note")}</span>
        </p>
      )}
      {going && (
        <>
          <progress max={now.of || 1} value={now.done} aria-label={say("roster.solver")} />
          <p>
            {say("roster.solving", { done: now.done, of: now.of })}
            {now.found ? say("roster.so_far", { cost: Math.round(now.found.cost), bound: Math.round(now.found.bound) }) : ""}
          </p>
          <p class="buttons">
            <button type="button" onClick={stopFilling}>
              {say("roster.stop")}
            </button>
          </p>
        </>
      )}
      {now?.state === "stopped" && <p>{say("roster.stopped")}</p>}
      {now?.state === "done" && now.found && <Found found={now.found} />}
    </section>
  );
}

function Open() {
  const told = roster.value;
  if (!told) return null;
  const gap = told.openings.reduce((sum, one) => sum + one.missing, 0);
  const days = told.days.filter((one) => filledOn(one.day).some((each) => each.filled < each.wanted)).length;
  return (
    <section class="part" aria-labelledby="open-title">
      <h2 id="open-title">{say("roster.openings", { n: gap, days })}</h2>
      {told.openings.length > 0 && (
        <p class="buttons">
          <button type="button" onClick={loadOpen}>
            {say("roster.suggest")}
          </button>
        </p>
      )}
      <ul>
        {(open.value ?? []).slice(0, 20).map((one) => (
          <li key={`${one.station}${one.day}${one.template}${one.skill}`}>
            <strong>
              {one.day} {templateOf(one.template)?.name} · {stationName(one.station)} · {skillName(one.skill)} {say("roster.short", { n: one.missing })}
            </strong>
            <ul>
              {one.suggestions.map((/** @type {any} */ each) => (
                <li key={each.volunteer} class="suggestion">
                  <span>
                    {each.name ?? each.volunteer}: {each.reasons.join(" · ")}
                    {each.against.map((/** @type {any} */ conflict) => ` ▲ ${conflict.reason}`)}
                  </span>
                  {may() && (
                    <button
                      type="button"
                      onClick={() => put([{ volunteer: each.volunteer, day: one.day, turns: [{ template: one.template, station: one.station }], at: [one.station] }])}
                    >
                      {say("roster.plan")}
                    </button>
                  )}
                </li>
              ))}
              {one.suggestions.length === 0 && <li>{say("roster.suggest_none")}</li>}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Conflicts() {
  const found = roster.value?.conflicts ?? [];
  if (found.length === 0) return null;
  return (
    <section class="part" aria-labelledby="conflicts-title">
      <h2 id="conflicts-title">{say("roster.conflicts", { n: found.length })}</h2>
      <ul>
        {found.slice(0, 60).map((one) => (
          <li key={`${one.volunteer}${one.day}${one.rule}`} class="bad">
            ▲ {nameOf(one.volunteer)} {one.day}: {one.reason}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Swaps() {
  const [reason, setReason] = useState("");
  if (swaps.value.length === 0) return null;
  return (
    <section class="part" aria-labelledby="swaps-title">
      <h2 id="swaps-title">{say("roster.swaps_waiting", { n: swaps.value.length })}</h2>
      <label class="field">
        <span>{say("roster.refuse_reason")}</span>
        <input value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
      <ul>
        {swaps.value.map((one) => (
          <li key={one.id} class="suggestion">
            <span>
              {nameOf(one.volunteer)} → {one.taker ? nameOf(one.taker) : say("roster.nobody_yet")} · {one.shift?.day} {templateOf(one.shift?.template)?.name} ·{" "}
              {stationName(one.station)}
              {one.in_return ? ` ⇄ ${one.in_return.day} ${templateOf(one.in_return.template)?.name ?? ""}` : ""}
            </span>
            <button type="button" class="primary" disabled={one.state !== "taken"} onClick={() => act(`/swaps/${one.id}/approve`)}>
              {say("roster.approve")}
            </button>
            <button type="button" disabled={reason === ""} onClick={() => act(`/swaps/${one.id}/refuse`, { reason })}>
              {say("roster.refuse")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** @param {Event & {currentTarget: HTMLInputElement}} event */
function take(event) {
  const [file] = event.currentTarget.files ?? [];
  event.currentTarget.value = "";
  if (!file) return;
  void attempt(async () => {
    const told = await send("POST", `/rosters/import?month=${month.value}${station.value ? `&station=${station.value}` : ""}`, file);
    await load();
    done.value = say("roster.imported", { planned: told.planned ?? 0, dropped: told.dropped ?? 0, refused: (told.refused ?? []).length });
  });
}

function Files() {
  const query = new URLSearchParams({ month: month.value, language: language.value, ...(station.value ? { station: station.value } : {}) });
  return (
    <section class="part" aria-labelledby="files-title">
      <h2 id="files-title">{say("roster.files")}</h2>
      <p class="buttons">
        <a class="button" href={`/api/v1/rosters/roster.xlsx?${query}`} download>
          {say("roster.export")}
        </a>
        {may() && (
          <label class="button">
            {say("roster.import")}
            <input class="visually-hidden" type="file" accept=".xlsx,.csv" onChange={take} />
          </label>
        )}
        {may() && (
          <button type="button" onClick={undo}>
            {say("roster.undo")}
          </button>
        )}
      </p>
    </section>
  );
}

export function Beside() {
  return (
    <aside class="beside" aria-label={say("roster.beside")}>
      <Looked />
      <Refusals />
      {may() && <Solver />}
      <Needs />
      <Open />
      <Conflicts />
      <Swaps />
      <Files />
    </aside>
  );
}
