/** Somebody is asked: what it is, how grave, about where and how far; and the answer in one tap. */
import { now, running } from "../times.js";
import { say } from "../words.js";
import { reply } from "./acts.js";
import { readAloud, silence } from "./alarm.js";
import { FirstTheAed } from "./aed.jsx";
import { Ambulance, Fact, Hazards, What } from "./parts.jsx";
import { ringing } from "./state.js";

const LATER_MINUTES = [2, 5, 10, 15];

/** @param {{asked: import("./state.js").Asked}} props */
export function AskedCard({ asked }) {
  const { alert, incident, where, fetch } = asked;
  const left = (Date.parse(alert.expires_at) - now.value) / 1000;
  return (
    <article class="asked" aria-label={say("phone.asked")}>
      <What incident={incident} />
      <dl>
        {where.length > 0 && (
          <Fact term={say("ui.place")}>
            <b>{where.join(" ")}</b>
            <small>{say("ui.place_after_accepting")}</small>
          </Fact>
        )}
        {alert.eta_s !== null && (
          <Fact term={say("ui.about_there")}>
            <b>{say("ui.minutes", { m: Math.ceil(alert.eta_s / 60) })}</b>
          </Fact>
        )}
        <Fact term={say("ui.your_role")}>
          {say(`role.${alert.role}`)}
        </Fact>
        {fetch && <FirstTheAed fetch={fetch} />}
      </dl>
      <Hazards incident={incident} />
      <Ambulance told={incident.ambulance} />
      <p class="window">{left > 0 ? say("ui.answer_within", { left: running(left) }) : say("ui.answer_late")}</p>
      <button type="button" class="big yes" onClick={() => reply(alert.id, "accept")}>
        {say("ui.i_go")}
      </button>
      <div class="later" role="group" aria-label={say("phone.later")}>
        {LATER_MINUTES.map((m) => (
          <button key={m} type="button" onClick={() => reply(alert.id, "accept", m)}>
            {say("ui.i_go_later", { m })}
          </button>
        ))}
      </div>
      <button type="button" class="big no" onClick={() => reply(alert.id, "decline")}>
        {say("ui.i_cannot")}
      </button>
      <p class="hint">{say("ui.never_held_against")}</p>
      <div class="two">
        <button type="button" class="quiet" onClick={() => readAloud(asked)}>
          {say("phone.read_aloud")}
        </button>
        {ringing.value.some((one) => one.alert.id === alert.id) && (
          <button type="button" class="quiet" onClick={() => silence(alert.id)}>
            {say("phone.silence")}
          </button>
        )}
      </div>
    </article>
  );
}
