/** Days later: how somebody is, and whom a counsellor is to ring. */
import { signal, useSignal } from "@preact/signals";
import { read, sentenceOf } from "../api.js";
import { momentOf } from "../times.js";
import { say } from "../words.js";
import { declare } from "./acts.js";
import { pending } from "./outbox.js";
import { me, phone } from "./state.js";

/** @typedef {import("./state.js").FollowUp} FollowUp */
/** @typedef {{name: string | null, phone: string | null, address: string | null, text: string | null, note: string | null}} Contact */

const FEELINGS = ["good", "fair", "help"];
const contacts = signal(/** @type {Record<number, Contact>} */ ({}));
const trouble = signal("");

/** @param {{one: FollowUp}} props */
function How({ one }) {
  const text = useSignal("");
  const answer = (/** @type {string} */ feeling) =>
    declare(`/follow-ups/${one.id}/answer`, { feeling, ...(text.value.trim() ? { text: text.value.trim() } : {}) }, say("followup.how"));
  return (
    <article class="after">
      <h2>{say("followup.how")}</h2>
      <p class="hint">{say("followup.how_after", { type: say(`type.${one.type}`), incident: one.incident })}</p>
      <label class="field">
        <span>{say("followup.text")}</span>
        <textarea rows={2} maxLength={4000} onInput={(event) => (text.value = event.currentTarget.value)} />
      </label>
      <div class="three">
        {FEELINGS.map((feeling) => (
          <button key={feeling} type="button" onClick={() => answer(feeling)}>
            {say(`followup.feeling.${feeling}`)}
          </button>
        ))}
      </div>
    </article>
  );
}

/** @param {{one: FollowUp}} props */
function ToRing({ one }) {
  const known = contacts.value[one.id];
  async function look() {
    trouble.value = "";
    try {
      contacts.value = { ...contacts.value, [one.id]: await read(`/follow-ups/${one.id}/contact`) };
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
  }
  const act = (/** @type {string} */ what, /** @type {string} */ said, body = {}) => declare(`/follow-ups/${one.id}/${what}`, body, said, false);
  return (
    <article class="after">
      <h2>{say("followup.mine")}</h2>
      <p>
        {say(`type.${one.type}`)} · {say("ui.incident_no", { id: one.incident })} · {say("followup.due_at", { at: momentOf(one.due_at) })}
      </p>
      {one.taken_at === null ? (
        <div class="two">
          <button type="button" class="primary" onClick={() => act("take", say("followup.take"))}>
            {say("followup.take")}
          </button>
          <button type="button" onClick={() => act("hand-back", say("followup.hand_back"))}>
            {say("followup.hand_back")}
          </button>
        </div>
      ) : (
        <>
          {known ? (
            <p>
              {known.name} {known.address} {known.text}
              {known.phone ? (
                <a class="button" href={`tel:${known.phone}`}>
                  ☎ {known.phone}
                </a>
              ) : (
                say("followup.no_contact")
              )}
            </p>
          ) : (
            <button type="button" onClick={() => void look()}>
              {say("followup.contact")} <small>{say("phone.look_kept")}</small>
            </button>
          )}
          <p class="trouble">{trouble.value}</p>
          <button type="button" class="big yes" onClick={() => act("done", say("followup.done"))}>
            {say("followup.done")}
          </button>
          <div class="two">
            <button type="button" onClick={() => act("not-reached", say("followup.not_reached"), { reason: "no_answer" })}>
              {say("followup.missed.no_answer")}
            </button>
            <button type="button" onClick={() => act("not-reached", say("followup.not_reached"), { reason: "declined" })}>
              {say("followup.missed.declined")}
            </button>
          </div>
        </>
      )}
    </article>
  );
}

/** What was answered here and waits to be sent is not asked again. @param {FollowUp} one */
const waits = (one) => pending.value.some((entry) => entry.path.startsWith(`/follow-ups/${one.id}/`));

export function Afterwards() {
  const owed = (phone.value?.follow_ups ?? []).filter((one) => !waits(one));
  return (
    <>
      {owed.map((one) => {
        if (one.volunteer === me.value) return one.feeling === null ? <How key={one.id} one={one} /> : null;
        return one.holder === me.value ? <ToRing key={one.id} one={one} /> : null;
      })}
    </>
  );
}
