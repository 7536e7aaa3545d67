/** What became of one drill: figures, goals, calls, steps, map, story and lessons. Reads on paper, too. */
import { useState } from "preact/hooks";
import { clockOf, lasting, momentOf, running } from "../times.js";
import { known, say } from "../words.js";
import { learnFrom } from "./state.js";

/** @typedef {import("./state.js").Report} Report */

const NONE = "—";
/** @param {number | null} seconds */
const time = (seconds) => (seconds === null ? NONE : lasting(seconds));

/** Met, not met, or nothing to judge: its own shape, its word. @param {{met: boolean | null}} props */
function Verdict({ met }) {
  const path = met === null ? "M2 7h10" : met ? "M2 7l4 4l7-9" : "M3 3l8 8M11 3l-8 8";
  const name = met === null ? "open" : met ? "met" : "missed";
  return (
    <span class={`verdict ${name}`}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        <path d={path} fill="none" stroke="currentColor" stroke-width="2.5" />
      </svg>
      {say(`drill.goal_${name}`)}
    </span>
  );
}

/** @param {{told: Report}} props */
function Goals({ told }) {
  if (told.goals.length === 0) return <p class="empty">{say("drill.no_goals")}</p>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{say("drill.goal")}</th>
          <th scope="col">{say("drill.reached")}</th>
          <th scope="col">{say("drill.verdict")}</th>
        </tr>
      </thead>
      <tbody>
        {told.goals.map(({ goal, hits, n, undecided, met }) => (
          <tr key={`${goal.kind}${goal.within_s}`}>
            <th scope="row">
              {say(`drill.goal.${goal.kind}`, {
                within: goal.within_s === null ? "" : lasting(goal.within_s),
                share: Math.round((goal.share ?? 0) * 100),
                n: goal.at_least ?? 0,
              })}
            </th>
            <td>
              {hits}/{n} {undecided > 0 && say("drill.undecided", { n: undecided })}
            </td>
            <td>
              <Verdict met={met} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** @param {{told: Report}} props */
function Calls({ told }) {
  const heads = ["call", "at", "alerts", "accepted", "arrived", "first_alert", "first", "filled"];
  return (
    <table>
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {say(`drill.head.${head}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {told.calls.map((one) => (
          <tr key={one.incident}>
            <th scope="row">
              {one.incident} · {say(`type.${one.type}`)} · {say(`level.${one.level}`)}
            </th>
            <td>{running(one.at_s)}</td>
            <td>{one.alerts}</td>
            <td>{one.accepted}</td>
            <td>
              {one.arrived}/{one.wanted}
            </td>
            <td>{time(one.first_alert_s)}</td>
            <td>{time(one.first_s)}</td>
            <td>{time(one.met_s)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** @param {{told: Report}} props */
function Steps({ told }) {
  return (
    <table>
      <thead>
        <tr>
          {["step", "n", "median", "p90"].map((head) => (
            <th key={head} scope="col">
              {say(`drill.head.${head}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {told.steps.map((one) => (
          <tr key={one.name}>
            <th scope="row">{say(`drill.step.${one.name}`)}</th>
            <td>{one.n}</td>
            <td>{time(one.median_s)}</td>
            <td>{time(one.p90_s)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const WIDTH = 640;
const MARGIN = 34;

/** Where its calls were and which stations went: north up, to scale. @param {{told: Report}} props */
function Sketch({ told }) {
  const points = told.map.features;
  const [one] = points;
  if (!one) return <p class="empty">{say("drill.no_map")}</p>;
  const shrink = Math.cos((one.geometry.coordinates[1] * Math.PI) / 180);
  const xs = points.map(({ geometry }) => geometry.coordinates[0] * shrink);
  const ys = points.map(({ geometry }) => -geometry.coordinates[1]);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const span = Math.max(Math.max(...xs) - left, Math.max(...ys) - top, 1e-3);
  const scale = (WIDTH - 2 * MARGIN) / span;
  const height = (Math.max(...ys) - top) * scale + 2 * MARGIN;
  return (
    <figure class="sketch">
      <svg viewBox={`0 0 ${WIDTH} ${height.toFixed(0)}`} role="img" aria-label={say("drill.map_alt", { n: told.calls.length })}>
        {points.map(({ properties }, at) => {
          const x = MARGIN + ((xs[at] ?? left) - left) * scale;
          const y = MARGIN + ((ys[at] ?? top) - top) * scale;
          const call = properties.what === "call";
          return (
            <g key={at} class={call ? "call" : "station"} transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
              {call ? <path d="M0 -9l9 9l-9 9l-9-9z" /> : <rect x="-6" y="-6" width="12" height="12" />}
              <text y={call ? -13 : 20} text-anchor="middle">
                {call ? `${properties.incident} · ${time(properties.first_s)}` : `${properties.name} ${properties.went}`}
              </text>
            </g>
          );
        })}
      </svg>
      <figcaption class="hint">{say("drill.map_note")}</figcaption>
    </figure>
  );
}

/** @param {{one: import("./state.js").Moment}} props */
function Line({ one }) {
  const told = { ...one.told, type: say(`type.${one.told.type}`), level: one.told.level, text: one.told.text ?? "" };
  return (
    <li>
      <time dateTime={one.at}>{running(one.at_s)}</time> <span>{say(`drill.what.${one.what}`, told)}</span>
    </li>
  );
}

/** @param {{told: Report, may: boolean}} props */
function Lessons({ told, may }) {
  const [text, setText] = useState("");
  const send = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (text.trim() !== "") void learnFrom(told.drill, text.trim()).then(() => setText(""));
  };
  return (
    <>
      <ul class="lessons">
        {told.lessons.map((one) => (
          <li key={one.at}>
            {one.text ?? NONE} <span class="hint">{momentOf(one.at)}</span>
          </li>
        ))}
      </ul>
      {may && (
        <form class="lesson on-screen" onSubmit={send}>
          <label class="field">
            <span>{say("drill.lesson")}</span>
            <textarea rows={2} value={text} onInput={(event) => setText(event.currentTarget.value)} />
          </label>
          <button type="submit">{say("drill.note_lesson")}</button>
        </form>
      )}
      <p class="paper-only">{say("drill.lesson_lines")}</p>
    </>
  );
}

/** @param {{told: Report, may: boolean}} props */
export function Aftermath({ told, may }) {
  const figures = ["enrolled", "alerted", "attended", "accepted", "arrived", "pre_empted", "busiest"];
  /** @type {Record<string, any>} */
  const numbers = told;
  /** @type {[string, any][]} */
  const parts = [
    ["goals", <Goals told={told} />],
    ["calls", <Calls told={told} />],
    ["steps", <Steps told={told} />],
    ["map", <Sketch told={told} />],
    ["lessons", <Lessons told={told} may={may} />],
    ["timeline", <ol class="story">{told.timeline.map((one, at) => <Line key={at} one={one} />)}</ol>],
  ];
  return (
    <>
      <section class="part" aria-labelledby="about">
        <h2 id="about">
          {say("drill.tag")}
          {told.name ?? ""}
        </h2>
        <p class="scope">
          {say("drill.scope", {
            kind: known(`drill_kind.${told.kind}`) ? say(`drill_kind.${told.kind}`) : told.kind,
            at: `${momentOf(told.started_at)}`,
            ended: told.ended_at ? clockOf(told.ended_at) : say(`drill_state.${told.state}`),
            elapsed: lasting(told.elapsed_s),
            people: say(told.simulated ? "drill.simulated" : "drill.real"),
            speed: told.speed,
          })}{" "}
          {say(told.outsiders.length === 0 ? "drill.no_outsiders" : "drill.outsiders", { n: told.outsiders.length })}{" "}
          {say("drill.away", { hours: (told.away_s / 3600).toFixed(1) })}
        </p>
        <dl class="numbers">
          {figures.map((one) => (
            <div key={one}>
              <dt>{say(`drill.figure.${one}`)}</dt>
              <dd>{numbers[one]}</dd>
            </div>
          ))}
        </dl>
      </section>
      {parts.map(([name, part]) => (
        <section key={name} class="part" aria-labelledby={`${name}-title`}>
          <h2 id={`${name}-title`}>{say(`drill.section.${name}`)}</h2>
          {part}
        </section>
      ))}
    </>
  );
}
