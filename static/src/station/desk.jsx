/** Checking in and out at the tablet: a number, initials or a badge, then everything on one sheet. */
import { computed, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { say } from "../words.js";
import { found, holder, meant } from "./finding.js";
import { act, pairing, tablet } from "./state.js";

/** @typedef {import("./state.js").Person} Person */
/** @typedef {{person: Person | null, badge: string | null, leaving: boolean}} Chosen */

/** A reader's keys follow each other faster than fingers do. */
const KEYS_APART_MS = 500;
const SHORTEST = 4;

const typed = signal("");
const chosen = signal(/** @type {Chosen | null} */ (null));
const kit = signal(/** @type {readonly string[]} */ ([]));
const radio = signal(false);
const note = signal("");
/** What was done last, said aloud to whoever looks. */
export const told = signal("");

const people = computed(() => tablet.value?.people ?? []);
const hits = computed(() => found(people.value, typed.value));
/** @param {string} volunteer */
const hereNow = (volunteer) => (tablet.value?.here ?? []).find((one) => one.volunteer === volunteer);

/** @param {Person | null} person @param {string | null} badge */
export function choose(person, badge = null) {
  const present = person && hereNow(person.volunteer);
  chosen.value = { person, badge, leaving: Boolean(present) };
  kit.value = present?.kit ?? [];
  radio.value = false;
  note.value = "";
  typed.value = "";
}

function leave() {
  chosen.value = null;
}

function enter() {
  const text = typed.value.trim();
  if (text === "") return;
  const owner = holder(people.value, text, pairing.value?.secret ?? null);
  const person = meant(people.value, text);
  if (owner) choose(owner, text);
  else if (person) choose(person);
  else if (hits.value.length === 0) choose(null, text); // a badge, or somebody of another station: the server knows
}

/** @param {Chosen} one */
const nameOf = ({ person, badge }) => person?.name ?? person?.volunteer ?? say("tablet.badge", { badge: String(badge).slice(-4) });

function done() {
  const one = /** @type {Chosen} */ (chosen.value);
  const who = one.badge ? { badge: one.badge } : { volunteer: one.person?.volunteer };
  const body = { station: tablet.value?.station.id, ...who, ...(note.value.trim() ? { note: note.value.trim() } : {}) };
  const said = say(one.leaving ? "tablet.said_out" : "tablet.said_in", { name: nameOf(one) });
  if (one.leaving) act("/duty/check-out", body, said, one.person?.volunteer);
  else act("/duty/check-in", { ...body, kit: kit.value, radio: radio.value }, said, one.person?.volunteer);
  told.value = said;
  leave();
}

/** @param {{on: boolean, turn: () => void, children: any}} props */
function Tick({ on, turn, children }) {
  return (
    <button type="button" class="tick" role="checkbox" aria-checked={on} onClick={turn}>
      <span aria-hidden="true">{on ? "☑" : "☐"}</span> {children}
    </button>
  );
}

function Kit() {
  const lying = tablet.value?.kits ?? [];
  /** @param {string} id */
  const turn = (id) => (kit.value = kit.value.includes(id) ? kit.value.filter((one) => one !== id) : [...kit.value, id]);
  return (
    <fieldset>
      <legend>{say("tablet.kit")}</legend>
      <div class="ticks">
        {lying.map((one) => (
          <Tick key={one.id} on={kit.value.includes(one.id)} turn={() => turn(one.id)}>
            {one.name ?? say(`kit_kind.${one.kind}`)}
            {one.name && <small>{one.id}</small>}
          </Tick>
        ))}
      </div>
    </fieldset>
  );
}

/** @param {{one: Chosen}} props */
function Sheet({ one }) {
  const first = useRef(/** @type {HTMLButtonElement | null} */ (null));
  useEffect(() => first.current?.focus(), [one]);
  const act = say(one.leaving ? "tablet.check_out" : "tablet.check_in");
  return (
    <form
      class="sheet"
      aria-label={`${act} ${nameOf(one)}`}
      onSubmit={(event) => {
        event.preventDefault();
        done();
      }}
      onKeyDown={(event) => event.key === "Escape" && leave()}
    >
      <header>
        <h2>{nameOf(one)}</h2>
        {one.person && (
          <p>
            {one.person.volunteer} · {say(`team.${one.person.team}`)}
          </p>
        )}
        {!one.person && (
          <div class="ticks">
            {[false, true].map((leaving) => (
              <button
                key={String(leaving)}
                type="button"
                aria-pressed={one.leaving === leaving}
                onClick={() => (chosen.value = { ...one, leaving })}
              >
                {say(leaving ? "tablet.check_out" : "tablet.check_in")}
              </button>
            ))}
          </div>
        )}
      </header>
      {!one.leaving && <Kit />}
      {!one.leaving && (
        <fieldset>
          <legend>{say("tablet.radio")}</legend>
          <div class="ticks">
            <Tick on={radio.value} turn={() => (radio.value = !radio.value)}>
              {say("tablet.radio_works")}
            </Tick>
          </div>
        </fieldset>
      )}
      <label class="field">
        <span>{say(one.leaving ? "tablet.handover_note" : "tablet.note")}</span>
        <textarea rows={2} maxLength={1000} value={note.value} onInput={(event) => (note.value = event.currentTarget.value)} />
      </label>
      {one.badge && <p class="hint">{say("tablet.again", { act })}</p>}
      <div class="acts">
        <button type="button" onClick={leave}>
          {say("ui.cancel")}
        </button>
        <button type="submit" class="primary" ref={first}>
          {act}
        </button>
      </div>
    </form>
  );
}

/** What a reader has typed while a sheet is open, and when its last key came. */
let reading = { text: "", at: 0 };

/** The badge that was read over an open sheet: the same again is its yes, another's opens their own. @param {string} text */
function readOver(text) {
  const one = /** @type {Chosen} */ (chosen.value);
  if (one.badge === text) return done();
  told.value = say("tablet.left_undone", { name: nameOf(one) });
  typed.value = text;
  chosen.value = null;
  enter();
}

/**
 * A badge reader types like a keyboard, wherever the cursor is: what nobody else takes goes to the field, and over an
 * open sheet its Enter is not the button's.
 *
 * @param {KeyboardEvent} event
 */
export function typeAnywhere(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const taken = document.activeElement?.matches("input, textarea, select");
  if (taken || event.timeStamp - reading.at > KEYS_APART_MS) reading = { text: "", at: 0 };
  if (taken) return;
  if (event.key === "Enter" && chosen.value && reading.text.length >= SHORTEST) {
    event.preventDefault();
    event.stopPropagation();
    const { text } = reading;
    reading = { text: "", at: 0 };
    readOver(text);
  } else if (event.key.length === 1 && event.key !== " ") {
    reading = { text: reading.text + event.key, at: event.timeStamp };
    if (!chosen.value) document.getElementById("who")?.focus(); // the key itself arrives there
  }
}

export function Desk() {
  const one = chosen.value;
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => field.current?.focus(), [one]); // ready for the next, as soon as a sheet is closed
  if (one) return <Sheet one={one} />;
  return (
    <form
      class="who"
      onSubmit={(event) => {
        event.preventDefault();
        enter();
      }}
    >
      <label class="field">
        <span>{say("tablet.who")}</span>
        <input
          id="who"
          ref={field}
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          maxLength={60}
          value={typed.value}
          onInput={(event) => (typed.value = event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="primary">
        {say("tablet.next")}
      </button>
      {typed.value.trim() !== "" && (
        <ul class="hits" aria-label={say("tablet.hits")}>
          {hits.value.map((person) => (
            <li key={person.volunteer}>
              <button type="button" onClick={() => choose(person)}>
                <b>{person.name ?? person.volunteer}</b> <span>{person.volunteer}</span> <span>{say(`team.${person.team}`)}</span>
              </button>
            </li>
          ))}
          {hits.value.length === 0 && <li class="hint">{say("tablet.not_listed")}</li>}
        </ul>
      )}
    </form>
  );
}
