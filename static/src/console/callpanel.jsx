import { useEffect, useRef } from "preact/hooks";
import { LevelMark } from "../parts/shape.jsx";
import { picking, pin } from "../map/sight.js";
import { say } from "../words.js";
import { coordinatesIn, discard, draft, refusal, sending, submit, type } from "./callform.js";
import { closePanel, opened, openIncident } from "./state.js";

const TYPES = [
  "medical", "fire", "traffic", "flood", "storm", "earthquake",
  "epidemic", "missing_person", "psychological", "supply", "public_order", "other",
]; // prettier-ignore
const LEVELS = [1, 2, 3, 4];
const INCIDENT_MODES = ["actual", "exercise", "test"];
const SYSTEMS = ["WGS84", "GCJ02", "BD09", "CGCS2000"];

/**
 * One of a few, by arrow keys or click.
 *
 * @template {string | number} T
 * @param {{
 *   name: string, label: string, options: readonly T[], chosen: T, choose: (value: T) => void,
 *   word: (value: T) => import("preact").ComponentChildren, disabled?: boolean,
 * }} props
 */
export function Choice({ name, label, options, chosen, choose, word, disabled = false }) {
  return (
    <fieldset class={`choice ${name}-choice`} disabled={disabled}>
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

/** @typedef {"address" | "name" | "phone" | "uncertainty" | "coordinates" | "happened_at"} TextField */

/** @param {{field: TextField, label: string} & import("preact").InputHTMLAttributes<HTMLInputElement>} props */
function Field({ field, label, ...rest }) {
  return (
    <label class="field">
      <span>{label}</span>
      <input name={field} value={draft.value[field]} onInput={(event) => type({ [field]: event.currentTarget.value })} {...rest} />
    </label>
  );
}

function Where() {
  const form = draft.value;
  const at = coordinatesIn(form.coordinates);
  return (
    <fieldset class="where">
      <legend>{say("ui.place")}</legend>
      <Field field="address" label={say("ui.address")} placeholder={say("ui.address_example")} maxLength={200} />
      <div class="row">
        <Field field="coordinates" label={say("ui.coordinates")} placeholder="104.08000, 30.66000" inputMode="text" />
        <label class="field">
          <span>{say("ui.crs")}</span>
          <select value={form.crs} onChange={(event) => type({ crs: event.currentTarget.value })}>
            {SYSTEMS.map((crs) => (
              <option key={crs} value={crs}>
                {say(`crs.${crs}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div class="row">
        <button
          type="button"
          aria-pressed={picking.value === "place"}
          onClick={() => (picking.value = picking.value === "place" ? null : "place")}
        >
          {say(picking.value === "place" ? "ui.click_map" : "ui.pick_on_map")}
        </button>
        <Field field="uncertainty" label={say("ui.uncertainty")} inputMode="numeric" placeholder="0" />
      </div>
      {!at && <p class="hint">{say(form.coordinates.trim() ? "ui.bad_coordinates" : "ui.place_later")}</p>}
    </fieldset>
  );
}

export function CallPanel() {
  const form = draft.value;
  const first = useRef(/** @type {HTMLElement | null} */ (null));
  const corrects = form.corrects;
  useEffect(() => {
    first.current?.querySelector("input")?.focus();
    picking.value = "place";
    return () => {
      picking.value = null;
      pin.value = null;
    };
  }, []);
  const at = coordinatesIn(form.coordinates);
  useEffect(() => {
    pin.value = form.crs === "WGS84" || form.crs === "CGCS2000" ? at : null;
  }, [form.coordinates, form.crs]);
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
      <form class="scroll" onSubmit={onSubmit}>
        <div ref={(element) => { first.current = element; }}>
          <Choice
            name="type"
            label={say("ui.type")}
            options={TYPES}
            chosen={form.type}
            choose={(chosen) => type({ type: chosen })}
            word={(option) => say(`type.${option}`)}
            disabled={corrects !== null}
          />
        </div>
        {form.type === "medical" && corrects === null && (
          <Choice
            name="told120"
            label={say("ui.told120")}
            options={/** @type {const} */ (["yes", "no"])}
            chosen={/** @type {"yes" | "no"} */ (form.told120)}
            choose={(chosen) => type({ told120: chosen })}
            word={(option) => say(`ui.told120.${option}`)}
          />
        )}
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
          disabled={corrects !== null}
        />
        <Where />
        <fieldset>
          <legend>{say("ui.caller")}</legend>
          <div class="row">
            <Field field="name" label={say("ui.name")} maxLength={200} autoComplete="off" />
            <Field field="phone" label={say("ui.phone")} inputMode="tel" maxLength={40} autoComplete="off" />
          </div>
        </fieldset>
        <label class="field">
          <span>{say("ui.note")}</span>
          <textarea name="note" rows={3} maxLength={4000} value={form.note} onInput={(event) => type({ note: event.currentTarget.value })} />
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
        <p class="trouble" role="alert">
          {refusal.value}
        </p>
        <footer class="actions">
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
