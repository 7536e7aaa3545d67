/** Three small drawings. Each has a sentence for who cannot see it, and a table beside it. */
import { percent } from "../parts/shares.js";
import { say } from "../words.js";
import { hourName } from "./figures.jsx";

/** @typedef {import("./state.js").Share} Share */

const WIDTH = 660;
const HEIGHT = 230;
const LEFT = 44;
const BOTTOM = 44;
const TOP = 14;
const PLOT = HEIGHT - BOTTOM - TOP;
const SHARES = [0, 0.25, 0.5, 0.75, 1];

/** @param {number} share */
const height = (share) => TOP + PLOT * (1 - share);

/** @param {{title: string, alt: string, note: string, children: any, width?: number, tall?: number}} props */
function Plot({ title, alt, note, children, width = WIDTH, tall = HEIGHT }) {
  return (
    <figure class="plot" style={{ maxWidth: `${width}px` }}>
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${width} ${tall}`} role="img" aria-label={`${title}. ${alt}`}>
        {children}
      </svg>
      <p class="hint">{note}</p>
    </figure>
  );
}

/** @param {{x: number, share: Share, y: (share: number) => number}} props a dot, and its interval as a line */
function Dot({ x, share, y }) {
  if (share.share === null) return null;
  return (
    <g>
      <line class="interval" x1={x} x2={x} y1={y(share.low ?? 0)} y2={y(share.high ?? 1)} />
      <circle class="dot" cx={x} cy={y(share.share)} r="4.5" />
    </g>
  );
}

/** @param {{right: number}} props */
function ShareAxis({ right }) {
  return SHARES.map((share) => (
    <g key={share}>
      <line class="grid" x1={LEFT} x2={right} y1={height(share)} y2={height(share)} />
      <text x={LEFT - 6} y={height(share)} dy=".35em" text-anchor="end">
        {share * 100}%
      </text>
    </g>
  ));
}

/** A share for each hour of the day. @param {{title: string, note: string, hours: [hour: string, share: Share][]}} props */
export function Hours({ title, note, hours }) {
  const slot = (WIDTH - LEFT - 8) / 24;
  const middle = (/** @type {string} */ hour) => LEFT + slot * (Number(hour) + 0.5);
  const seen = hours.filter(([, share]) => share.share !== null);
  const ordered = [...seen].sort(([, one], [, other]) => (one.share ?? 0) - (other.share ?? 0));
  const [lowest, highest] = [ordered[0], ordered[ordered.length - 1]];
  if (!lowest || !highest) return <p class="empty">{say("report.no_data")}</p>;
  const alt = say("report.hours_alt", {
    n: seen.length,
    low: percent(lowest[1].share),
    low_hour: hourName(lowest[0]),
    high: percent(highest[1].share),
    high_hour: hourName(highest[0]),
  });
  return (
    <Plot title={title} alt={alt} note={note}>
      <ShareAxis right={WIDTH - 8} />
      {Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0")).map((hour) => (
        <text key={hour} x={middle(hour)} y={HEIGHT - BOTTOM + 15} text-anchor="middle">
          {hour}
        </text>
      ))}
      {seen.map(([hour, share]) => (
        <g key={hour}>
          <Dot x={middle(hour)} share={share} y={height} />
          <text class="count" x={middle(hour)} y={HEIGHT - BOTTOM + 31} text-anchor="middle">
            {share.n}
          </text>
        </g>
      ))}
      <text x={LEFT - 6} y={HEIGHT - BOTTOM + 31} text-anchor="end">
        n
      </text>
    </Plot>
  );
}

/** First arrivals, a bar a minute. @param {{arrivals: {minutes: number[], later: number, never: number}, limits: number[]}} props seconds */
export function Arrivals({ arrivals: { minutes, later, never }, limits }) {
  const bars = [...minutes, later, never];
  // What is later, and what never was, stand apart from the minutes and from each other.
  const slot = (WIDTH - LEFT - 8) / (minutes.length + 5);
  const left = (/** @type {number} */ at) => LEFT + slot * (at < minutes.length ? at : minutes.length + 1 + 2 * (at - minutes.length));
  const most = Math.max(...bars);
  const limit = Math.max(0, ...limits) / 60;
  if (most === 0) return <p class="empty">{say("report.no_data")}</p>;
  const within = minutes.slice(0, limit).reduce((sum, n) => sum + n, 0);
  const after = minutes.reduce((sum, n) => sum + n, later) - within;
  const names = [...minutes.map((_, at) => (at % 5 === 0 ? String(at) : "")), say("report.later", { m: minutes.length }), say("report.never")];
  return (
    <Plot
      title={say("report.arrivals_plot")}
      alt={say("report.arrivals_alt", { within, after, never })}
      note={say("report.arrivals_note")}
    >
      {bars.map((n, at) => (
        <g key={at}>
          {n > 0 && (
            <>
              <rect
                class={at < limit ? "bar" : "bar late"}
                x={left(at) + 1.5}
                y={TOP + PLOT * (1 - n / most) * 0.92 + PLOT * 0.08}
                width={slot - 3}
                height={((PLOT * n) / most) * 0.92}
              />
              <text class="count" x={left(at) + slot / 2} y={TOP + PLOT * (1 - n / most) * 0.92 + PLOT * 0.08 - 4} text-anchor="middle">
                {n}
              </text>
            </>
          )}
          <text x={at < minutes.length ? left(at) : left(at) + slot / 2} y={HEIGHT - BOTTOM + 15} text-anchor="middle">
            {names[at]}
          </text>
        </g>
      ))}
      <line class="axis" x1={LEFT} x2={WIDTH - 8} y1={HEIGHT - BOTTOM} y2={HEIGHT - BOTTOM} />
      {limits.map((seconds) => (
        <g key={seconds}>
          <line class="limit" x1={left(seconds / 60)} x2={left(seconds / 60)} y1={TOP - 8} y2={HEIGHT - BOTTOM} />
          <text class="limit-name" x={left(seconds / 60) + 4} y={TOP}>
            {say("report.limit", { m: seconds / 60 })}
          </text>
        </g>
      ))}
      <text x={LEFT + slot * (minutes.length / 2)} y={HEIGHT - 8} text-anchor="middle">
        {say("report.minutes_axis")}
      </text>
    </Plot>
  );
}

const SIDE = 300;

/** Foreseen against observed. @param {{title: string, scores: import("./state.js").Scores}} props */
export function Reliability({ title, scores }) {
  const y = (/** @type {number} */ share) => TOP + (SIDE - BOTTOM - TOP) * (1 - share);
  const x = (/** @type {number} */ share) => LEFT + (SIDE - LEFT - 10) * share;
  if (scores.n === 0) return <p class="empty">{`${title}: ${say("report.no_data")}`}</p>;
  const gap = Math.max(...scores.bins.map(({ predicted, observed }) => Math.abs(predicted - (observed.share ?? 0))));
  const alt = say("report.reliability_alt", { n: scores.n, bins: scores.bins.length, gap: percent(gap) });
  return (
    <Plot title={title} alt={alt} note={say("report.reliability_note")} width={SIDE} tall={SIDE}>
      {SHARES.map((share) => (
        <g key={share}>
          <line class="grid" x1={x(0)} x2={x(1)} y1={y(share)} y2={y(share)} />
          <text x={LEFT - 6} y={y(share)} dy=".35em" text-anchor="end">
            {share * 100}%
          </text>
          <text x={x(share)} y={SIDE - BOTTOM + 15} text-anchor="middle">
            {share * 100}%
          </text>
        </g>
      ))}
      <line class="limit" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
      {scores.bins.map(({ low, predicted, observed }) => (
        <g key={low}>
          <Dot x={x(predicted)} share={observed} y={y} />
          <text class="count" x={x(predicted) + 7} y={y(observed.share ?? 0) - 5}>
            {observed.n}
          </text>
        </g>
      ))}
      <text x={x(0.5)} y={SIDE - 8} text-anchor="middle">
        {say("report.predicted_axis")}
      </text>
      <text x={x(0) + 4} y={TOP} text-anchor="start">
        {say("report.observed_axis")}
      </text>
    </Plot>
  );
}
