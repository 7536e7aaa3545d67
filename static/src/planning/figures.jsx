/** What the plan is worth beside today: the numbers, the curves, the areas. */
import { percent } from "../parts/shares.js";
import { lasting } from "../times.js";
import { say } from "../words.js";
import { base, cells, look, question } from "./state.js";

/** @param {number | null} seconds */
export const time = (seconds) => (seconds === null ? say("planning.over_an_hour") : lasting(seconds));
/** @param {number} value */
export const whole = (value) => Math.round(value).toLocaleString("en").replace(/,/g, " ");

/** People, thousandths of the city or calls: as the cells count. @param {number} value */
export const people = (value) => {
  const known = cells.value;
  if (question.value.demand === "calls" || known?.source === "calls") return say("planning.n_calls", { n: whole(value) });
  if (known?.source === "sites") return say("planning.n_places", { n: whole(value) });
  if (known && !known.scaled) return `${value.toFixed(1)}‰`;
  return say("planning.n_people", { n: whole(value) });
};

/** The difference from today, with its sign. @param {number | null} now @param {number | null | undefined} then @param {(n: number) => string} written */
function change(now, then, written) {
  if (now === null || then === null || then === undefined || Number.isNaN(now - then)) return "";
  if (written(now) === written(then)) return "";
  return `${now > then ? "+" : "−"}${written(Math.abs(now - then))}`;
}

/** Unknown where no station has a cost yet. @param {import("./state.js").Look} told */
const costOf = (told) => (told.cost === 0 && told.cost_unknown > 0 ? NaN : told.cost);

/** @typedef {(told: import("./state.js").Look) => number | null} Pick */
/** Row → what it shows, how it is written, and whether more is better. @type {[code: string, pick: Pick, written: (n: any) => string, more: boolean][]} */
export const ROWS = [
  ["planning.covered", (told) => told.figures.share, percent, true],
  ["planning.covered_people", (told) => told.figures.covered, people, true],
  ["planning.double", (told) => told.figures.double_share, percent, true],
  ["planning.uncovered", (told) => told.figures.uncovered, people, false],
  ["planning.area", (told) => told.figures.km2, (n) => `${n.toFixed(2)} km²`, false],
  ["planning.streets", (told) => told.figures.street_km, (n) => `${n.toFixed(1)} km`, false],
  ["planning.median", (told) => told.figures.median_s, time, false],
  ["planning.p90", (told) => told.figures.p90_s, time, false],
  ["planning.cost", costOf, (n) => (Number.isNaN(n) ? say("planning.no_cost") : say("planning.wan", { n: n.toFixed(1) })), false],
];

export function Strip() {
  const now = look.value;
  if (!now) return <p class="empty">{say("planning.loading")}</p>;
  const then = base.value;
  return (
    <dl class="strip" data-testid="figures">
      {ROWS.filter(([code]) => code !== "planning.area" && code !== "planning.covered_people").map(([code, pick, written, more]) => {
        const value = pick(now);
        const was = then && pick(then);
        const better = value !== null && was !== null && was !== undefined && value > was === more;
        const difference = change(value, was, written);
        return (
          <div key={code}>
            <dt>{say(code)}</dt>
            <dd>
              <strong>{value === null ? time(null) : written(value)}</strong>
              {difference && (
                <span class={better ? "better" : "worse"}>
                  {better ? "▲" : "▼"} {difference} {say(better ? "planning.better" : "planning.worse")}
                </span>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

const WIDTH = 420;
const HEIGHT = 180;
const LEFT = 40;
const BOTTOM = 32;
const TOP = 12;
const PLOT = HEIGHT - TOP - BOTTOM;

/**
 * Covered share against something, a line each.
 *
 * @param {{title: string, axis: string, alt: string, lines: {name: string, dashed?: boolean, points: [number, number][]}[],
 *   limit?: number, ticks: number[]}} props
 */
export function Curve({ title, axis, alt, lines, limit, ticks }) {
  const least = ticks[0] ?? 0;
  const span = Math.max(1, (ticks[ticks.length - 1] ?? 1) - least);
  const x = (/** @type {number} */ at) => LEFT + ((WIDTH - LEFT - 8) * (at - least)) / span;
  const y = (/** @type {number} */ share) => TOP + PLOT * (1 - share);
  return (
    <figure class="plot">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${title}. ${alt}`}>
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <g key={share}>
            <line class="grid" x1={LEFT} x2={WIDTH - 8} y1={y(share)} y2={y(share)} />
            <text x={LEFT - 5} y={y(share)} dy=".35em" text-anchor="end">
              {share * 100}%
            </text>
          </g>
        ))}
        {ticks.map((at) => (
          <text key={at} x={x(at)} y={HEIGHT - BOTTOM + 14} text-anchor="middle">
            {at}
          </text>
        ))}
        <text x={(LEFT + WIDTH) / 2} y={HEIGHT - 3} text-anchor="middle">
          {axis}
        </text>
        {limit !== undefined && <line class="limit" x1={x(limit)} x2={x(limit)} y1={TOP} y2={HEIGHT - BOTTOM} />}
        {lines.map(({ name, dashed, points }) => (
          <g key={name} class={dashed ? "line then" : "line now"}>
            <polyline points={points.map(([at, share]) => `${x(at)},${y(share)}`).join(" ")} />
            {points.length < 24 && points.map(([at, share]) => <circle key={at} cx={x(at)} cy={y(share)} r="2.6" />)}
          </g>
        ))}
      </svg>
      <p class="hint">
        {lines.map(({ name, dashed }) => (
          <span key={name}>
            {dashed ? "╌╌" : "──"} {name}{" "}
          </span>
        ))}
      </p>
    </figure>
  );
}

/** @param {number[]} curve @returns {[number, number][]} */
const byMinute = (curve) => curve.map((share, minutes) => [minutes, share]);

export function Figures() {
  const now = look.value;
  if (!now) return null;
  const then = base.value;
  /** @type {{name: string, dashed?: boolean, points: [number, number][]}[]} */
  const lines = [{ name: say("planning.this_plan"), points: byMinute(now.curve) }];
  if (then) lines.push({ name: say("planning.today"), dashed: true, points: byMinute(then.curve) });
  const at = Math.min(30, Math.round(question.value.minutes));
  return (
    <>
      <Weakness />
      <Curve
        title={say("planning.curve")}
        axis={say("planning.minutes_axis")}
        alt={say("planning.curve_alt", { m: at, share: percent(now.curve[at] ?? 0) })}
        lines={lines}
        limit={Math.min(30, question.value.minutes)}
        ticks={[0, 5, 10, 15, 20, 25, 30]}
      />
      {now.mobilisation_s > 0 && <p class="hint">{say("planning.mobilisation", { time: lasting(now.mobilisation_s) })}</p>}
      {now.unstaffed.length > 0 && <p class="hint warn">{say("planning.unstaffed_n", { n: now.unstaffed.length })}</p>}
      <Areas />
    </>
  );
}

/** Where the demand comes from, and what is weak in it. */
export function Weakness() {
  const known = cells.value;
  if (!known) return null;
  return (
    <p class="weak">
      <strong>{say(`planning.source.${known.source}`)}</strong> {say(`planning.weak.${known.source}`)}{" "}
      {!known.scaled && question.value.demand === "people" && say("planning.unscaled")}
    </p>
  );
}

function Areas() {
  const rows = look.value?.areas ?? [];
  if (rows.length === 0) return <p class="hint">{say("planning.no_areas")}</p>;
  return (
    <table class="areas">
      <caption>{say("planning.by_area")}</caption>
      <thead>
        <tr>
          <th scope="col">{say("planning.area_name")}</th>
          <th scope="col">{say("planning.covered")}</th>
          <th scope="col">{say("planning.double")}</th>
          <th scope="col">{say("planning.uncovered")}</th>
          <th scope="col">{say("planning.median")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, 60).map((one) => (
          <tr key={`${one.level} ${one.name}`}>
            <th scope="row">
              {one.name ?? say("planning.elsewhere")} <small>{say(`planning.level.${one.level}`)}</small>
            </th>
            <td>{percent(one.share)}</td>
            <td>{percent(one.double_share)}</td>
            <td>{people(one.uncovered)}</td>
            <td>{time(one.median_s)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
