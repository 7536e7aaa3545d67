/** Beside the map: the stations, the gaps, the plans that are kept and set side by side. */
import { lasting } from "../times.js";
import { say } from "../words.js";
import { ROWS, people, time } from "./figures.jsx";
import { SIGN, centre, flight } from "./map.jsx";
import { Papers } from "./papers.jsx";
import {
  MOST_COMPARED,
  add,
  adding,
  afresh,
  base,
  beside,
  bring,
  change,
  changed,
  drop,
  gaps,
  look,
  name,
  notes,
  others,
  plan,
  plans,
  save,
  selected,
  show,
  sites,
  withSite,
} from "./state.js";
import { Check } from "./where.jsx";

const CLOSE = 15;

/** @param {number} lon @param {number} lat */
const fly = (lon, lat) => (flight.value = { at: [lon, lat], zoom: CLOSE });

export function Stations() {
  const now = look.value;
  return (
    <>
      <p class="row">
        <button type="button" aria-pressed={adding.value} onClick={() => (adding.value = !adding.value)}>
          {say(adding.value ? "planning.adding" : "planning.add")}
        </button>
        <button type="button" onClick={() => add(...centre.value)}>
          {say("planning.add_centre")}
        </button>
      </p>
      <p class="hint">{say("planning.keys")}</p>
      <table class="sites">
        <thead>
          <tr>
            <th scope="col">{say("planning.site")}</th>
            <th scope="col">{say("planning.fate")}</th>
            <th scope="col">{say("planning.cost_head")}</th>
            <th scope="col">
              <span class="visually-hidden">{say("planning.act")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sites.value.map((one) => (
            <tr key={one.id} class={selected.value === one.id ? "selected" : ""} data-site={one.id}>
              <th scope="row">
                <button
                  type="button"
                  class="link"
                  onClick={() => {
                    selected.value = one.id;
                    fly(one.lon, one.lat);
                  }}
                >
                  {one.name || one.id}
                </button>
                {one.fate === "added" && (
                  <input
                    aria-label={say("planning.site_name", { name: one.name })}
                    maxLength={120}
                    value={one.name}
                    onChange={(event) => change({ sites: withSite(one.id, { name: event.currentTarget.value.trim() }) })}
                  />
                )}
                {now?.off_road.includes(one.id) && <small class="warn"> {say("planning.off_road")}</small>}
                {now?.unstaffed.includes(one.id) && <small class="warn"> {say("planning.unstaffed")}</small>}
              </th>
              <td>
                <span class={`fate fate-${one.fate}`}>
                  {SIGN[one.fate]} {say(`planning.fate.${one.fate}`)}
                </span>
              </td>
              <td>
                <input
                  type="number"
                  min="0"
                  step="0.1"
                  class="cost"
                  aria-label={say("planning.cost_of", { name: one.name })}
                  value={one.cost ?? ""}
                  onChange={(event) => change({ sites: withSite(one.id, { cost: costOf(event.currentTarget.value) }) })}
                />
              </td>
              <td>
                <button type="button" class="quiet" onClick={() => drop(one.id)}>
                  {say(one.fate === "added" ? "planning.remove" : one.fate === "dropped" ? "planning.restore" : "planning.drop")}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {(now?.cost_unknown ?? 0) > 0 && <p class="hint">{say("planning.cost_unknown", { n: now?.cost_unknown })}</p>}
    </>
  );
}

/** @param {string} text */
function costOf(text) {
  const value = Number(text);
  return text.trim() === "" || !Number.isFinite(value) ? null : Math.min(1e6, Math.max(0, value));
}

export function Gaps() {
  const told = gaps.value;
  if (!told) return <p class="empty">{say("planning.loading")}</p>;
  if (told.gaps.length === 0) return <p class="empty">{say("planning.no_gaps")}</p>;
  return (
    <>
      <p class="hint">{say("planning.gaps_hint")}</p>
      <ol class="gaps">
        {told.gaps.map((one, at) => (
          <li key={`${one.lon} ${one.lat}`}>
            <button type="button" class="gap" onClick={() => fly(one.lon, one.lat)}>
              <strong>
                {at + 1}. {placeOf(one)}
              </strong>
              <span>
                {people(one.people)} · {one.km2.toFixed(2)} km² ·{" "}
                {one.nearest_s === null ? say("planning.nobody_near") : say("planning.nearest", { time: lasting(one.nearest_s) })}
              </span>
            </button>
            <ul>
              {one.remedies.map((remedy) => (
                <li key={`${remedy.means} ${remedy.mode}`}>
                  {remedyOf(remedy)}
                  {remedy.site && (
                    <button type="button" class="quiet" onClick={() => remedy.site && add(remedy.site.lon, remedy.site.lat, remedy.site.name)}>
                      {say("planning.put_there")}
                    </button>
                  )}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      {told.more > 0 && <p class="hint">{say("planning.more_gaps", { n: told.more })}</p>}
    </>
  );
}

/** @param {import("./state.js").Gap} one */
const placeOf = (one) =>
  [...Object.values(one.areas), one.street].filter(Boolean).join(" · ") || nearOf(one);

/** @param {import("./state.js").Gap} one */
function nearOf(one) {
  const name = one.remedies.find((remedy) => remedy.site)?.site?.name;
  return name ? say("planning.near", { name }) : `${one.lat.toFixed(4)}, ${one.lon.toFixed(4)}`;
}

/** @param {import("./state.js").Remedy} remedy */
function remedyOf(remedy) {
  const gain = { people: people(remedy.people), everywhere: people(remedy.everywhere) };
  if (remedy.means === "site") return say("planning.remedy.site", { ...gain, name: remedy.site?.name || say("planning.unnamed_place") });
  if (remedy.means === "mode") return say("planning.remedy.mode", { ...gain, mode: say(`mode.${remedy.mode}`) });
  return say("planning.remedy.minutes", { ...gain, m: Math.ceil(remedy.minutes ?? 0) });
}

export function Compare() {
  /** @type {[string, import("./state.js").Look | null][]} */
  const columns = [
    [say("planning.today"), base.value],
    [name.value || say("planning.this_plan"), look.value],
    ...beside.value.map((id) => /** @type {[string, any]} */ ([plans.value.find((one) => one.id === id)?.name ?? String(id), others.value[id] ?? null])),
  ];
  const left = plans.value.filter((one) => one.id !== plan.value?.id && one.standing !== "withdrawn");
  return (
    <>
      <p class="hint">{say("planning.compare_hint", { n: MOST_COMPARED })}</p>
      <ul class="beside">
        {left.map((one) => (
          <li key={one.id}>
            <label class="check">
              <input
                type="checkbox"
                checked={beside.value.includes(one.id)}
                disabled={!beside.value.includes(one.id) && beside.value.length >= MOST_COMPARED - 1}
                onChange={(event) =>
                  (beside.value = event.currentTarget.checked ? [...beside.value, one.id] : beside.value.filter((id) => id !== one.id))
                }
              />{" "}
              {one.name}
            </label>
          </li>
        ))}
      </ul>
      <div class="wide" tabIndex={0} role="region" aria-label={say("planning.tab.compare")}>
        <table class="compare">
          <thead>
            <tr>
              <th scope="col">{say("planning.figure")}</th>
              {columns.map(([title], at) => (
                <th key={at} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ROWS.map(([code, pick, written]) => (
              <tr key={code}>
                <th scope="row">{say(code)}</th>
                {columns.map(([, told], at) => {
                  const value = told && pick(told);
                  return <td key={at}>{told === null ? "…" : value === null ? time(null) : written(value)}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

export function Plans() {
  const known = plan.value;
  return (
    <>
      <label class="field">
        <span>{say("planning.name")}</span>
        <input maxLength={200} value={name.value} onInput={(event) => (name.value = event.currentTarget.value)} />
      </label>
      <label class="field">
        <span>{say("planning.notes")}</span>
        <textarea rows={4} maxLength={8000} value={notes.value} onInput={(event) => (notes.value = event.currentTarget.value)} />
      </label>
      <p class="row">
        <button type="button" class="primary" disabled={known !== null && (known.standing !== "draft" || !changed.value)} onClick={() => save(false)}>
          {say("planning.save")}
        </button>
        {known && (
          <button type="button" onClick={() => save(true)}>
            {say("planning.save_copy")}
          </button>
        )}
        <button type="button" class="quiet" onClick={afresh}>
          {say("planning.afresh")}
        </button>
      </p>
      {known && (
        <p class="kept">
          {say("planning.kept", { id: known.id, edition: known.edition, by: known.by, standing: say(`planning.standing.${known.standing}`) })}
          {changed.value && <strong> {say("planning.unsaved")}</strong>}
        </p>
      )}
      {known && (
        <p>
          <a href={`/planning?plan=${known.id}`}>{say("planning.link")}</a>
        </p>
      )}
      {known && known.standing !== "withdrawn" && (
        <p class="row">
          <button type="button" disabled={known.standing !== "draft" || !known.checked || changed.value} onClick={() => bring("propose")}>
            {say("planning.propose")}
          </button>
          <button type="button" class="quiet" onClick={() => bring("withdraw")}>
            {say("planning.withdraw")}
          </button>
          {!known.checked && <small>{say("planning.check_first")}</small>}
        </p>
      )}
      <Check key={known?.id} />
      <Papers />
      <h3>{say("planning.all")}</h3>
      {plans.value.length === 0 && <p class="empty">{say("planning.none_saved")}</p>}
      <ul class="plans">
        {plans.value.map((one) => (
          <li key={one.id}>
            <button type="button" class="link" aria-current={one.id === known?.id ? "true" : undefined} onClick={() => show(one)}>
              {one.id}. {one.name}
            </button>{" "}
            <small>{say(`planning.standing.${one.standing}`)}</small>
          </li>
        ))}
      </ul>
    </>
  );
}
