/** Who is here, who comes next, what waits for the officer, and what the last one left to be known. */
import { clockOf, momentOf, now } from "../times.js";
import { say } from "../words.js";
import { choose } from "./desk.jsx";
import { doing, tablet } from "./state.js";

/** How long what the officer said of a check-in stays to be read. */
const SHOWN_MS = 3_600_000;
const DAY_MS = 86_400_000;
const MOST_EXPECTED = 12;
const TOLD = new Set(["confirmed", "rejected"]);

/** @param {{team: string}} props */
const Team = ({ team }) => <span class={`team ${team}`}>{team && say(`team.${team}`)}</span>;

/** Of what lies within a day, the hour alone says when. @param {string} at */
const hourOf = (at) => (Math.abs(Date.parse(at) - now.value) < DAY_MS ? clockOf(at).slice(0, 5) : momentOf(at));

/** What was done here about them and is not in the server's list yet. @param {string} volunteer */
const waits = (volunteer) => doing.value.some((one) => one.path.startsWith("/duty/") && one.about === volunteer);

/** Those who have just checked in here, before the server tells. */
function Arriving() {
  const here = tablet.value?.here ?? [];
  const people = tablet.value?.people ?? [];
  const coming = doing.value.filter((one) => one.path === "/duty/check-in" && !here.some((known) => known.volunteer === one.about));
  return coming.map((one) => {
    const person = people.find((each) => each.volunteer === one.about);
    return (
      <li key={one.key} class="unsent">
        <span class="row">
          <b>{person?.name ?? one.said}</b>
          <Team team={person?.team ?? ""} />
          <span>{momentOf(one.at)}</span>
          <em>{say("tablet.unsent")}</em>
        </span>
      </li>
    );
  });
}

/** @param {{one: import("./state.js").Here}} props */
function Present({ one }) {
  const said = [
    one.delay_s !== null && say("tablet.standby", { m: Math.round(one.delay_s / 60) }),
    one.going && say("tablet.going"),
    one.radio && `✓ ${say("tablet.radio")}`,
    waits(one.volunteer) && say("tablet.unsent"),
  ].filter(Boolean);
  return (
    <li>
      <button type="button" class="row" onClick={() => choose(one)}>
        <b>{one.name ?? one.volunteer}</b>
        <Team team={one.team} />
        <span>
          {one.until ? `${momentOf(one.since)} – ${hourOf(one.until)}` : say("tablet.since", { at: momentOf(one.since) })}
        </span>
        <em>{said.join(" · ")}</em>
      </button>
    </li>
  );
}

export function Here() {
  const here = tablet.value?.here ?? [];
  return (
    <section class="here" aria-labelledby="here-title">
      <h2 id="here-title">{say("tablet.here", { n: here.length })}</h2>
      <ul>
        <Arriving />
        {here.map((one) => (
          <Present key={one.volunteer} one={one} />
        ))}
      </ul>
      {here.length === 0 && doing.value.length === 0 && <p class="hint">{say("tablet.nobody_here")}</p>}
    </section>
  );
}

export function Expected() {
  const expected = (tablet.value?.expected ?? []).slice(0, MOST_EXPECTED);
  return (
    <section aria-labelledby="expected-title">
      <h2 id="expected-title">{say("tablet.expected")}</h2>
      <ul>
        {expected.map((one) => (
          <li key={`${one.volunteer} ${one.starts_at}`}>
            <button type="button" class="row" onClick={() => choose(one)}>
              <b>{one.name ?? one.volunteer}</b>
              <Team team={one.team} />
              <span>
                {hourOf(one.starts_at)} – {hourOf(one.ends_at)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {expected.length === 0 && <p class="hint">{say("tablet.nobody_expected")}</p>}
    </section>
  );
}

export function Held() {
  const recent = now.value - SHOWN_MS;
  const held = (tablet.value?.held ?? []).filter(
    (one) => one.state === "open" || (TOLD.has(one.state) && one.decided_at !== null && Date.parse(one.decided_at) > recent),
  );
  if (held.length === 0) return null;
  return (
    <section class="held" aria-labelledby="held-title">
      <h2 id="held-title">{say("tablet.held")}</h2>
      <ul>
        {held.map((one) => (
          <li key={one.held} class={one.state}>
            <b>{one.name ?? one.volunteer}</b> <span>{momentOf(one.at)}</span> <em>{say(`tablet.held.${one.state}`)}</em>
            {one.state === "open" && <p>{one.doubts.map((doubt) => say(`doubt.${doubt}`)).join(say("held_comma"))}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Handover() {
  const noted = tablet.value?.handover;
  return (
    <section class="handover" aria-labelledby="handover-title">
      <h2 id="handover-title">{say("tablet.handover")}</h2>
      {noted?.note ? (
        <>
          <p class="note">{noted.note}</p>
          <p class="hint">
            {noted.name ?? noted.volunteer} · {momentOf(noted.at)}
          </p>
        </>
      ) : (
        <p class="hint">{say("tablet.no_handover")}</p>
      )}
    </section>
  );
}

/** What was done here and refused, each with its reason. @param {{entries: import("../phone/outbox.js").Refused[], understood: () => void}} props */
export function Refusals({ entries, understood }) {
  if (entries.length === 0) return null;
  return (
    <section class="banner bad" role="alert">
      <ul>
        {entries.map((one) => (
          <li key={one.key}>
            <b>{one.said}</b>（{clockOf(one.at)}）：{one.sentence}
          </li>
        ))}
      </ul>
      <button type="button" onClick={understood}>
        {say("phone.understood")}
      </button>
    </section>
  );
}
