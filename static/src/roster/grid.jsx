/** People by dates. A row is drawn again only when something in it changed: 240 rows stay quick. */
import { Component } from "preact";
import { at, keyOf, may, me, opened, proposed, put, refused, roster, set, station, stationName, templateOf, turnsOf, undo } from "./state.js";
import { known, language, say } from "../words.js";

/** @typedef {import("./state.js").Person} Person @typedef {import("./state.js").Turn} Turn @typedef {import("./state.js").Day} Day */

/** @type {Map<string, string>} */
const KEYS = new Map(Object.entries({ 1: "day", B: "day", b: "day", 2: "night", Y: "night", y: "night" }));
const CLEARING = new Set(["3", "x", "X", "Delete", "Backspace"]);

/** The sign of a named shift: 白, or D where Chinese is not read. @param {string} id */
export function signOf(id) {
  const template = templateOf(id);
  if (!template) return "…";
  return language.value === "en" ? (template.also.find((one) => /^[A-Za-z]$/.test(one)) ?? template.mark) : template.mark;
}

const shapeOf = (/** @type {string} */ id) => {
  const template = templateOf(id);
  if (template?.kind === "home_standby") return "standby";
  return template?.night ? "night" : "day";
};

/** @param {{person: Person, days: Day[], row: number, own: string, focus: number, wrong: Map<string, string>}} props */
function cells({ person, days, row, focus, wrong }) {
  return days.map((day, column) => {
    const key = keyOf(person.volunteer, day.day);
    const offered = proposed.value.get(key);
    const turns = turnsOf(person, day.day);
    const shown = offered ? [...turns, ...offered.filter((one) => !turns.some((each) => each.template === one.template))] : turns;
    const problem = refused.value.get(key)?.reason ?? wrong.get(key);
    const words = shown.map((one) => `${templateOf(one.template)?.name ?? say("roster.other")}${one.station === person.station ? "" : ` ${stationName(one.station)}`}`);
    const label = `${person.name ?? person.volunteer} ${day.day} ${words.join("、") || say("roster.off")}${offered ? ` ${say("roster.proposed")}` : ""}${problem ? ` ${problem}` : ""}`;
    return (
      <td
        key={day.day}
        data-row={row}
        data-column={column}
        tabIndex={focus === column ? 0 : -1}
        aria-label={label}
        title={problem}
        class={`cell ${day.kind}${offered ? " proposed" : ""}${problem ? " wrong" : ""}`}
      >
        {shown.map((one) => (
          <span key={one.template + one.station} class={`turn ${shapeOf(one.template)}${one.station === person.station ? "" : " elsewhere"}`}>
            {signOf(one.template)}
          </span>
        ))}
        {shown.length === 0 && <span class="off">{day.kind === "workday" ? "·" : signOff()}</span>}
      </td>
    );
  });
}

const signOff = () => (language.value === "en" ? "–" : "休");

/** @extends {Component<{person: Person, days: Day[], row: number, own: string, focus: number, wrong: Map<string, string>}>} */
class Line extends Component {
  /** @override @param {any} next */
  shouldComponentUpdate(next) {
    const { person, days, own, focus, row } = this.props;
    return next.person !== person || next.days !== days || next.own !== own || next.focus !== focus || next.row !== row;
  }

  /** @override */
  render() {
    const { person } = this.props;
    return (
      <tr>
        <th scope="row">
          <strong>{person.name ?? person.volunteer}</strong>
          <small>{station.value && person.station === station.value ? person.volunteer : stationName(person.station ?? "—")}</small>
        </th>
        <td class="sum">{Math.round(person.hours)}</td>
        <td class="sum">{person.nights}</td>
        {cells(this.props)}
      </tr>
    );
  }
}

/** @param {string} day */
export function filledOn(day) {
  const told = roster.value;
  if (!told) return [];
  const kind = told.days.find((one) => one.day === day)?.kind;
  return told.templates.flatMap((template) => {
    let wanted = 0;
    for (const { needs } of told.needs) {
      const special = needs.filter((one) => one.template === template.id && one.on === kind).map((one) => one.skill);
      for (const one of needs) {
        const counts = one.on === kind || (one.on === null && !special.includes(one.skill));
        if (one.template === template.id && counts) wanted += one.count;
      }
    }
    const missing = told.openings.filter((one) => one.day === day && one.template === template.id);
    const gap = missing.reduce((sum, one) => sum + one.missing, 0);
    return wanted > 0 ? [{ template: template.id, wanted, filled: wanted - gap }] : [];
  });
}

/** @param {Day} day */
export function dayWords(day) {
  if (day.kind === "holiday") return day.name ?? say("roster.holiday");
  if (day.kind === "workday" && day.name) return say("roster.worked");
  return new Intl.DateTimeFormat(language.value, { weekday: language.value === "en" ? "short" : "narrow", timeZone: "UTC" }).format(new Date(day.day));
}

/** @param {number} row @param {number} column */
export function go(row, column) {
  const told = roster.value;
  if (!told || told.people.length === 0) return;
  const to = { row: Math.max(0, Math.min(row, told.people.length - 1)), column: Math.max(0, Math.min(column, told.days.length - 1)) };
  at.value = to;
  const cell = document.querySelector(`td[data-row="${to.row}"][data-column="${to.column}"]`);
  if (cell instanceof HTMLElement) cell.focus();
}

/** @param {Person} person @param {string} day @param {string | null} template */
export function write(person, day, template) {
  const where = station.value || (me.value?.role === "duty_officer" ? me.value.station : person.station);
  if (!where) return;
  void put([{ volunteer: person.volunteer, day, turns: template ? [{ template, station: where }] : [], at: [where] }]);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const told = roster.value;
  if (!told) return;
  const { row, column } = at.value;
  const person = told.people[row];
  const day = told.days[column];
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-15, 0], PageDown: [15, 0], Home: [0, -99], End: [0, 99] }[event.key];
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") undo();
  else if (event.ctrlKey || event.altKey || event.metaKey) return;
  else if (step) go(row + (step[0] ?? 0), column + (step[1] ?? 0));
  else if (event.key === "Enter" && person && day) opened.value = { volunteer: person.volunteer, day: day.day };
  else if (may() && person && day && KEYS.has(event.key)) write(person, day.day, KEYS.get(event.key) ?? null);
  else if (may() && person && day && CLEARING.has(event.key)) write(person, day.day, null);
  else return;
  event.preventDefault();
}

/** @param {Event} event */
function onPoint(event) {
  const cell = event.target instanceof Element ? event.target.closest("td[data-row]") : null;
  if (cell instanceof HTMLElement) go(Number(cell.dataset.row), Number(cell.dataset.column));
}

export function Grid() {
  const told = roster.value;
  if (!told) return null;
  const wrong = new Map(told.conflicts.filter((one) => !(/** @type {any} */ (one).passed_over)).map((one) => [keyOf(one.volunteer, one.day), one.reason]));
  // What a row shows besides its person: whatever was set, refused, proposed or goes against a rule, as one text.
  const own = new Map();
  const note = (/** @type {string} */ key, /** @type {string} */ what) => {
    const who = key.split(" ")[0] ?? "";
    own.set(who, `${own.get(who) ?? ""}${key}${what};`);
  };
  for (const [key, turns] of set.value) note(key, `s${turns.map((one) => one.template + one.station)}`);
  for (const [key, turns] of proposed.value) note(key, `p${turns.map((one) => one.template + one.station)}`);
  for (const [key, one] of refused.value) note(key, `r${one.reason}`);
  for (const [key, reason] of wrong) note(key, `w${reason}`);
  return (
    <div class="grid-pane" onKeyDown={onKey} onClick={onPoint} onDblClick={() => onKey(new KeyboardEvent("keydown", { key: "Enter" }))}>
      <table class="grid" role="grid" aria-label={say("roster.grid")} aria-rowcount={told.people.length + 1}>
        <thead>
          <tr>
            <th scope="col">{say("roster.person")}</th>
            <th scope="col" class="sum">
              {say("roster.hours")}
            </th>
            <th scope="col" class="sum">
              {say("roster.nights")}
            </th>
            {told.days.map((day) => (
              <th key={day.day} scope="col" class={`date ${day.kind}${day.kind === "workday" && day.name ? " worked" : ""}`} title={day.name ?? undefined}>
                <strong>{Number(day.day.slice(8))}</strong>
                <small>{dayWords(day)}</small>
                {filledOn(day.day).map((one) => (
                  <small key={one.template} class={one.filled < one.wanted ? "short" : "full"}>
                    {signOf(one.template)} {one.filled}/{one.wanted}
                  </small>
                ))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {told.people.map((person, row) => (
            <Line
              key={person.volunteer}
              person={person}
              days={told.days}
              row={row}
              own={`${language.value}${own.get(person.volunteer) ?? ""}`}
              focus={at.value.row === row ? at.value.column : -1}
              wrong={wrong}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** @param {string} skill */
export const skillName = (skill) => (known(`qualification.${skill}`) ? say(`qualification.${skill}`) : known(`team.${skill}`) ? say(`team.${skill}`) : skill);
