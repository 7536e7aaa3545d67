/** What people on the ground know and the map lacks: gates, entrances and alleys, drawn, listed and taken away. */
import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { read } from "../api.js";
import { board } from "../board.js";
import { middle } from "../map/overlays.js";
import { centre, drawn, lookAt, picking } from "../map/sight.js";
import { Key } from "../parts/key.jsx";
import { Mark } from "../parts/shape.jsx";
import { GROUND } from "../parts/shapes.js";
import { momentOf } from "../times.js";
import { say } from "../words.js";
import { drawGround, removeGround, underWay } from "./acts.js";
import { found } from "./candidates.js";
import { answers, MODES } from "./state.js";

/** @typedef {"gate" | "entrance" | "alley"} Kind */
/** @typedef {import("../rows.js").Gate | import("../rows.js").Entrance | import("../rows.js").Alley} Drawn */

/** @type {readonly Kind[]} */
const KINDS = ["gate", "entrance", "alley"];
/** @type {Record<Kind, "gates" | "entrances" | "alleys">} */
const TABLE = { gate: "gates", entrance: "entrances", alley: "alleys" };

/** What is being corrected; null: something new. */
const editing = signal(/** @type {Drawn | null} */ (null));

/** @param {string | null} picked @returns {Kind | null} */
const kindOf = (picked) => KINDS.find((kind) => kind === picked) ?? null;

function leave() {
  picking.value = null;
  drawn.value = [];
  editing.value = null;
}

/** @param {Kind} kind @param {Drawn | null} [thing] */
function begin(kind, thing = null) {
  editing.value = thing;
  picking.value = kind;
  drawn.value = thing === null ? [] : placesOf(thing);
}

/** @param {Drawn} thing @returns {[number, number][]} */
function placesOf(thing) {
  if ("lon" in thing) return [[thing.lon, thing.lat]];
  return /** @type {GeoJSON.LineString} */ (thing.geometry).coordinates.map(([lon, lat]) => [lon ?? 0, lat ?? 0]);
}

/** Whose form it is: a new one for each thing. */
export function GroundTool() {
  const kind = kindOf(picking.value);
  if (kind === null) return null;
  return (
    <>
      <span class="crosshair" aria-hidden="true" />
      <Tool key={`${kind} ${editing.value?.id ?? "new"}`} kind={kind} thing={editing.value} />
    </>
  );
}

/**
 * Drawing by mouse: clicks on the map. By keyboard: the map is moved by the arrow keys, and takes its middle.
 *
 * @param {{kind: Kind, thing: Drawn | null}} props
 */
function Tool({ kind, thing }) {
  const gate = thing && "hours" in thing ? thing : null;
  const alley = thing && "both_ways" in thing ? thing : null;
  const [form, setForm] = useState({
    name: thing?.name ?? "",
    hours: gate?.hours ?? "",
    note: (thing && "note" in thing && thing.note) || "",
    code: "",
    phone: "",
    both_ways: alley?.both_ways ?? true,
    modes: /** @type {readonly string[]} */ (gate?.modes ?? alley?.modes ?? (kind === "alley" ? ["walk"] : MODES)),
  });
  const points = drawn.value;
  const enough = points.length >= (kind === "alley" ? 2 : 1) && (kind === "entrance" || form.modes.length > 0);
  /** @param {Partial<typeof form>} changes */
  const set = (changes) => setForm({ ...form, ...changes });
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    const body = bodyOf(kind, form, points);
    if (await drawGround(TABLE[kind], thing?.id ?? null, body, say(`ground.${kind}_kept`))) leave();
  };
  return (
    <form class="map-card closure-tool ground-tool" aria-label={say(`ground.draw_${kind}`)} onSubmit={submit}>
      <h3>
        <Mark shape={GROUND[kind]} /> {say(`ground.draw_${kind}`)}
      </h3>
      <p class="hint">{points.length === 0 ? say(`ground.where_${kind}`) : say("ui.points", { n: points.length })}</p>
      <button type="button" disabled={!centre.value} onClick={() => take(kind)}>
        {say("ground.take_middle")}
      </button>
      <Field label={say("ground.name")} value={form.name} set={(name) => set({ name })} max={100} />
      {kind === "gate" && (
        <>
          <Field
            label={say("ground.hours")}
            value={form.hours}
            set={(hours) => set({ hours })}
            max={100}
            hint="06:00-22:00"
          />
          <Field label={say("ground.code")} value={form.code} set={(code) => set({ code })} max={60} hint={kept(gate?.code)} />
          <Field label={say("ground.guard")} value={form.phone} set={(phone) => set({ phone })} max={60} hint={kept(gate?.guard)} />
        </>
      )}
      {kind !== "alley" && <Field label={say("ui.note")} value={form.note} set={(note) => set({ note })} max={400} />}
      {kind !== "entrance" && (
        <fieldset class="modes">
          <legend>{say(kind === "gate" ? "ground.lets_in" : "ground.for")}</legend>
          {MODES.map((mode) => (
            <label key={mode}>
              <input
                type="checkbox"
                checked={form.modes.includes(mode)}
                onChange={() =>
                  set({ modes: form.modes.includes(mode) ? form.modes.filter((one) => one !== mode) : [...form.modes, mode] })
                }
              />
              {say(`mode.${mode}`)}
            </label>
          ))}
          {kind === "alley" && (
            <label>
              <input type="checkbox" checked={form.both_ways} onChange={() => set({ both_ways: !form.both_ways })} />
              {say("ground.both_ways")}
            </label>
          )}
        </fieldset>
      )}
      <footer class="actions">
        <button type="submit" class="primary" disabled={!enough || underWay.value.has(`ground:${TABLE[kind]}`)}>
          {say("ground.keep")}
        </button>
        <button type="button" disabled={points.length === 0} onClick={() => (drawn.value = points.slice(0, -1))}>
          {say("ui.undo_point")}
        </button>
        <button type="button" class="quiet" onClick={leave}>
          {say("ui.cancel")} <Key of="back" />
        </button>
      </footer>
    </form>
  );
}

/** The server keeps what the form leaves empty. @param {boolean | undefined} known */
const kept = (known) => (known ? say("ground.kept_secret") : "");

/** @param {Kind} kind */
function take(kind) {
  if (centre.value) drawn.value = kind === "alley" ? [...drawn.value, centre.value] : [centre.value];
}

/**
 * @param {Kind} kind
 * @param {{name: string, hours: string, note: string, code: string, phone: string, both_ways: boolean, modes: readonly string[]}} form
 * @param {readonly [number, number][]} points
 */
function bodyOf(kind, { name, hours, note, code, phone, both_ways, modes }, points) {
  if (kind === "alley") return { geometry: { type: "LineString", coordinates: points }, crs: "WGS84", name, modes, both_ways };
  const [[lon, lat] = [0, 0]] = points;
  const spot = { lon, lat, crs: "WGS84", name: name.trim(), note: note.trim() || null };
  if (kind === "entrance") return spot;
  const secrets = { ...(code.trim() ? { code: code.trim() } : {}), ...(phone.trim() ? { phone: phone.trim() } : {}) };
  return { ...spot, hours: hours.trim(), modes, ...secrets };
}

/** @param {{label: string, value: string, set: (value: string) => void, max: number, hint?: string}} props */
function Field({ label, value, set, max, hint = "" }) {
  return (
    <label class="field">
      <span>{label}</span>
      <input maxLength={max} value={value} placeholder={hint} onInput={(event) => set(event.currentTarget.value)} />
    </label>
  );
}

/** What opens a gate, told to who asks; that they asked is written down. @param {{id: number}} props */
function Secrets({ id }) {
  const [told, setTold] = useState(/** @type {string | null} */ (null));
  const ask = async () => {
    const { code, phone } = await read(`/ground/gates/${id}/secrets`);
    setTold([code && `${say("ground.code")} ${code}`, phone && `${say("ground.guard")} ${phone}`].filter(Boolean).join(" · "));
  };
  if (told !== null) return <small role="status">{told}</small>;
  return (
    <button type="button" class="small" onClick={() => void ask()}>
      {say("ground.how_it_opens")}
    </button>
  );
}

/** @param {{kind: Kind, thing: Drawn}} props */
function Item({ kind, thing }) {
  const name = thing.name || say("ground.unnamed", { kind: say(`kind.${kind}`), id: thing.id });
  const at = "lon" in thing ? /** @type {[number, number]} */ ([thing.lon, thing.lat]) : middle(thing.geometry);
  const gate = "hours" in thing ? thing : null;
  return (
    <li>
      <Mark shape={GROUND[kind]} />
      <span class="who">
        <b>{name}</b>
        <small>
          {say(`kind.${kind}`)}
          {gate && ` · ${gate.hours || say("ground.always")}`}
          {"modes" in thing && ` · ${thing.modes.map((mode) => say(`mode.${mode}`)).join(" ")}`}
          {"note" in thing && thing.note && ` · ${thing.note}`}
        </small>
        {gate && (gate.code || gate.guard) && answers.value && <Secrets id={gate.id} />}
      </span>
      <button type="button" class="small" aria-label={say("maplist.show_of", { name })} onClick={() => lookAt(at, 17)}>
        {say("maplist.show")}
      </button>
      {answers.value && (
        <>
          <button type="button" class="small" aria-label={say("ground.correct_of", { name })} onClick={() => begin(kind, thing)}>
            {say("ground.correct")}
          </button>
          <button
            type="button"
            class="small"
            aria-label={say("ground.remove_of", { name })}
            disabled={underWay.value.has(`ground:${TABLE[kind]}:${thing.id}`)}
            onClick={() => void removeGround(TABLE[kind], thing.id)}
          >
            {say("ground.remove")}
          </button>
        </>
      )}
    </li>
  );
}

/** Everything that was drawn, with what begins to draw. */
export function GroundSection() {
  const things = KINDS.flatMap((kind) => [...board[TABLE[kind]].value.values()].map((thing) => ({ kind, thing })));
  return (
    <section class="roads ground" aria-labelledby="ground-title">
      <header class="pane-head">
        <h3 id="ground-title">{say("ground.title")}</h3>
        <span class="count">{things.length}</span>
      </header>
      {answers.value && (
        <div class="ground-draw">
          {KINDS.map((kind) => (
            <button
              key={kind}
              type="button"
              class="small"
              aria-pressed={picking.value === kind}
              onClick={() => (picking.value === kind ? leave() : begin(kind))}
            >
              <Mark shape={GROUND[kind]} /> {say(`ground.draw_${kind}`)}
            </button>
          ))}
        </div>
      )}
      {things.length === 0 ? (
        <p class="empty">{say("ground.none")}</p>
      ) : (
        <ul class="closures">
          {things.map(({ kind, thing }) => (
            <Item key={`${kind} ${thing.id}`} kind={kind} thing={thing} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** What the dispatcher tells who goes: through which gate, and until when it is open. */
export function ApproachLine() {
  const approach = found.value?.approach;
  if (!approach) return null;
  return (
    <p class="approach">
      <Mark shape={GROUND.gate} /> {say("ground.enter", { compound: approach.compound ?? say("ground.compound") })}{" "}
      {approach.gates.map((gate, place) => (
        <span key={`${gate.id} ${place}`} class={gate.open ? "" : "against"}>
          <button type="button" class="quiet" onClick={() => lookAt([gate.lon, gate.lat], 17)}>
            {gate.name || say("kind.gate")}
          </button>
          <small>
            {!gate.open && ` ${say("ground.shut")}`}
            {gate.until && ` ${say("ground.until", { at: momentOf(gate.until) })}`}
          </small>
        </span>
      ))}
    </p>
  );
}
