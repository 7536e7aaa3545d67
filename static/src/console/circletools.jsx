/** The skill whose live circle is drawn, and what it covers, in words. */
import { momentOf } from "../times.js";
import { say } from "../words.js";
import { circle, day, qualifications, skill, TEAMS, then } from "./circle.js";

/** "63.4%", never more than it is. @param {number} share */
const percent = (share) => `${Math.floor(share * 1000) / 10}%`;

/** @typedef {import("./circle.js").Mark} Mark */

/** @param {Mark} mark */
const named = (mark) => say(mark.planned ? "circle.then_planned" : "circle.then_past", { time: momentOf(mark.at) });

/** @param {Mark} mark */
function toldOf(mark) {
  const [once, twice] = mark.people_shares ?? [];
  if (once === undefined || twice === undefined) return `${named(mark)} · ${say("circle.waiting")}`;
  return say("circle.at", { label: named(mark), n: mark.people, once: percent(once), twice: percent(twice) });
}

/** The share by the hour, and a slider over it: now is the place between what was and what is planned. */
function Day() {
  const marks = day.value ?? [];
  const behind = marks.filter((mark) => !mark.planned).length;
  const stops = [...marks.slice(0, behind), null, ...marks.slice(behind)];
  const chosen = stops.findIndex((mark) => (mark?.at ?? null) === then.value);
  const mark = stops[chosen] ?? null;
  return (
    <div class="circle-day">
      <div class="circle-bars" aria-hidden="true">
        {stops.map((one, place) => (
          <i
            key={one?.at ?? "now"}
            class={`${one === null ? "now" : one.planned ? "planned" : "past"}${place === chosen ? " chosen" : ""}`}
          >
            {one?.people_shares?.map((share, cover) => (
              <b key={cover} style={{ height: `${share * 100}%` }} />
            ))}
          </i>
        ))}
      </div>
      <input
        type="range"
        min="0"
        max={stops.length - 1}
        value={chosen}
        aria-label={say("circle.day")}
        aria-valuetext={mark ? toldOf(mark) : say("circle.now")}
        onInput={(event) => (then.value = stops[Number(event.currentTarget.value)]?.at ?? null)}
      />
    </div>
  );
}

export function CircleTools() {
  const [once, twice] = circle.value?.features.map(({ properties }) => properties ?? {}) ?? [];
  const looked = day.value?.find((mark) => mark.at === then.value);
  return (
    <div class="circle-tools">
      <select
        aria-label={say("circle.skill")}
        value={skill.value}
        onChange={(event) => (skill.value = event.currentTarget.value)}
      >
        {TEAMS.map((team) => (
          <option key={team} value={team}>
            {say(`team.${team}`)}
          </option>
        ))}
        {qualifications.value.map((kind) => (
          <option key={kind} value={kind}>
            {say(`qualification.${kind}`)}
          </option>
        ))}
      </select>
      <p role="status">
        {looked
          ? toldOf(looked)
          : once && twice && once.skill === skill.value
          ? say("circle.figure", {
              n: once.people,
              m: once.minutes,
              once: percent(once.people_share),
              twice: percent(twice.people_share),
              area: percent(once.area_share),
            })
          : say("circle.waiting")}
        {once && <small> {say(`circle.by.${once.people_by}`)}</small>}
      </p>
      {looked && (
        <button type="button" class="quiet small" onClick={() => (then.value = null)}>
          {say("circle.to_now")}
        </button>
      )}
      {day.value && <Day />}
    </div>
  );
}
