/** Whether each station is ready now, the worst first; for one that fell short, who could come and who could be moved. */
import "../../css/kit.css";
import { signal } from "@preact/signals";
import en from "catalogue:en/readiness";
import zh from "catalogue:zh-CN/readiness";
import { read } from "../api.js";
import { Mark } from "../parts/shape.jsx";
import { percent } from "../parts/shares.js";
import { momentOf } from "../times.js";
import { known, language, learn, say } from "../words.js";
import { attempt, me, station } from "./state.js";

learn({ "zh-CN": zh, en });

/**
 * @typedef {{why: string, skill: string | null, wanted: number | null, found: number | null, count: number | null,
 *   kit: string | null, gate: string | null}} Reason
 * @typedef {{station: string, name: string, level: "red" | "amber" | "green" | "closed", reasons: Reason[],
 *   on_site: number, standby: number, away: number, kit: Record<string, number>, equipped: number, comms: number,
 *   short_since: string | null}} Standing
 * @typedef {{volunteer: string, name: string | null, phone: string | null, station: string | null}} Somebody
 * @typedef {Somebody & {standby: boolean, way_s: number | null, load_h: number, against: string[]}} Coming
 * @typedef {Somebody & {source_name: string, mode: string, way_s: number, gains: number, loses: number}} Moving
 * @typedef {{skill: string | null, wanted: number, found: number, fill: Coming[], moves: Moving[]}} Lacking
 */

/** @type {Record<string, import("../parts/shapes.js").Shape>} */
const LEVEL = {
  red: { path: "M12 2.5l10.5 19h-21zM12 9v6M12 17.5v.5", hollow: true, tone: "--bad" },
  amber: { path: "M12 2l10 10l-10 10l-10-10z", hollow: true, tone: "--waiting" },
  green: { path: "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16z", tone: "--good" },
  closed: { path: "M5 5h14v14h-14zM8 12h8", hollow: true, tone: "--muted" },
};

const standings = signal(/** @type {Standing[]} */ ([]));
const advised = signal("");
const advice = signal(/** @type {Lacking[]} */ ([]));

export async function loadReadiness() {
  standings.value = (await read("/readiness")).rows;
}

/** Those that are short, for the head of the page. */
export const shortNow = () => shown().filter((one) => one.level === "red").length;

const shown = () => standings.value.filter((one) => station.value === "" || one.station === station.value);

/** @param {string | null} skill */
function skillOf(skill) {
  if (skill === null) return say("readiness.anybody");
  if (skill === "first_aider") return say("readiness.first_aider");
  return say(known(`team.${skill}`) ? `team.${skill}` : `qualification.${skill}`);
}

/** @param {string} kind */
const kitOf = (kind) => (known(`kit_kind.${kind}`) ? say(`kit_kind.${kind}`) : kind);

/** @param {Reason} one */
const reasonOf = (one) =>
  say(`readiness.why.${one.why}`, {
    ...one,
    skill: one.skill === null && one.wanted === null ? "" : skillOf(one.skill),
    kit: one.kit === null ? "" : kitOf(one.kit),
    gate: one.gate === null ? "" : say(one.gate),
  });

/** @param {string} ident */
async function advise(ident) {
  if (advised.value === ident) {
    advised.value = "";
    return;
  }
  await attempt(async () => {
    advice.value = (await read(`/readiness/${ident}/advice`)).rows;
    advised.value = ident;
  });
}

/** @param {{one: Somebody}} props */
function Who({ one }) {
  return (
    <strong>
      {one.name ?? one.volunteer} <small>{one.volunteer}</small>
    </strong>
  );
}

/** @param {{one: Coming}} props */
function Come({ one }) {
  const about = [
    one.way_s === null ? say("readiness.way_unknown") : say("readiness.way", { minutes: Math.ceil(one.way_s / 60) }),
    say("readiness.load", { hours: one.load_h }),
    ...(one.standby ? [say("readiness.on_standby")] : []),
    ...(one.against.length > 0 ? [say("readiness.rest_against")] : []),
  ];
  return (
    <li>
      <Who one={one} /> {one.phone} · {about.join(" · ")}
    </li>
  );
}

/** @param {{one: Moving}} props */
function Move({ one }) {
  return (
    <li>
      <Who one={one} /> {say("readiness.from", { station: one.source_name, mode: say(`mode.${one.mode}`) })} ·{" "}
      {say("readiness.way", { minutes: Math.ceil(one.way_s / 60) })} ·{" "}
      <span class="gain">＋{say("readiness.gains", { share: percent(one.gains) })}</span>
      {one.loses > 0 && (
        <>
          {" "}
          · <span class="loss">－{say("readiness.loses", { share: percent(one.loses) })}</span>
        </>
      )}
    </li>
  );
}

/** @param {{one: Lacking}} props */
function Fill({ one }) {
  const skill = skillOf(one.skill);
  return (
    <>
      <strong>{say("readiness.missing", { n: one.wanted - one.found, skill })}</strong>
      <div class="both">
        <div>
          <h3>{say("readiness.come")}</h3>
          {one.fill.length > 0 ? <ul>{one.fill.map((each) => <Come key={each.volunteer} one={each} />)}</ul> : <p>{say("readiness.nobody")}</p>}
        </div>
        <div>
          <h3>{say("readiness.move")}</h3>
          {one.moves.length > 0 ? <ul>{one.moves.map((each) => <Move key={each.volunteer} one={each} />)}</ul> : <p>{say("readiness.no_moves")}</p>}
          <small>{say("readiness.move_note", { skill })}</small>
        </div>
      </div>
    </>
  );
}

/** @param {{one: Standing}} props */
function Row({ one }) {
  const asks = one.level === "red" && ["dispatcher", "duty_officer"].includes(me.value?.role ?? "");
  const kit = Object.entries(one.kit).map(([kind, n]) => `${kitOf(kind)} ${n}`);
  return (
    <>
      <tr data-level={one.level}>
        <th scope="row">
          {one.name} <small>{one.station}</small>
        </th>
        <td>
          <span class="with-mark">
            <Mark shape={LEVEL[one.level]} />
            {say(`readiness.level.${one.level}`)}
          </span>
        </td>
        <td>
          <ul>
            {one.reasons.map((each) => (
              <li key={reasonOf(each)}>{reasonOf(each)}</li>
            ))}
            {one.level === "green" && <li>{say("readiness.fine")}</li>}
            {one.short_since && <li>{say("readiness.since", { at: momentOf(one.short_since) })}</li>}
          </ul>
        </td>
        <td>
          {say("readiness.there", { site: one.on_site, home: one.standby })}
          <br />
          {say("readiness.equipped", { n: one.equipped })}
        </td>
        <td>
          {kit.length > 0 ? kit.join(language.value === "en" ? ", " : "、") : "—"}
          <br />
          {say("readiness.comms", { n: one.comms })}
        </td>
        <td>
          {asks && (
            <button type="button" aria-expanded={advised.value === one.station} onClick={() => void advise(one.station)}>
              {say(advised.value === one.station ? "readiness.hide" : "readiness.advice")}
            </button>
          )}
        </td>
      </tr>
      {asks && advised.value === one.station && (
        <tr>
          <td colSpan={6}>
            <div class="advice" role="region" aria-label={say("readiness.advice_of", { station: one.name })}>
              {advice.value.map((each) => (
                <Fill key={each.skill} one={each} />
              ))}
            </div>
          </td>
        </tr>
      )}
    </>
  );
}

export function Readiness() {
  const rows = shown();
  if (rows.length === 0) return <p class="empty">{say("readiness.none")}</p>;
  const n = (/** @type {string} */ level) => rows.filter((one) => one.level === level).length;
  return (
    <>
      <p>{say("readiness.summary", { red: n("red"), amber: n("amber"), green: n("green") })}</p>
      <table class="stands">
        <thead>
          <tr>
            <th scope="col">{say("readiness.station")}</th>
            <th scope="col">{say("readiness.level")}</th>
            <th scope="col">{say("readiness.reasons")}</th>
            <th scope="col">{say("readiness.people")}</th>
            <th scope="col">{say("readiness.kit")}</th>
            <th scope="col">{say("readiness.advice")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <Row key={one.station} one={one} />
          ))}
        </tbody>
      </table>
    </>
  );
}
