/** A volunteer calls for help: over everything, on every console, until somebody at the desk ends it with a reason. */
import { useId, useState } from "preact/hooks";
import { write } from "../api.js";
import { board } from "../board.js";
import { lookAt } from "../map/sight.js";
import { Mark } from "../parts/shape.jsx";
import { SAFETY } from "../parts/shapes.js";
import { clockOf, momentOf, now, running } from "../times.js";
import { say } from "../words.js";
import { once, underWay } from "./acts.js";
import { panics } from "./alarms.js";
import { VolunteerPhone } from "./phone.jsx";
import { Placed } from "./placed.jsx";
import { dispatches, openFromQueue } from "./state.js";

/** @typedef {import("../rows.js").Panic} Panic */

/** @param {{panic: Panic}} props */
function Where({ panic }) {
  const { position, incident } = panic;
  const called = incident === null ? undefined : board.incidents.value.get(incident);
  return (
    <>
      {called ? (
        <button type="button" onClick={() => openFromQueue(incident)}>
          {say("panic.on", { incident })} {say(`type.${called.type}`)}
        </button>
      ) : (
        <span>{incident === null ? say("panic.off") : say("panic.on", { incident })}</span>
      )}
      {position ? (
        <button type="button" onClick={() => lookAt([position.lon, position.lat], 17)}>
          {say("panic.where")} {position.lon.toFixed(5)}, {position.lat.toFixed(5)}
        </button>
      ) : (
        <span>{say("panic.no_position")}</span>
      )}
      <Placed volunteer={panic.volunteer} />
    </>
  );
}

/** What is done needs words: neither button works without them. @param {{panic: Panic}} props */
function Answer({ panic }) {
  const [reason, setReason] = useState("");
  const label = useId();
  const busy = underWay.value.has(`panic:${panic.id}`);
  /** @param {"answer" | "end"} act */
  const say_it = async (act) => {
    const told = { reason: reason.trim() };
    if (told.reason && (await once(`panic:${panic.id}`, () => write("POST", `/panics/${panic.id}/${act}`, told)))) setReason("");
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void say_it(panic.answered_at ? "end" : "answer");
      }}
    >
      <label for={label}>{say("panic.reason")}</label>
      <input id={label} required value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      {!panic.answered_at && (
        <button type="submit" disabled={busy || !reason.trim()}>
          {say("panic.answer")}
        </button>
      )}
      <button type="button" disabled={busy || !reason.trim()} onClick={() => void say_it("end")}>
        {say("panic.end")}
      </button>
    </form>
  );
}

/** @param {{panic: Panic}} props */
function One({ panic }) {
  const volunteer = board.volunteers.value.get(panic.volunteer);
  return (
    <li class={panic.answered_at ? "panic answered" : "panic"}>
      <p class="panic-said" role="alert">
        <Mark shape={SAFETY.panic} size={30} />
        <b class="panic-word">{say("panic.word")}</b>
        <b class="panic-who">{volunteer?.name ?? panic.volunteer}</b>
        <span>{clockOf(panic.raised_at)}</span>
      </p>
      <p class="panic-facts">
        <span class="panic-clock" role="timer">
          {running((now.value - Date.parse(panic.raised_at)) / 1000)}
        </span>
        <VolunteerPhone id={panic.volunteer} />
        <Where panic={panic} />
        <b>{panic.leader ? say("panic.leader", { leader: panic.leader }) : say("panic.no_leader")}</b>
      </p>
      {panic.answered_at && (
        <p class="panic-facts">
          {say("panic.answered", {
            by: panic.answered_by?.slice(panic.answered_by.indexOf(":") + 1),
            at: momentOf(panic.answered_at),
            answer: panic.answer,
          })}
        </p>
      )}
      {dispatches.value && <Answer panic={panic} />}
    </li>
  );
}

export function Panics() {
  if (panics.value.length === 0) return null;
  return (
    <section class="panics" aria-label={say("panic.region")}>
      <ul>
        {panics.value.map((panic) => (
          <One key={panic.id} panic={panic} />
        ))}
      </ul>
    </section>
  );
}
