/** The skill whose live circle is drawn, and what it covers, in words. */
import { say } from "../words.js";
import { circle, qualifications, skill, TEAMS } from "./circle.js";

/** "63.4%", never more than it is. @param {number} share */
const percent = (share) => `${Math.floor(share * 1000) / 10}%`;

export function CircleTools() {
  const [once, twice] = circle.value?.features.map(({ properties }) => properties ?? {}) ?? [];
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
        {once && twice && once.skill === skill.value
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
    </div>
  );
}
