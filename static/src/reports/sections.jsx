/** The five parts of a report. */
import { percent } from "../parts/shares.js";
import { momentOf } from "../times.js";
import { say } from "../words.js";
import { counted, hourName, number, Shares, time, told } from "./figures.jsx";
import { Arrivals, Hours, Reliability } from "./plots.jsx";

/** @typedef {import("./state.js").Report} Report */
/** @typedef {import("./state.js").Group} Group */
/** @typedef {[name: string, share: import("./state.js").Share, more?: string]} Row */

/** @param {{report: Report}} props */
export function Promised({ report: { promise, stations } }) {
  const minutes = promise.limits_s.map((seconds) => seconds / 60).join(" / ") || "15";
  /** @type {Record<string, (name: string) => string>} */
  const names = {
    by_station: (name) => stations[name] ?? name,
    by_team: (name) => say(`team.${name}`),
    by_type: (name) => say(`type.${name}`),
    by_level: (name) => say(`level.${name}`),
  };
  const outcomes = { kept: promise.from_report.hits, ...promise.failures };
  return (
    <>
      <p>{say("report.promise_lead", { minutes })}</p>
      <dl class="large">
        <dt>{say("report.figure.from_report")}</dt>
        <dd>
          <strong>{percent(promise.from_report.share)}</strong>
          <span>{counted(promise.from_report)}</span>
        </dd>
        <dt>{say("report.figure.from_occurrence")}</dt>
        <dd>
          <strong>{percent(promise.from_occurrence.share)}</strong>
          <span>
            {counted(promise.from_occurrence)} {say("report.unknown_note", { n: promise.occurrence_unknown })}
          </span>
        </dd>
      </dl>
      <p class="hint">
        {say("report.running_note", { n: promise.running })} {say("report.early_note", { n: promise.closed_early })}
      </p>
      <Outcomes outcomes={outcomes} n={promise.from_report.n} />
      <Arrivals arrivals={promise.arrivals} limits={promise.limits_s} />
      <Hours title={say("report.hours_plot")} note={say("report.hours_note")} hours={promise.by_hour.map(({ name, kept }) => [name ?? "", kept])} />
      <Folded>
        <Shares
          caption={say("report.figure.by_hour")}
          head={say("report.hour_head")}
          rows={promise.by_hour.map(({ name, kept }) => [hourName(name ?? ""), kept])}
        />
      </Folded>
      <div class="side-by-side">
        {Object.entries(names).map(([grouping, name]) => (
          <Shares
            key={grouping}
            caption={say(`report.figure.${grouping}`)}
            head={say(`report.group.${grouping}`)}
            rows={promise[/** @type {import("./state.js").Grouping} */ (grouping)].map(
              (one) => /** @type {Row} */ ([one.name === null ? say("report.no_station") : name(one.name), one.kept]),
            )}
          />
        ))}
      </div>
      <p class="hint">{say("report.station_note")}</p>
    </>
  );
}

/** @param {{outcomes: Record<string, number>, n: number}} props how it went, each way counted */
function Outcomes({ outcomes, n }) {
  return (
    <table>
      <caption>{say("report.outcomes")}</caption>
      <thead>
        <tr>
          <th scope="col">{say("report.outcome")}</th>
          <th scope="col">{say("report.incidents_word")}</th>
          <th scope="col">{say("report.share_head")}</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(outcomes).map(([name, count]) => (
          <tr key={name}>
            <th scope="row">{say(`report.figure.${name}`)}</th>
            <td>{count}</td>
            <td>{n > 0 ? percent(count / n) : "–"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** @param {{report: Report}} props */
export function Steps({ report: { intervals } }) {
  return (
    <>
      <p>{say("report.intervals_lead")}</p>
      <table>
        <caption>{say("report.section.intervals")}</caption>
        <thead>
          <tr>
            <th scope="col">{say("report.step")}</th>
            <th scope="col">{say("report.n")}</th>
            <th scope="col">{say("report.missing")}</th>
            <th scope="col">{say("report.figure.median")}</th>
            <th scope="col">{say("report.figure.p90")}</th>
            <th scope="col">{say("report.figure.within")}</th>
            <th scope="col">{say("report.standard")}</th>
          </tr>
        </thead>
        <tbody>
          {intervals.map((one) => (
            <tr key={one.name}>
              <th scope="row">
                {say(`report.interval.${one.name}`)} <small>{say(`report.ends.${one.name}`)}</small>
              </th>
              <td>{one.n}</td>
              <td>{one.missing}</td>
              <td>{time(one.median_s)}</td>
              <td>{time(one.p90_s)}</td>
              <td>{one.within ? told(one.within) : "–"}</td>
              <td>
                <Measure standard={one.standard} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">{say("report.intervals_note")}</p>
    </>
  );
}

/** @param {{standard: import("./state.js").Standard | null}} props */
function Measure({ standard }) {
  if (standard === null) return <>{say("report.no_standard")}</>;
  const source = say(`report.source.${standard.source}`);
  const within = { time: time(standard.seconds), share: percent(standard.share), source };
  return (
    <>
      <span>{say(standard.share === null ? "report.standard_time" : "report.standard_share", within)}</span>
      {standard.median_s !== null && (
        <span>
          {say("report.standard_median", {
            time: time(standard.median_s),
            source: say(`report.source.${standard.median_source}`),
          })}
        </span>
      )}
    </>
  );
}

/** @param {{report: Report}} props */
export function Predicted({ report: { calibration } }) {
  return (
    <>
      <p>{say("report.calibration_lead")}</p>
      <div class="side-by-side">
        <Scored of="people" scores={calibration.people} />
        <Scored of="waves" scores={calibration.waves} />
      </div>
    </>
  );
}

/** @param {{of: "people" | "waves", scores: import("./state.js").Scores}} props */
function Scored({ of, scores }) {
  const title = say(`report.chance.${of}`);
  const scored = { n: scores.n, without: scores.without_chance, let_be: scores.let_be };
  return (
    <section aria-label={title}>
      <Reliability title={title} scores={scores} />
      <p>
        {say("report.figure.brier")} <strong>{number(scores.brier, 3)}</strong>
      </p>
      <p class="hint">
        {say("report.scored", scored)} {say(`report.${of}_note`)}
      </p>
      {scores.n > 0 && (
        <Folded>
          <Shares
            caption={title}
            head={say("report.tenth")}
            more={say("report.figure.predicted")}
            rows={scores.bins.map((one) => [
              `${one.low.toFixed(1)}–${(one.low + 0.1).toFixed(1)}`,
              one.observed,
              percent(one.predicted),
            ])}
          />
        </Folded>
      )}
    </section>
  );
}

/** @param {{report: Report}} props */
export function Activated({ report: { activation } }) {
  /** @param {import("./state.js").Activated} one @param {string} name @returns {Row} */
  const row = (one, name) => [name, one.alerted, time(one.after_s)];
  return (
    <>
      <p>{say("report.activation_lead")}</p>
      <dl class="large">
        <dt>{say("report.figure.alerted")}</dt>
        <dd>
          <strong>{percent(activation.total.alerted.share)}</strong>
          <span>
            {counted(activation.total.alerted)} {say("report.not_eligible", { n: activation.not_eligible })}
          </span>
        </dd>
        <dt>{say("report.figure.after")}</dt>
        <dd>
          <strong>{time(activation.total.after_s)}</strong>
          <span>{say("report.automatic", { share: told(activation.automatic) })}</span>
        </dd>
      </dl>
      <div class="side-by-side">
        <Shares
          caption={say("report.by_desk")}
          head={say("report.desk_head")}
          more={say("report.after_head")}
          rows={activation.by_desk.map((one) => row(one, say("report.desk", { n: one.name }) + (one.own ? say("report.own") : "")))}
        />
        <Shares
          caption={say("report.group.by_hour")}
          head={say("report.hour_head")}
          more={say("report.after_head")}
          rows={activation.by_hour.map((one) => row(one, hourName(one.name)))}
        />
      </div>
      {activation.spread && (
        <p>
          {say("report.spread", {
            least: percent(activation.spread.least.alerted.share),
            least_desk: activation.spread.least.name,
            most: percent(activation.spread.most.alerted.share),
            most_desk: activation.spread.most.name,
          })}
        </p>
      )}
      <p class="hint">{say("report.activation_note")}</p>
      <Overrides overridden={activation.overridden} overrides={activation.overrides} />
    </>
  );
}

/** @param {{overridden: number, overrides: import("./state.js").Override[]}} props */
function Overrides({ overridden, overrides }) {
  if (overridden === 0) return <p>{say("report.no_overrides")}</p>;
  return (
    <>
      <table>
        <caption>{say("report.overrides", { n: overridden })}</caption>
        <thead>
          <tr>
            <th scope="col">{say("report.override_incident")}</th>
            <th scope="col">{say("report.override_at")}</th>
            <th scope="col">{say("report.override_after")}</th>
            <th scope="col">{say("report.desk_head")}</th>
            <th scope="col">{say("report.override_asked")}</th>
          </tr>
        </thead>
        <tbody>
          {overrides.map((one) => (
            <tr key={`${one.incident} ${one.at}`}>
              <th scope="row">{say("ui.incident_no", { id: one.incident })}</th>
              <td>{momentOf(one.at)}</td>
              <td>{time(one.after_s)}</td>
              <td>{one.desk === null ? "–" : say("report.desk", { n: one.desk })}</td>
              <td>{one.asked}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {overrides.length < overridden && <p class="hint">{say("report.overrides_cut", { n: overrides.length })}</p>}
    </>
  );
}

/** @param {{report: Report}} props */
export function Load({ report: { load } }) {
  return (
    <>
      <p>
        {say("report.load_lead")} {say("report.load_people", { people: load.people, alerts: load.alerts, weeks: load.person_weeks })}
      </p>
      <dl class="large">
        <dt>{say("report.weekly")}</dt>
        <dd>
          <strong>{number(load.weekly_median, 1)}</strong>
          <span>
            {say("report.figure.median")} · {say("report.figure.p90")} {number(load.weekly_p90, 1)} · {say("report.most")}{" "}
            {number(load.weekly_max, 0)}
          </span>
        </dd>
        <dt>{say("report.gini")}</dt>
        <dd>
          <strong>{number(load.gini, 3)}</strong>
          <span>{say("report.gini_note")}</span>
        </dd>
        <dt>{say("report.figure.accepted")}</dt>
        <dd>
          <strong>{percent(load.accepted.share)}</strong>
          <span>
            {counted(load.accepted)} {say("report.unanswered_note", { n: load.unanswered })}
          </span>
        </dd>
      </dl>
      <p>{say("report.wasted", { share: told(load.wasted) })}</p>
      <Hours title={say("report.accepted_plot")} note={say("report.hours_note")} hours={load.by_hour.map(({ name, yes }) => [name, yes])} />
      <Folded>
        <Shares
          caption={say("report.accepted_plot")}
          head={say("report.hour_head")}
          rows={load.by_hour.map(({ name, yes }) => [hourName(name), yes])}
        />
      </Folded>
    </>
  );
}

/** @param {{children: any}} props a table that says what the drawing above it shows */
function Folded({ children }) {
  return (
    <details>
      <summary>{say("report.figures")}</summary>
      {children}
    </details>
  );
}
