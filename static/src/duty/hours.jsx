/** Hours that wait for a yes: ticked with the space bar, approved with A, rejected with R, posted with P. */
import { computed, signal } from "@preact/signals";
import { read, write } from "../api.js";
import { Mark } from "../parts/shape.jsx";
import { momentOf, spent } from "../times.js";
import { say } from "../words.js";
import { meant, typed } from "./clock.js";
import { askWhy } from "./reason.jsx";
import { HOURS, KIND } from "./shapes.js";
import { carryOut, here, me, refresh, trouble } from "./state.js";

/**
 * @typedef {{entry: number, volunteer: string, name: string | null, kind: string, station: string | null,
 *   incident: number | null, started_at: string, until: string | null, ended_at: string | null,
 *   corrected_at: string | null, forgotten: boolean, state: string, minutes: number, within: number, overtime: number,
 *   days: {day: string, minutes: number, within: number}[], waits_for: number | null, reason: string | null}} Entry
 * @typedef {{volunteer: string, name: string | null, on_site: number, response: number, training: number,
 *   standby: number, within: number, undecided: number, posted: number}} Total
 */

const STATES = ["recorded", "approved", "posted", "rejected", "open"];
const KINDS = /** @type {const} */ (["on_site", "response", "training", "standby"]);

const LAZY_MS = 60_000;

let askedAt = 0;
const month = signal("");
const state = signal("recorded");
const rows = signal(/** @type {Entry[]} */ ([]));
const totals = signal(/** @type {Total[]} */ ([]));
const ticked = signal(/** @type {ReadonlySet<number>} */ (new Set()));
/** Ends that were typed, by entry. */
const ends = signal(/** @type {Readonly<Record<number, string>>} */ ({}));

const mine = computed(() => rows.value.filter((one) => one.volunteer !== me.value?.volunteer));

/** A month of a whole city is much to count: while nobody does anything, once a minute is enough. @param {boolean} [timed] */
export async function loadHours(timed) {
  if (timed && Date.now() - askedAt < LAZY_MS) return;
  askedAt = Date.now();
  const asked = { state: state.value, ...(month.value ? { month: month.value } : {}) };
  const told = await read(here("/hours", asked));
  month.value ||= told.month;
  rows.value = told.rows;
  totals.value = told.totals;
  const known = new Set(rows.value.map((one) => one.entry));
  ticked.value = new Set([...ticked.value].filter((one) => known.has(one)));
}

/** @param {Entry} one */
const endOf = (one) => ends.value[one.entry] ?? (one.forgotten ? typed(one.until ?? one.ended_at ?? one.started_at) : "");

/** Those that are ticked, else the one whose box has the focus. @returns {number[]} */
function meantEntries() {
  if (ticked.value.size > 0) return rows.value.map((one) => one.entry).filter((one) => ticked.value.has(one));
  const box = document.activeElement;
  return box instanceof HTMLInputElement && box.dataset.entry ? [Number(box.dataset.entry)] : [];
}

/** @param {() => Promise<unknown>} act @param {string} said @param {number} n */
async function decide(act, said, n) {
  if (await carryOut(act, say(said, { n }))) ticked.value = new Set();
}

function approve() {
  const wanted = new Set(meantEntries());
  const entries = rows.value
    .filter((one) => wanted.has(one.entry))
    .map((one) => ({ entry: one.entry, ends_at: one.forgotten ? meant(endOf(one)) : null }));
  if (entries.length === 0) return void (trouble.value = say("duty_page.tick_first"));
  return decide(() => write("POST", "/hours/approve", { entries }), "duty_page.approved", entries.length);
}

function post() {
  const entries = meantEntries();
  if (entries.length === 0) return void (trouble.value = say("duty_page.tick_first"));
  return decide(() => write("POST", "/hours/post", { entries }), "duty_page.posted", entries.length);
}

function reject() {
  const entries = meantEntries();
  if (entries.length === 0) return void (trouble.value = say("duty_page.tick_first"));
  askWhy(say("duty_page.reject_title", { n: entries.length }), (reason) =>
    decide(() => write("POST", "/hours/reject", { entries, reason }), "duty_page.rejected", entries.length),
  );
}

/** A counter-entry. @param {Entry} one @param {string} day */
function correct(one, day) {
  const title = say("duty_page.correct_title", { name: one.name ?? one.volunteer, day });
  const send = (/** @type {string} */ reason, /** @type {number} */ minutes) =>
    carryOut(() => write("POST", "/hours/correct", { entry: one.entry, day, minutes, reason }), say("duty_page.corrected"));
  askWhy(title, send, { minutes: true });
}

/** @param {number} entry @param {boolean} on */
function tick(entry, on) {
  const next = new Set(ticked.value);
  if (on) next.add(entry);
  else next.delete(entry);
  ticked.value = next;
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.type !== "checkbox" || event.ctrlKey || event.altKey || event.metaKey) return;
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  const act = { a: approve, r: reject, p: post }[event.key.toLowerCase()];
  if (step === undefined && act === undefined) return;
  event.preventDefault();
  if (act) return void act();
  const boxes = [...(box.closest("table")?.querySelectorAll("input[type=checkbox]:not(:disabled)") ?? [])];
  const next = boxes[boxes.indexOf(box) + (step ?? 0)];
  if (next instanceof HTMLElement) next.focus();
}

/** @param {{one: Entry}} props */
function Row({ one }) {
  const own = one.volunteer === me.value?.volunteer;
  const name = one.name ?? one.volunteer;
  const needsEnd = one.forgotten && one.state === "recorded";
  const until = one.corrected_at ?? one.ended_at;
  return (
    <tr class={needsEnd ? "wants" : ""}>
      <td>
        <input
          type="checkbox"
          data-entry={one.entry}
          aria-label={say("duty_page.tick", { name, kind: say(`duty_page.kind.${one.kind}`), at: momentOf(one.started_at) })}
          checked={ticked.value.has(one.entry)}
          disabled={own}
          onChange={(event) => tick(one.entry, event.currentTarget.checked)}
        />
      </td>
      <th scope="row">
        {name} <small>{one.volunteer}</small>
      </th>
      <td>
        <span class="with-mark">
          <Mark shape={KIND[one.kind]} />
          {say(`duty_page.kind.${one.kind}`)}
          {one.incident !== null && <small>{say("duty_page.of_incident", { incident: one.incident })}</small>}
        </span>
      </td>
      <td>{momentOf(one.started_at)}</td>
      <td>
        {needsEnd ? (
          <input
            type="datetime-local"
            aria-label={say("duty_page.true_end", { name })}
            value={endOf(one)}
            onInput={(event) => (ends.value = { ...ends.value, [one.entry]: event.currentTarget.value })}
          />
        ) : until ? (
          momentOf(until)
        ) : (
          say("duty_page.going_on")
        )}
      </td>
      <td class="number">{spent(one.minutes)}</td>
      <td>
        <Remarks one={one} own={own} />
      </td>
    </tr>
  );
}

/** @param {{one: Entry, own: boolean}} props */
function Remarks({ one, own }) {
  const said = [
    one.forgotten && say(one.state === "recorded" ? "duty_page.forgotten" : "duty_page.was_forgotten"),
    one.within > 0 && say("duty_page.within", { time: spent(one.within) }),
    one.overtime > 0 && say("duty_page.overtime", { time: spent(one.overtime) }),
    one.days.length > 1 && one.days.map((day) => `${day.day.slice(5)} ${spent(day.minutes)}`).join(" + "),
    one.waits_for !== null && say("duty_page.waits_for", { entry: one.waits_for }),
    own && say("duty_page.own"),
    one.reason,
  ].filter((text) => text);
  return (
    <>
      <small>{said.join(" · ")}</small>
      {one.state === "posted" &&
        !own &&
        one.days.map(({ day }) => (
          <button key={day} type="button" class="small" onClick={() => correct(one, day)}>
            {say("duty_page.correct", { day: day.slice(5) })}
          </button>
        ))}
    </>
  );
}

/** Whether something is ticked that stands in one of these states. @param {string} states */
const may = (states) => ticked.value.size > 0 && states.includes(state.value);

function Tools() {
  const shape = HOURS[state.value];
  return (
    <div class="switches">
      <label class="field">
        <span>{say("duty_page.month")}</span>
        <input
          type="month"
          value={month.value}
          onChange={(event) => {
            month.value = event.currentTarget.value;
            void refresh();
          }}
        />
      </label>
      <label class="field">
        <span>
          <Mark shape={shape} size={11} /> {say("duty_page.state")}
        </span>
        <select
          value={state.value}
          onChange={(event) => {
            state.value = event.currentTarget.value;
            void refresh();
          }}
        >
          {STATES.map((one) => (
            <option key={one} value={one}>
              {say(`duty_page.hours_state.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="primary" disabled={!may("recorded rejected")} onClick={() => void approve()}>
        {say("duty_page.approve", { n: ticked.value.size })} <kbd>A</kbd>
      </button>
      <button type="button" class="danger" disabled={!may("recorded approved")} onClick={reject}>
        {say("duty_page.reject")} <kbd>R</kbd>
      </button>
      <button type="button" disabled={!may("approved")} onClick={() => void post()}>
        {say("duty_page.post")} <kbd>P</kbd>
      </button>
      <span class="out">
        {["xlsx", "csv"].map((kind) => (
          <a key={kind} href={`/api/v1${here(`/hours/hours.${kind}`, month.value ? { month: month.value } : {})}`} download>
            {say("duty_page.export")} {kind.toUpperCase()}
          </a>
        ))}
      </span>
    </div>
  );
}

function Totals() {
  if (totals.value.length === 0) return null;
  return (
    <details>
      <summary>{say("duty_page.totals", { month: month.value, n: totals.value.length })}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{say("duty_page.who")}</th>
            {KINDS.map((kind) => (
              <th key={kind} scope="col">
                {say(`duty_page.kind.${kind}`)}
              </th>
            ))}
            <th scope="col">{say("duty_page.within_head")}</th>
            <th scope="col">{say("duty_page.hours_state.recorded")}</th>
            <th scope="col">{say("duty_page.hours_state.posted")}</th>
          </tr>
        </thead>
        <tbody>
          {totals.value.map((one) => (
            <tr key={one.volunteer}>
              <th scope="row">
                {one.name ?? one.volunteer} <small>{one.volunteer}</small>
              </th>
              {KINDS.map((kind) => (
                <td key={kind}>{spent(one[kind])}</td>
              ))}
              <td>{spent(one.within)}</td>
              <td>{spent(one.undecided)}</td>
              <td>{spent(one.posted)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** How many wait to be decided, of those that are shown. */
export const undecided = () => (state.value === "recorded" ? rows.value.length : 0);

/** How many ends have to be looked at, and the way there. */
export function Forgotten() {
  const n = state.value === "recorded" ? rows.value.filter((one) => one.forgotten).length : 0;
  return n === 0 ? null : (
    <p>
      <a class="with-mark" href="#hours-title">
        <Mark shape={HOURS.recorded} /> {say("duty_page.forgotten_waiting", { n })}
      </a>
    </p>
  );
}

export function Hours() {
  const all = mine.value.length > 0 && mine.value.every((one) => ticked.value.has(one.entry));
  return (
    <>
      <Tools />
      {rows.value.length === 0 ? (
        <p class="empty">{say(state.value === "recorded" ? "duty_page.no_hours" : "duty_page.no_entries")}</p>
      ) : (
        <table class="entries" onKeyDown={onKey}>
          <thead>
            <tr>
              <td>
                <input
                  type="checkbox"
                  aria-label={say("duty_page.tick_all")}
                  checked={all}
                  onChange={(event) =>
                    (ticked.value = new Set(event.currentTarget.checked ? mine.value.map((one) => one.entry) : []))
                  }
                />
              </td>
              <th scope="col">{say("duty_page.who")}</th>
              <th scope="col">{say("duty_page.what")}</th>
              <th scope="col">{say("duty_page.since")}</th>
              <th scope="col">{say("duty_page.until")}</th>
              <th scope="col" class="number">
                {say("duty_page.counted")}
              </th>
              <th scope="col">{say("duty_page.remarks")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.value.map((one) => (
              <Row key={one.entry} one={one} />
            ))}
          </tbody>
        </table>
      )}
      <Totals />
    </>
  );
}
