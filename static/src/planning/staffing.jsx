/** How many qualified people each station needs by the hour, and which one more shift or recruit would help most. */
import { signal } from "@preact/signals";
import { percent } from "../parts/shares.js";
import { say } from "../words.js";
import { people } from "./figures.jsx";
import { flight } from "./map.jsx";
import { skillName } from "./question.jsx";
import { begin, staffing } from "./runs.js";
import { question, sites, today } from "./state.js";
import { Progress } from "./where.jsx";

const CLOSE = 15;
const DAYS = [0, 1, 2, 3, 4, 5, 6];
const skill = signal("");
/** Percent; empty: as the response plans have it. */
const target = signal("");
const busy = signal("0");
const shows = signal("100");
const most = signal("20");
/** The day whose hours are asked for and shown; empty: the whole week is asked for. */
const asked = signal("");
const shown = signal(0);

/**
 * @typedef {{skill: string | null, night: boolean, hours: number[], planned: number[], standby: number, elsewhere: number,
 *   needed: number[] | null, proven: boolean, sure: number, expected: number,
 *   beyond: {cells: number, people: number, streets: {name: string, people: number}[]}}} Situation
 */

/** @param {string} text @param {number} least @param {number} top @param {number} otherwise */
function within(text, least, top, otherwise) {
  const value = Number(text);
  return text.trim() === "" || !Number.isFinite(value) ? otherwise : Math.min(top, Math.max(least, value));
}

/** @param {SubmitEvent} event */
function ask(event) {
  event.preventDefault();
  const day = asked.value;
  if (day !== "") shown.value = Number(day);
  const wanted = target.value.trim() === "" ? null : within(target.value, 1, 99.9, 95) / 100;
  void begin(staffing, "/planning/staffing", {
    question: question.value,
    sites: sites.value,
    skills: [skill.value || null],
    target: wanted,
    busy: within(busy.value, 0, 95, 0) / 100,
    shows: within(shows.value, 1, 100, 100) / 100,
    most: Math.round(within(most.value, 1, 200, 20)),
    hours: day === "" ? null : Array.from({ length: 24 }, (_, hour) => Number(day) * 24 + hour),
  });
}

/** @param {{name: string, value: import("@preact/signals").Signal<string>, least: number, top: number, hint?: string}} props */
function Amount({ name, value, least, top, hint }) {
  return (
    <label class="field narrow">
      <span>{name}</span>
      <input
        type="number"
        min={least}
        max={top}
        step="any"
        placeholder={hint}
        value={value.value}
        onInput={(event) => (value.value = event.currentTarget.value)}
      />
    </label>
  );
}

export function Staffing() {
  const run = staffing.value;
  const found = run?.found;
  return (
    <>
      <form class="question" aria-label={say("planning.tab.staffing")} onSubmit={ask}>
        <label class="field">
          <span>{say("planning.skill")}</span>
          <select value={skill.value} onChange={(event) => (skill.value = event.currentTarget.value)}>
            <option value="">{say("planning.any_skill")}</option>
            {(today.value?.skills ?? []).map((code) => (
              <option key={code} value={code}>
                {skillName(code)}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{say("planning.staff.hours")}</span>
          <select value={asked.value} onChange={(event) => (asked.value = event.currentTarget.value)}>
            <option value="">{say("planning.staff.week")}</option>
            {DAYS.map((one) => (
              <option key={one} value={String(one)}>
                {say(`planning.day.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <Amount name={say("planning.staff.target")} value={target} least={1} top={99.9} hint={say("planning.staff.target_plan")} />
        <Amount name={say("planning.staff.most")} value={most} least={1} top={200} />
        <Amount name={say("planning.staff.busy")} value={busy} least={0} top={95} />
        <Amount name={say("planning.staff.shows")} value={shows} least={1} top={100} />
        <button type="submit" class="primary" disabled={run?.state === "running"}>
          {say("planning.staff.begin")}
        </button>
      </form>
      <p class="hint">{say("planning.staff.hint")}</p>
      <Progress run={staffing} />
      {found?.situations.length > 0 && <Result found={found} />}
    </>
  );
}

/** @param {{found: any}} props */
function Result({ found }) {
  const wanted = found.skills[0];
  /** @type {Map<number, Situation>} */
  const byHour = new Map(found.situations.flatMap((/** @type {Situation} */ one) => one.hours.map((hour) => [hour, one])));
  const days = DAYS.filter((day) => [...byHour.keys()].some((hour) => Math.floor(hour / 24) === day));
  const day = days.includes(shown.value) ? shown.value : (days[0] ?? 0);
  const hours = [...byHour.keys()].filter((hour) => Math.floor(hour / 24) === day).sort((a, b) => a - b);
  return (
    <>
      <p>
        {say(`planning.staff.target_${wanted.from}`, { target: percent(wanted.target), skill: nameOf(wanted.skill) })}{" "}
        {say("planning.staff.accept", { share: percent(found.acceptance) })}
      </p>
      {found.shifts && <Best found={found} />}
      <label class="field narrow">
        <span>{say("planning.staff.show_day")}</span>
        <select value={String(day)} onChange={(event) => (shown.value = Number(event.currentTarget.value))}>
          {days.map((one) => (
            <option key={one} value={String(one)}>
              {say(`planning.day.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <Week found={found} hours={hours} byHour={byHour} day={day} />
      <Beyond situations={found.situations} />
      {found.off_road.length > 0 && (
        <p class="warn">{say("planning.staff.off_road", { sites: found.off_road.map((/** @type {string} */ id) => siteName(found, id)).join(say("planning.staff.and")) })}</p>
      )}
    </>
  );
}

/** @param {string | null} code */
const nameOf = (code) => (code === null ? say("planning.staff.anybody") : skillName(code));
/** @param {any} found @param {string} id */
const siteName = (found, id) => found.sites.find((/** @type {any} */ one) => one.id === id)?.name ?? id;
/** @param {number} hour */
const clock = (hour) => `${String(hour % 24).padStart(2, "0")}:00`;
/** @param {number} hour */
const when = (hour) => `${say(`planning.day.${Math.floor(hour / 24)}`)} ${clock(hour)}`;

/** @param {{found: any}} props */
function Best({ found }) {
  const shift = found.shifts[0];
  const recruit = found.recruits[0];
  const gain = (/** @type {any} */ one) => ({ people: people(one.people), expected: people(one.expected), skill: nameOf(one.skill) });
  const worth = (/** @type {any} */ one) => one && (one.people > 0 || one.expected > 0);
  return (
    <ul class="staff-best">
      <li>
        {worth(shift)
          ? say(shift.people > 0 ? "planning.staff.shift" : "planning.staff.shift_small", { ...gain(shift), when: when(shift.hour), site: shift.name })
          : say("planning.staff.no_shift")}
      </li>
      <li>
        {worth(recruit)
          ? say(`planning.staff.recruit_${recruit.street === null ? "site" : "street"}`, {
              ...gain(recruit),
              where: recruit.name ?? (recruit.street || say("planning.unnamed_street")),
            })
          : say("planning.staff.no_recruit")}{" "}
        {recruit?.street !== null && recruit?.lon !== undefined && (
          <button type="button" class="link" onClick={() => (flight.value = { at: [recruit.lon, recruit.lat], zoom: CLOSE })}>
            {say("planning.staff.fly")}
          </button>
        )}
      </li>
    </ul>
  );
}

/** @param {{found: any, hours: number[], byHour: Map<number, Situation>, day: number}} props */
function Week({ found, hours, byHour, day }) {
  const spans = runs(hours, byHour);
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={say("planning.staff.table")}>
      <table class="staff">
        <caption>
          {say("planning.staff.table")} · {say(`planning.day.${day}`)}
        </caption>
        <thead>
          <tr>
            <th scope="col">{say("planning.site")}</th>
            {spans.map(([first, last]) => (
              <th key={first} scope="col">
                {clock(first)}–{clock(last + 1)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.sites.map((/** @type {any} */ site, /** @type {number} */ row) => (
            <tr key={site.id}>
              <th scope="row">{site.name}</th>
              {spans.map(([first, , one]) => (
                <Cell key={first} planned={one.planned[row] ?? 0} needed={one.needed?.[row] ?? null} />
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row">{say("planning.staff.standby")}</th>
            {spans.map(([first, , one]) => (
              <td key={first}>{one.standby}</td>
            ))}
          </tr>
          <tr>
            <th scope="row">{say("planning.staff.sure")}</th>
            {spans.map(([first, , one]) => (
              <td key={first}>{percent(found.people > 0 ? one.sure / found.people : 0)}</td>
            ))}
          </tr>
          <tr>
            <th scope="row">{say("planning.staff.beyond_head")}</th>
            {spans.map(([first, , one]) => (
              <td key={first}>{people(one.beyond.people)}</td>
            ))}
          </tr>
        </tbody>
      </table>
      {spans.some(([, , one]) => one.elsewhere > 0) && (
        <p class="warn hint">{say("planning.staff.elsewhere", { n: Math.max(...spans.map(([, , one]) => one.elsewhere)) })}</p>
      )}
      {spans.some(([, , one]) => !one.proven) && <p class="hint">{say("planning.staff.unproven")}</p>}
    </div>
  );
}

/** Planned of needed, and by shape, word and colour whether that is enough. @param {{planned: number, needed: number | null}} props */
function Cell({ planned, needed }) {
  const lacks = needed === null ? null : needed - planned;
  const state = lacks === null ? "open" : lacks > 0 ? "short" : "enough";
  const sign = { open: "?", short: "▼", enough: "●" }[state];
  return (
    <td class={`staff-${state}`}>
      <span>
        {planned} / {needed ?? "–"}
      </span>
      <small>
        {sign} {say(`planning.staff.${state}`, { n: lacks ?? 0 })}
      </small>
    </td>
  );
}

/** @param {{situations: Situation[]}} props */
function Beyond({ situations }) {
  const worst = situations.reduce((a, b) => (b.beyond.people > a.beyond.people ? b : a));
  if (!worst.beyond.cells) return null;
  const streets = worst.beyond.streets.map((one) => `${one.name || say("planning.unnamed_street")} ${people(one.people)}`);
  return (
    <p class="weak">
      {say(worst.night ? "planning.staff.beyond_night" : "planning.staff.beyond_day", { cells: worst.beyond.cells, people: people(worst.beyond.people) })}{" "}
      {streets.join(say("planning.staff.and"))}
    </p>
  );
}

/** Hours that follow each other and are alike, joined. @param {number[]} hours @param {Map<number, Situation>} byHour */
function runs(hours, byHour) {
  /** @type {[number, number, Situation][]} */
  const found = [];
  for (const hour of hours) {
    const one = byHour.get(hour);
    const last = found[found.length - 1];
    if (!one) continue;
    if (last && last[2] === one && last[1] === hour - 1) last[1] = hour;
    else found.push([hour, hour, one]);
  }
  return found;
}
