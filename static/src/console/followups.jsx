/** What is still owed after incidents: whom a counsellor rings, and who of our own has not said that they are well. */
import { useSignal } from "@preact/signals";
import { board } from "../board.js";
import { Key } from "../parts/key.jsx";
import { Mark } from "../parts/shape.jsx";
import { OWED } from "../parts/shapes.js";
import { momentOf } from "../times.js";
import { say } from "../words.js";
import { contactOf, followUp, underWay } from "./acts.js";
import { raised, waitingFollowUps, whenOwed } from "./owed.js";
import { answers, closePanel } from "./state.js";

/** @typedef {import("../rows.js").FollowUp} FollowUp */

const MISSED = ["no_answer", "phone_off", "wrong_number", "declined", "other"];

/** @param {string | null} volunteer */
const nameOf = (volunteer) => (volunteer === null ? "" : (board.volunteers.value.get(volunteer)?.name ?? volunteer));

/** @param {FollowUp} one */
function standing(one) {
  if (one.taken_at) return say("followup.held_by", { name: one.holder ? nameOf(one.holder) : say("followup.desk"), state: say("followup.state.taken") });
  if (one.holder) return say("followup.held_by", { name: nameOf(one.holder), state: say("followup.state.assigned") });
  if (one.kind === "welfare" && !one.raised_at) return say("followup.state.awaiting");
  return say("followup.state.due");
}

/** Whom to ring, asked for: that it was looked at is written down. @param {{one: FollowUp}} props */
function Contact({ one }) {
  const found = useSignal(/** @type {import("./acts.js").Contact | null} */ (null));
  if (found.value === null) {
    return (
      <button type="button" class="small" onClick={async () => (found.value = (await contactOf(one.id)) ?? null)}>
        {say("followup.contact")}
      </button>
    );
  }
  const { name, phone, address, text, note } = found.value;
  const known = { name, phone, address, said: text, note };
  const told = Object.entries(known).filter(([, value]) => value);
  return (
    <dl class="owed-contact">
      {told.length === 0 && <dd>{say("followup.no_contact")}</dd>}
      {told.map(([field, value]) => (
        <div key={field}>
          <dt>{say(`followup.${field}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** @param {{one: FollowUp}} props */
function Acts({ one }) {
  const busy = underWay.value.has(`follow-up:${one.id}`);
  return (
    <div class="owed-acts">
      {one.taken_at ? (
        <button type="button" class="small" disabled={busy} onClick={() => void followUp(one.id, "hand-back")}>
          {say("followup.hand_back")}
        </button>
      ) : (
        <button type="button" class="small" disabled={busy} onClick={() => void followUp(one.id, "take")}>
          {say("followup.take")}
        </button>
      )}
      <button type="button" class="small" disabled={busy} onClick={() => void followUp(one.id, "done")}>
        {say("followup.done")}
      </button>
      <select
        aria-label={say("followup.not_reached")}
        disabled={busy}
        value=""
        onChange={(event) => void followUp(one.id, "not-reached", { reason: event.currentTarget.value })}
      >
        <option value="">{say("followup.not_reached")}</option>
        {MISSED.map((reason) => (
          <option key={reason} value={reason}>
            {say(`followup.missed.${reason}`)}
          </option>
        ))}
      </select>
      <Contact one={one} />
    </div>
  );
}

/** @param {{one: FollowUp}} props */
function Owed({ one }) {
  const about =
    one.kind === "welfare"
      ? say("followup.about.welfare", { name: nameOf(one.volunteer), incident: one.incident })
      : say("followup.about.psychological", { type: say(`type.${one.type}`), incident: one.incident });
  const tone = whenOwed(one);
  return (
    <li class={tone}>
      <Mark shape={OWED[tone]} size={14} />
      <span class="who">
        <b>{about}</b>
        <small>
          {one.raised_at && <em>{say(one.feeling === "help" ? "followup.raised.help" : "followup.raised.silent")} · </em>}
          {one.state === "overdue" && <em>{say("followup.state.overdue")} · </em>}
          {standing(one)} · {say("followup.due_at", { at: momentOf(one.due_at) })}
        </small>
        {answers.value && <Acts one={one} />}
      </span>
    </li>
  );
}

/** All that is due and not over, what is raised first. */
export function FollowUps() {
  const owed = waitingFollowUps.value;
  if (owed.length === 0) return null;
  return (
    <section class="owed" aria-labelledby="follow-ups" id="owed">
      <header class="pane-head">
        <h3 id="follow-ups" tabIndex={-1}>
          {say("followup.title")}
        </h3>
        <span class="count">{owed.length}</span>
      </header>
      <ul>
        {owed.map((one) => (
          <Owed key={one.id} one={one} />
        ))}
      </ul>
    </section>
  );
}

/** In the head of the queue: the key goes to the list. */
export function FollowUpsChip() {
  const owed = waitingFollowUps.value;
  if (owed.length === 0) return null;
  const tone = owed.some(raised) ? "raised" : "due";
  return (
    <button type="button" class={`small owed-chip ${tone}`} onClick={goToFollowUps}>
      <Mark shape={OWED[tone]} size={12} /> {say("followup.title")} {owed.length} <Key of="follow_ups" />
    </button>
  );
}

export function goToFollowUps() {
  closePanel();
  requestAnimationFrame(() => {
    const section = document.getElementById("owed");
    section?.scrollIntoView({ block: "nearest" });
    (section?.querySelector("button") ?? document.getElementById("follow-ups"))?.focus();
  });
}
