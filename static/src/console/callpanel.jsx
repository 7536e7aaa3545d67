import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { sentenceOf, write } from "../api.js";
import { picking, pin } from "../map/sight.js";
import { LevelMark } from "../parts/shape.jsx";
import { say } from "../words.js";
import { coordinatesIn, discard, draft, refusal, sending, submit, swappedIn, TAIL, TIME, type } from "./callform.js";
import { notify } from "./notices.js";
import { PlaceFinder } from "./placefinder.jsx";
import { preview } from "./preview.js";
import { PreviewPane } from "./preview.jsx";
import { city, closePanel, opened, openIncident } from "./state.js";

const TYPES = [
  "medical", "fire", "traffic", "flood", "storm", "earthquake",
  "epidemic", "missing_person", "psychological", "supply", "public_order", "other",
]; // prettier-ignore
const LEVELS = [1, 2, 3, 4];
const INCIDENT_MODES = ["actual", "exercise", "test"];
const SYSTEMS = ["WGS84", "GCJ02", "BD09", "CGCS2000"];

/** How long letters typed one after the other belong together. */
const TOGETHER_MS = 700;

/**
 * One of a few, by arrow keys, first letters or click.
 *
 * @template {string | number} T
 * @param {{
 *   name: string, label: string, options: readonly T[], chosen: T | "", choose: (value: T) => void,
 *   word: (value: T) => import("preact").ComponentChildren, disabled?: boolean, initials?: (value: T) => string,
 * }} props  `initials`: what is typed to choose it
 */
export function Choice({ name, label, options, chosen, choose, word, disabled = false, initials }) {
  const typed = useRef({ text: "", at: 0 });
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (!initials || event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return;
    const { text, at } = typed.current;
    const letter = event.key.toLowerCase();
    const longer = event.timeStamp - at < TOGETHER_MS ? text + letter : letter;
    const wanted = options.some((option) => initials(option).startsWith(longer)) ? longer : letter;
    typed.current = { text: wanted, at: event.timeStamp };
    const index = options.findIndex((option) => initials(option).startsWith(wanted));
    if (index < 0) return;
    event.preventDefault(); // else the letter would be a command
    const option = options[index];
    if (option !== undefined) choose(option);
    /** @type {HTMLFieldSetElement} */ (event.currentTarget).querySelectorAll("input")[index]?.focus();
  };
  return (
    <fieldset class={`choice ${name}-choice`} disabled={disabled} onKeyDown={onKeyDown}>
      <legend>{label}</legend>
      <div class="choice-options">
        {options.map((option) => (
          <label key={option} class={option === chosen ? "chosen" : ""}>
            <input type="radio" name={name} checked={option === chosen} onChange={() => choose(option)} />
            {word(option)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/**
 * @typedef {"name" | "phone" | "uncertainty" | "coordinates" | "happened_at" | "told120_at" | "told120_number" |
 *   "building" | "unit" | "floor" | "room"} TextField
 */

/** @param {{field: TextField, label: string} & import("preact").InputHTMLAttributes<HTMLInputElement>} props */
function Field({ field, label, ...rest }) {
  return (
    <label class="field">
      <span>{label}</span>
      <input name={field} value={draft.value[field]} onInput={(event) => type({ [field]: event.currentTarget.value })} {...rest} />
    </label>
  );
}

/** First of all: whoever is with a patient must have told 120. */
function AmbulanceQuestion() {
  const form = draft.value;
  const told = form.told120 === "yes";
  return (
    <div class={`ask-ambulance ${form.type === "medical" && !told ? "wanted" : ""}`}>
      <Choice
        name="told120"
        label={say("intake.ambulance")}
        options={/** @type {const} */ (["yes", "no"])}
        chosen={form.told120}
        choose={(chosen) => type({ told120: chosen })}
        word={(option) => say(`intake.ambulance.${option}`)}
        initials={(option) => say(`initials.ambulance.${option}`)}
      />
      <Field
        field="told120_at"
        label={say("intake.ambulance.at")}
        placeholder={say("intake.ambulance.at_once")}
        inputMode="numeric"
        pattern={TIME.source}
        title={say("intake.ambulance.at_hint")}
        maxLength={5}
        autoComplete="off"
        disabled={!told}
      />
      <Field field="told120_number" label={say("intake.ambulance.number")} maxLength={40} autoComplete="off" disabled={!told} />
    </div>
  );
}

/** @param {import("./callform.js").Draft} form */
async function remember(form) {
  const at = coordinatesIn(form.coordinates);
  if (!at) return;
  try {
    await write("POST", "/pins", { name: form.address.trim(), lon: at[0], lat: at[1], crs: form.crs });
    notify("good", say("intake.remembered"));
  } catch (error) {
    notify("bad", sentenceOf(error));
  }
}

/** What is wrong with the coordinates, and what may be meant. */
function CoordinatesHint() {
  const { coordinates } = draft.value;
  const meant = swappedIn(coordinates, city.value?.bbox);
  if (meant) {
    const [lon, lat] = meant;
    return (
      <p class="hint">
        {say("intake.swapped")}{" "}
        <button type="button" class="small" onClick={() => type({ coordinates: `${lon}, ${lat}` })}>
          {say("intake.swap", { lon, lat })}
        </button>
      </p>
    );
  }
  if (coordinatesIn(coordinates)) {
    const areas = Object.values(preview.value?.areas ?? {});
    const remembers = draft.value.by_map ? [say("intake.remember_hint")] : [];
    return <p class="hint">{[...areas, ...remembers].join(" · ")}</p>;
  }
  return <p class="hint">{say(coordinates.trim() ? "ui.bad_coordinates" : "ui.place_later")}</p>;
}

function Where() {
  const form = draft.value;
  const at = coordinatesIn(form.coordinates);
  const picks = picking.value === "place";
  return (
    <fieldset class="where">
      <legend class="visually-hidden">{say("ui.place")}</legend>
      <PlaceFinder />
      <div class="row tail" role="group" aria-label={say("intake.tail")}>
        {TAIL.map((part) => (
          <Field key={part} field={part} label={say(`intake.${part}`)} maxLength={40} autoComplete="off" />
        ))}
      </div>
      <div class="row">
        <Field
          field="coordinates"
          label={say("ui.coordinates")}
          placeholder="104.08000, 30.66000"
          onInput={(event) => type({ coordinates: event.currentTarget.value, by_map: false })}
        />
        <label class="field">
          <span>{say("ui.crs")}</span>
          <select value={form.crs} onChange={(event) => type({ crs: event.currentTarget.value, by_map: false })}>
            {SYSTEMS.map((crs) => (
              <option key={crs} value={crs}>
                {say(`crs.${crs}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div class="row by-map">
        <button type="button" aria-pressed={picks} onClick={() => (picking.value = picks ? null : "place")}>
          {say(picks ? "ui.click_map" : "ui.pick_on_map")}
        </button>
        <Field field="uncertainty" label={say("intake.radius")} inputMode="numeric" placeholder="0" />
        <button type="button" disabled={!at || !form.by_map || !form.address.trim()} onClick={() => void remember(form)}>
          {say("intake.remember")}
        </button>
      </div>
      <CoordinatesHint />
    </fieldset>
  );
}

/** The pin on the map, and around it the area that a vague place may mean. */
function usePin() {
  const { coordinates, crs, uncertainty } = draft.value;
  useEffect(() => {
    const at = coordinatesIn(coordinates);
    pin.value = at && (crs === "WGS84" || crs === "CGCS2000") ? { at, radius_m: Number(uncertainty) || 0 } : null;
  }, [coordinates, crs, uncertainty]);
}

export function CallPanel() {
  const form = draft.value;
  const first = useRef(/** @type {HTMLElement | null} */ (null));
  const corrects = form.corrects;
  // Before the next key arrives: what is typed right after F2 belongs to the form.
  useLayoutEffect(() => {
    first.current?.querySelector("input")?.focus();
    picking.value = "place";
    return () => {
      picking.value = null;
      pin.value = null;
    };
  }, []);
  usePin();
  const leave = () => (opened.value === null ? closePanel() : openIncident(opened.value));
  /** @param {SubmitEvent} event */
  const onSubmit = (event) => {
    event.preventDefault();
    void submit();
  };
  return (
    <section class="pane call" aria-labelledby="call-title">
      <header class="pane-head">
        <h2 id="call-title">{corrects === null ? say("ui.new_call") : say("ui.correcting", { id: corrects })}</h2>
        <button type="button" class="quiet close" aria-label={say("ui.close")} title="Esc" onClick={leave}>
          ×
        </button>
      </header>
      <form onSubmit={onSubmit}>
        <div
          class="scroll"
          ref={(element) => {
            first.current = element;
          }}
        >
          {corrects === null && <AmbulanceQuestion />}
          {corrects === null && (
            <Choice
              name="type"
              label={say("ui.type")}
              options={TYPES}
              chosen={form.type}
              choose={(chosen) => type({ type: chosen })}
              word={(option) => say(`type.${option}`)}
              initials={(option) => say(`initials.type.${option}`)}
            />
          )}
          {corrects === null && (
            <Choice
              name="level"
              label={say("ui.level")}
              options={LEVELS}
              chosen={form.level}
              choose={(chosen) => type({ level: chosen })}
              word={(option) => (
                <>
                  <LevelMark level={option} size={18} /> {say(`level.${option}.short`)}
                </>
              )}
              initials={String}
            />
          )}
          <Where />
          <div class="row">
            <Field field="name" label={say("intake.caller_name")} maxLength={200} autoComplete="off" />
            <Field field="phone" label={say("intake.caller_phone")} inputMode="tel" maxLength={40} autoComplete="off" />
          </div>
          <label class="field">
            <span>{say("ui.note")}</span>
            <textarea name="note" rows={2} maxLength={4000} value={form.note} onInput={(event) => type({ note: event.currentTarget.value })} />
          </label>
          {corrects === null && (
            <div class="row">
              <Field field="happened_at" label={say("ui.happened_at")} type="datetime-local" step={1} />
              <Choice
                name="incident-mode"
                label={say("ui.incident_mode")}
                options={INCIDENT_MODES}
                chosen={form.mode}
                choose={(chosen) => type({ mode: chosen })}
                word={(option) => say(`incident_mode.${option}`)}
              />
            </div>
          )}
        </div>
        {corrects === null && <PreviewPane />}
        <footer class="actions">
          <p class="trouble" role="alert">
            {refusal.value}
          </p>
          <button type="submit" class="primary" disabled={sending.value}>
            {say(sending.value ? "ui.sending" : corrects === null ? "ui.take_call" : "ui.save")} <kbd>Ctrl ⏎</kbd>
          </button>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              discard();
              leave();
            }}
          >
            {say("ui.discard")}
          </button>
        </footer>
      </form>
    </section>
  );
}
