/** The month that is looked at, what was just changed in it, and what the solver proposes. */
import { effect, signal } from "@preact/signals";
import { Problem, read, sentenceOf, write } from "../api.js";
import { keep, kept } from "../kept.js";
import { timezone } from "../times.js";
import { say } from "../words.js";

/**
 * @typedef {{template: string, station: string}} Turn
 * @typedef {{shift: number, volunteer: string, station: string, day: string, template: string | null, kind: string,
 *   starts_at: string, ends_at: string, state: string, passed_over: string[]}} Shift
 * @typedef {{volunteer: string, name: string | null, team: string, skills: string[], station: string | null,
 *   hours: number, standby_hours: number, holiday_hours: number, nights: number, shifts: Shift[]}} Person
 * @typedef {{rule: string, hard: boolean, volunteer: string, station: string, day: string, reason: string}} Conflict
 * @typedef {{id: string, mark: string, name: string, begins: string, ends: string, kind: string, also: string[],
 *   night: boolean}} Template
 * @typedef {{day: string, kind: string, name: string | null, known: boolean}} Day
 * @typedef {{station: string, day: string, template: string, skill: string, missing: number, count: number}} Opening
 * @typedef {{month: string, station: string | null, timezone: string, days: Day[], templates: Template[],
 *   needs: {station: string, needs: {template: string, skill: string, count: number, on: string | null}[], closed: string[]}[],
 *   people: Person[], openings: Opening[], conflicts: Conflict[]}} Roster
 * @typedef {{volunteer: string, day: string, turns: Turn[], at: string[] | null}} Cell
 * @typedef {{id: string, state: string, done: number, of: number, found: any, problem: string | null}} Run
 */

export const me = signal(/** @type {{role: string, station: string | null, volunteer: string | null} | null} */ (null));
export const stations = signal(/** @type {{id: string, name: string}[]} */ ([]));
const asked = new URLSearchParams(location.search);
export const month = signal(asked.get("month") ?? "");
export const station = signal(asked.get("station") ?? "");
export const roster = signal(/** @type {Roster | null} */ (null));
export const busy = signal(false);
export const trouble = signal("");
export const done = signal("");
/** Cells as they were just set, until the server's month has them: key → turns. */
export const set = signal(/** @type {Map<string, Turn[]>} */ (new Map()));
/** Cells that were not taken over: key → why. */
export const refused = signal(/** @type {Map<string, {cell: Cell, reason: string, hard: boolean}>} */ (new Map()));
/** What the solver proposes: key → turns. */
export const proposed = signal(/** @type {Map<string, Turn[]>} */ (new Map()));
export const run = signal(/** @type {Run | null} */ (null));
export const at = signal({ row: 0, column: 0 });
export const opened = signal(/** @type {{volunteer: string, day: string} | null} */ (null));
export const swaps = signal(/** @type {any[]} */ ([]));
export const open = signal(/** @type {any[] | null} */ (null));
export const mine = signal(/** @type {any} */ (null));
/** @type {Cell[][]} */
const undoing = [];

/** @type {import("@preact/signals").Signal<"dark" | "light">} */
export const theme = signal(kept("theme") === "light" ? "light" : "dark");
effect(() => {
  document.documentElement.dataset.theme = theme.value;
  keep("theme", theme.value);
});

export const keyOf = (/** @type {string} */ volunteer, /** @type {string} */ day) => `${volunteer} ${day}`;
export const may = () => ["dispatcher", "duty_officer"].includes(me.value?.role ?? "");
export const stationName = (/** @type {string} */ id) => stations.value.find((one) => one.id === id)?.name ?? id;
export const templateOf = (/** @type {string | null} */ id) => roster.value?.templates.find((one) => one.id === id);

/** @param {() => Promise<unknown>} act */
export async function attempt(act) {
  trouble.value = "";
  busy.value = true;
  try {
    await act();
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return location.assign("/login");
    trouble.value = sentenceOf(error);
  } finally {
    busy.value = false;
  }
}

/** The month anew; what was set here is in it now. */
export async function load() {
  const query = new URLSearchParams();
  if (month.value) query.set("month", month.value);
  if (station.value) query.set("station", station.value);
  const waiting = new Map(set.value);
  const told = await read(`/rosters?${query}`);
  timezone.value = told.timezone;
  month.value = told.month;
  history.replaceState(null, "", `?${new URLSearchParams({ month: told.month, ...(station.value ? { station: station.value } : {}) })}`);
  roster.value = told;
  set.value = new Map([...set.value].filter(([key, turns]) => waiting.get(key) !== turns));
  if (may()) swaps.value = (await read("/rosters/swaps")).rows;
}

export const loadMine = async () => {
  mine.value = await read("/rosters/mine");
};

export const loadOpen = () =>
  attempt(async () => {
    open.value = (await read(`/rosters/open?days=31&suggest=3${station.value ? `&station=${station.value}` : ""}`)).rows;
  });

/** What stands in a cell. @param {Person} person @param {string} day @returns {Turn[]} */
export function turnsOf(person, day) {
  const key = keyOf(person.volunteer, day);
  return (
    set.value.get(key) ??
    person.shifts.filter((one) => one.day === day).map((one) => ({ template: one.template ?? "", station: one.station }))
  );
}

let reload = 0;

/** @param {Cell[]} cells @param {{reason?: string, undo?: boolean}} [how] */
export async function put(cells, how = {}) {
  const before = cells.map((cell) => {
    const person = roster.value?.people.find((one) => one.volunteer === cell.volunteer);
    return { ...cell, turns: person ? turnsOf(person, cell.day) : [] };
  });
  const now = new Map(set.value);
  for (const cell of cells) now.set(keyOf(cell.volunteer, cell.day), cell.turns);
  set.value = now;
  done.value = "";
  trouble.value = "";
  try {
    const told = await write("PUT", "/rosters/cells", { cells, ...(how.reason ? { reason: how.reason } : {}) });
    const kept_ = new Map(refused.value);
    for (const cell of cells) kept_.delete(keyOf(cell.volunteer, cell.day));
    const shown = new Map(set.value);
    for (const one of told.refused) {
      const key = keyOf(one.volunteer, one.day);
      const cell = /** @type {Cell} */ (cells.find((each) => keyOf(each.volunteer, each.day) === key));
      kept_.set(key, { cell, reason: one.reason, hard: one.conflicts.some((/** @type {Conflict} */ each) => each.hard) || one.conflicts.length === 0 });
      shown.delete(key);
    }
    refused.value = kept_;
    set.value = shown;
    if (!how.undo && told.planned + told.dropped > 0) undoing.push(before);
    done.value = say("roster.saved", { planned: told.planned, dropped: told.dropped });
    if (told.refused[0]) trouble.value = say("roster.kept", { reason: told.refused[0].reason });
  } catch (error) {
    set.value = new Map([...set.value].filter(([key]) => !cells.some((one) => keyOf(one.volunteer, one.day) === key)));
    trouble.value = sentenceOf(error);
  }
  clearTimeout(reload);
  reload = setTimeout(() => void load().catch((error) => (trouble.value = sentenceOf(error))), 400);
}

export function undo() {
  const before = undoing.pop();
  if (before) void put(before, { undo: true });
  else done.value = say("roster.nothing_to_undo");
}

/** The solver begins; it is asked how far it is until it ends. */
export const fill = () =>
  attempt(async () => {
    proposed.value = new Map();
    run.value = await write("POST", "/rosters/fill", { month: month.value, ...(station.value ? { station: station.value } : {}) });
    await follow();
  });

async function follow() {
  while (run.value?.state === "running") {
    await new Promise((then) => setTimeout(then, 700));
    run.value = await read(`/runs/${run.value.id}`);
  }
  if (run.value?.state === "failed") trouble.value = run.value.problem ?? "";
  if (run.value?.state !== "done") return;
  const cells = /** @type {Map<string, Turn[]>} */ (new Map());
  for (const one of run.value.found.turns) {
    const key = keyOf(one.volunteer, one.day);
    cells.set(key, [...(cells.get(key) ?? []), ...one.turns]);
  }
  proposed.value = cells;
}

export const stopFilling = () =>
  attempt(async () => {
    if (run.value) run.value = await write("DELETE", `/runs/${run.value.id}`);
  });

export function discard() {
  proposed.value = new Map();
  run.value = null;
}

export const accept = () =>
  attempt(async () => {
    const told = await write("POST", `/rosters/fill/${run.value?.id}/accept`, {});
    discard();
    await load();
    done.value = say("roster.accepted", { planned: told.planned, refused: told.refused.length });
    if (told.refused[0]) trouble.value = say("roster.kept", { reason: told.refused[0].reason });
  });

/** @param {string} path @param {unknown} [body] */
export const act = (path, body = {}) =>
  attempt(async () => {
    await write("POST", `/rosters${path}`, body);
    done.value = say("roster.done");
    await (me.value?.role === "volunteer" ? loadMine() : load());
  });
