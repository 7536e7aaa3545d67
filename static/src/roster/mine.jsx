/** A volunteer's own page: my shifts, those that I could take, and swaps. Made for a phone. */
import { useState } from "preact/hooks";
import { act, attempt, loadMine, me, mine, stationName } from "./state.js";
import { momentOf, timezone } from "../times.js";
import { write } from "../api.js";
import { language, say } from "../words.js";
import { skillName } from "./grid.jsx";

/** @param {string} from @param {string} to */
function span(from, to) {
  const day = new Intl.DateTimeFormat(language.value, { timeZone: timezone.value, month: "numeric", day: "numeric", weekday: "short" });
  const hour = new Intl.DateTimeFormat(language.value, { timeZone: timezone.value, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return `${day.format(new Date(from))} ${hour.format(new Date(from))}–${hour.format(new Date(to))}`;
}

/** @param {{one: any}} props */
function Own({ one }) {
  const [leaving, setLeaving] = useState(false);
  const [reason, setReason] = useState("");
  return (
    <li class="card">
      <strong>{span(one.starts_at, one.ends_at)}</strong>
      <span>
        {stationName(one.station)} · {say(`roster.state.${one.state}`)}
      </span>
      {["planned", "confirmed"].includes(one.state) && (
        <span class="buttons">
          {one.state === "planned" && (
            <button type="button" class="primary" onClick={() => act(`/shifts/${one.shift}/confirm`)}>
              {say("roster.confirm")}
            </button>
          )}
          <button type="button" onClick={() => act(`/shifts/${one.shift}/swap`)}>
            {say("roster.offer")}
          </button>
          <button type="button" aria-expanded={leaving} onClick={() => setLeaving(!leaving)}>
            {say("roster.drop")}
          </button>
        </span>
      )}
      {leaving && (
        <form
          class="buttons"
          onSubmit={(event) => {
            event.preventDefault();
            void act(`/shifts/${one.shift}/drop`, { reason });
          }}
        >
          <label class="field">
            <span>{say("roster.reason")}</span>
            <input required value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
          </label>
          <button type="submit" class="danger">
            {say("roster.drop")}
          </button>
        </form>
      )}
    </li>
  );
}

export function Mine() {
  const told = mine.value;
  if (!told) return null;
  const signUp = (/** @type {any} */ one) =>
    attempt(async () => {
      await write("POST", "/rosters/sign-ups", { station: one.station, day: one.day, template: one.template });
      await loadMine();
    });
  return (
    <>
      <section aria-labelledby="own-title">
        <h2 id="own-title">{say("roster.own")}</h2>
        {told.shifts.length === 0 && <p class="empty">{say("roster.own_none")}</p>}
        <ul>
          {told.shifts.map((/** @type {any} */ one) => (
            <Own key={one.shift} one={one} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="swaps-title">
        <h2 id="swaps-title">{say("roster.swaps")}</h2>
        {told.swaps.length === 0 && <p class="empty">{say("roster.swaps_none")}</p>}
        <ul>
          {told.swaps.map((/** @type {any} */ one) => (
            <li key={one.id} class="card">
              <strong>{one.shift ? span(one.shift.starts_at, one.shift.ends_at) : stationName(one.station)}</strong>
              <span>
                {stationName(one.station)} · {say(`roster.swap.${one.state}`)}
              </span>
              <span class="buttons">
                {one.volunteer === me.value?.volunteer ? (
                  <button type="button" onClick={() => act(`/swaps/${one.id}/withdraw`)}>
                    {say("roster.withdraw")}
                  </button>
                ) : (
                  one.state === "offered" && (
                    <button type="button" class="primary" onClick={() => act(`/swaps/${one.id}/take`)}>
                      {say("roster.take")}
                    </button>
                  )
                )}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="open-title">
        <h2 id="open-title">{say("roster.open")}</h2>
        {told.open.length === 0 && <p class="empty">{say("roster.open_none")}</p>}
        <ul>
          {told.open.slice(0, 40).map((/** @type {any} */ one) => (
            <li key={`${one.station}${one.starts_at}${one.template}${one.skill}`} class="card">
              <strong>{span(one.starts_at, one.ends_at)}</strong>
              <span>
                {stationName(one.station)} · {skillName(one.skill)} {say("roster.short", { n: one.missing })}
              </span>
              <span class="buttons">
                <button type="button" class="primary" onClick={() => signUp(one)}>
                  {say("roster.sign_up")}
                </button>
              </span>
            </li>
          ))}
        </ul>
      </section>
      <p class="empty">{say("roster.as_of", { at: momentOf(new Date().toISOString()) })}</p>
    </>
  );
}
