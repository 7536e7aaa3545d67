/** Where the next stations should stand; what a bad day leaves; and how a plan did on calls that were. */
import { signal } from "@preact/signals";
import { percent } from "../parts/shares.js";
import { say } from "../words.js";
import { Curve, people, time } from "./figures.jsx";
import { flight } from "./map.jsx";
import { begin, check, stop, stress, where } from "./runs.js";
import { change, changed, plan, question, reopen, sites } from "./state.js";

const GOALS = ["people", "twice", "near", "farthest"];
const CLOSE = 15;
const goal = signal("people");
const more = signal(3);
const seconds = signal(20);

/** @param {{run: import("@preact/signals").Signal<import("./runs.js").Run | null>}} props */
export function Progress({ run }) {
  const now = run.value;
  if (!now) return null;
  const told = say(`planning.run.${now.state}`, { done: now.done, of: now.of, problem: now.problem ?? "" });
  return (
    <div class="run" data-state={now.state}>
      {now.state === "running" && (
        <p class="row">
          <progress max={Math.max(1, now.of)} value={now.done} aria-label={told} />
          <button type="button" onClick={() => stop(run)}>
            {say("planning.stop")}
          </button>
        </p>
      )}
      <p class={now.state === "failed" ? "warn" : "hint"} role="status">
        {told}
      </p>
    </div>
  );
}

const asked = () => ({ question: question.value, sites: sites.value });
/** @param {string} text @param {number} least @param {number} most */
const within = (text, least, most) => Math.min(most, Math.max(least, Math.round(Number(text)) || least));

export function Where() {
  const found = where.value?.found;
  const running = where.value?.state === "running";
  return (
    <>
      <form
        class="question"
        onSubmit={(event) => {
          event.preventDefault();
          void begin(where, "/planning/where-next", { ...asked(), goal: goal.value, add: more.value, seconds: seconds.value });
        }}
      >
        <label class="field">
          <span>{say("planning.goal")}</span>
          <select value={goal.value} onChange={(event) => (goal.value = event.currentTarget.value)}>
            {GOALS.map((one) => (
              <option key={one} value={one}>
                {say(`planning.goal.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <label class="field narrow">
          <span>{say("planning.how_many")}</span>
          <input type="number" min="1" max="20" value={more.value} onChange={(event) => (more.value = within(event.currentTarget.value, 1, 20))} />
        </label>
        <label class="field narrow">
          <span>{say("planning.seconds")}</span>
          <input type="number" min="1" max="600" value={seconds.value} onChange={(event) => (seconds.value = within(event.currentTarget.value, 1, 600))} />
        </label>
        <button type="submit" class="primary" disabled={running}>
          {say("planning.look_for")}
        </button>
      </form>
      <p class="hint">{say("planning.where_hint")}</p>
      <Progress run={where} />
      {found?.before && <Steps found={found} />}
    </>
  );
}

/** @param {{found: any}} props */
function Steps({ found }) {
  /** @type {[number, number][]} */
  const points = [[0, found.before.share], ...found.steps.map((/** @type {any} */ one) => [one.add, one.share])];
  const ticks = points.map(([at]) => at);
  const last = points[points.length - 1] ?? [0, 0];
  return (
    <>
      <Curve
        title={say("planning.by_number")}
        axis={say("planning.number_axis")}
        alt={say("planning.by_number_alt", { n: last[0], share: percent(last[1]) })}
        lines={[{ name: say("planning.covered"), points }]}
        ticks={ticks}
      />
      {found.out_of_reach > 0 && <p class="hint">{say("planning.out_of_reach", { people: people(found.out_of_reach) })}</p>}
      <ol class="steps">
        {found.steps.map((/** @type {any} */ one) => (
          <li key={one.add}>
            <p>
              <strong>{say("planning.step", { n: one.add, share: percent(one.share) })}</strong>{" "}
              {say("planning.step_more", { double: percent(one.double_share), median: time(one.median_s), p90: time(one.p90_s) })}
            </p>
            <p class="hint">{proof(one, found.goal)}</p>
            <ul class="row">
              {one.sites.map((/** @type {any} */ site) => (
                <li key={`${site.lon} ${site.lat}`}>
                  <button type="button" class="link" onClick={() => (flight.value = { at: [site.lon, site.lat], zoom: CLOSE })}>
                    {site.name || say("planning.unnamed_place")}
                  </button>
                </li>
              ))}
            </ul>
            <button type="button" onClick={() => takeOver(one.sites)}>
              {say("planning.take_over", { n: one.add })}
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}

/** How far from proof, in plain words. @param {any} one @param {string} aim */
function proof(one, aim) {
  if (one.proven) return say("planning.proven");
  if (one.gap === null || one.bound === null) return say("planning.unproven");
  const bound = aim === "people" ? people(one.bound) : aim === "farthest" ? time(one.bound) : percent(one.gap);
  const code = aim === "people" || aim === "farthest" ? `planning.bound.${aim}` : "planning.bound.other";
  return say(code, { bound, gap: `${(one.gap * 100).toFixed(2)}%` });
}

/** @param {{name: string, lon: number, lat: number}[]} found */
function takeOver(found) {
  let number = 0;
  const fresh = found.map((one) => {
    do number += 1;
    while (sites.value.some((known) => known.id === `N${number}`));
    const name = one.name || say("planning.new_site", { n: number });
    return { id: `N${number}`, name, lon: one.lon, lat: one.lat, fate: /** @type {const} */ ("added"), cost: null };
  });
  change({ sites: [...sites.value, ...fresh] });
}

export function Stress() {
  const found = stress.value?.found;
  return (
    <>
      <p class="hint">{say("planning.stress_hint")}</p>
      <p class="row">
        <button type="button" class="primary" disabled={stress.value?.state === "running"} onClick={() => begin(stress, "/planning/stress", asked())}>
          {say("planning.stress_begin")}
        </button>
      </p>
      <Progress run={stress} />
      {found?.trials && (
        <table>
          <caption>{say("planning.trials")}</caption>
          <thead>
            <tr>
              <th scope="col">{say("planning.trial_head")}</th>
              <th scope="col">{say("planning.covered")}</th>
              <th scope="col">{say("planning.uncovered")}</th>
            </tr>
          </thead>
          <tbody>
            {found.trials.map((/** @type {any} */ one) => (
              <tr key={one.trial}>
                <th scope="row">
                  {say(`planning.trial.${one.trial}`)}
                  {one.kind && ` · ${one.structure || say(`planning.kind.${one.kind}`)}`}
                </th>
                <td>{percent(one.share)}</td>
                <td>{people(one.uncovered)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {found && found.structures_known === false && <p class="hint warn">{say("planning.structures_unknown")}</p>}
      {found?.structures_known && found.trials.every((/** @type {any} */ one) => one.trial !== "closed") && (
        <p class="hint">{say("planning.no_structures")}</p>
      )}
      {found?.structures?.length > 0 && <Losses title={say("planning.bridges")} rows={found.structures} />}
      {found?.streets && (
        <>
          <Losses title={say("planning.critical")} rows={found.streets} />
          <p class="hint">
            {found.streets_proven ? say("planning.critical_proven") : say("planning.critical_open", { people: people(found.streets_rest) })}
          </p>
        </>
      )}
    </>
  );
}

/** @param {{title: string, rows: {kind?: string, name: string, people: number, lon: number, lat: number}[]}} props */
function Losses({ title, rows }) {
  if (rows.length === 0) return <p class="hint">{say("planning.no_loss")}</p>;
  return (
    <>
      <h3>{title}</h3>
      <ol class="losses">
        {rows.map((one) => (
          <li key={`${one.lon} ${one.lat}`}>
            <button type="button" class="link" onClick={() => (flight.value = { at: [one.lon, one.lat], zoom: CLOSE })}>
              {one.name || say(one.kind ? `planning.kind.${one.kind}` : "planning.unnamed_street")}
            </button>{" "}
            {say("planning.loses", { people: people(one.people) })}
          </li>
        ))}
      </ol>
    </>
  );
}

const first = signal("");
const last = signal("");
const file = signal(/** @type {{name: string, text: string} | null} */ (null));

/** @param {Event & {currentTarget: HTMLInputElement}} event */
async function pick(event) {
  const chosen = event.currentTarget.files?.[0];
  file.value = chosen ? { name: chosen.name, text: await chosen.text() } : null;
}

/** The trial on past calls, which a plan needs before it is proposed. */
export function Check() {
  const known = plan.value;
  if (!known) return null;
  const start = () => {
    const period = { ...(first.value && { first: first.value }), ...(last.value && { last: last.value }) };
    void begin(check, `/site-plans/${known.id}/check`, file.value ? { calls: file.value.text } : period, reopen);
  };
  return (
    <fieldset class="check-plan">
      <legend>{say("planning.check")}</legend>
      <p class="hint">{say("planning.check_hint")}</p>
      <div class="question">
        <label class="field">
          <span>{say("planning.from")}</span>
          <input type="date" value={first.value} onInput={(event) => (first.value = event.currentTarget.value)} />
        </label>
        <label class="field">
          <span>{say("planning.to")}</span>
          <input type="date" value={last.value} onInput={(event) => (last.value = event.currentTarget.value)} />
        </label>
        <label class="field">
          <span>{say("planning.calls_file")}</span>
          <input type="file" accept=".csv,text/csv" onChange={pick} />
        </label>
        <button
          type="button"
          disabled={check.value?.state === "running" || known.standing !== "draft" || changed.value}
          onClick={start}
        >
          {say("planning.check_begin")}
        </button>
      </div>
      <Progress run={check} />
      {known.check && <Outcome told={known.check} stale={!known.checked} />}
    </fieldset>
  );
}

/** @param {{told: any, stale: boolean}} props */
function Outcome({ told, stale }) {
  /** @type {[string, (value: any) => string][]} */
  const rows = [
    ["p15", percent],
    ["median_s", (value) => (value === null ? say("planning.never") : time(value))],
    ["p90_s", (value) => (value === null ? say("planning.never") : time(value))],
  ];
  return (
    <>
      {stale && <p class="warn">{say("planning.check_stale", { edition: told.edition })}</p>}
      <table>
        <caption>{say("planning.check_of", { first: told.first, last: told.last, calls: told.calls, dropped: told.dropped, people: told.people })}</caption>
        <thead>
          <tr>
            <th scope="col">{say("planning.figure")}</th>
            <th scope="col">{say("planning.today")}</th>
            <th scope="col">{say("planning.this_plan")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, written]) => (
            <tr key={name}>
              <th scope="row">{say(`planning.check.${name}`)}</th>
              <td>{written(told.before[name])}</td>
              <td>{written(told.after[name])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {told.p15_low !== null && <p class="hint">{say("planning.check_interval", { low: points(told.p15_low), high: points(told.p15_high) })}</p>}
    </>
  );
}

/** @param {number} share */
const points = (share) => `${share < 0 ? "−" : "+"}${Math.abs(share * 100).toFixed(1)}%`;

