/** One AED: where it hangs, whether it can be taken, who keeps it, and what became of it. */
import { useState } from "preact/hooks";
import { read, sentenceOf } from "../api.js";
import { Mark } from "../parts/shape.jsx";
import { AED } from "../parts/shapes.js";
import { say } from "../words.js";
import { reportAed, underWay } from "./acts.js";
import { fetched, wordOf, worthOf } from "./aeds.js";
import { notify } from "./notices.js";
import { answers } from "./state.js";

const STATES = ["ready", "incomplete", "in_use", "out_of_service", "missing"];

/** That somebody goes past an AED first. @param {{id: string | null | undefined}} props */
export function Fetches({ id }) {
  const told = fetched(id);
  return told && <span class="fetches">{told}</span>;
}

/** @param {{aed: import("../rows.js").Aed}} props */
export function AedCard({ aed }) {
  const dates = [["pads", aed.pads_until], ["battery", aed.battery_until]].filter(([, day]) => day); // prettier-ignore
  return (
    <>
      <h3>
        <Mark shape={AED[worthOf(aed)]} size={16} /> {aed.name} <small>{aed.id}</small>
      </h3>
      <dl class="facts">
        <dt>{say("maplist.state")}</dt>
        <dd>{wordOf(aed)}</dd>
        <dt>{say("aeds.hours")}</dt>
        <dd>{aed.hours ?? "—"}</dd>
        <dt>{say("aeds.floor")}</dt>
        <dd>{aed.floor ?? "—"}</dd>
        {dates.map(([part, day]) => (
          <>
            <dt>{say(`aeds.${part}`)}</dt>
            <dd>{say("aeds.expires", { day })}</dd>
          </>
        ))}
      </dl>
      {answers.value && aed.custodian && <Custodian key={aed.id} id={aed.id} />}
      {answers.value && <Report aed={aed} />}
    </>
  );
}

/** Told when asked for: every look is written down. @param {{id: string}} props */
function Custodian({ id }) {
  const [keeper, setKeeper] = useState(/** @type {{name: string, phone: string, access: string} | null} */ (null));
  const look = async () => {
    try {
      setKeeper(await read(`/aeds/${encodeURIComponent(id)}/custodian`));
    } catch (error) {
      notify("bad", sentenceOf(error));
    }
  };
  if (keeper === null) {
    return (
      <button type="button" class="quiet aed-part" onClick={look}>
        {say("aeds.custodian")}
      </button>
    );
  }
  return (
    <p class="aed-part">
      {keeper.name} {keeper.phone && <a href={`tel:${keeper.phone}`}>{keeper.phone}</a>} {keeper.access}
    </p>
  );
}

/** @param {{aed: import("../rows.js").Aed}} props */
function Report({ aed }) {
  return (
    <label class="field aed-part">
      <span>{say("aeds.report")}</span>
      <select
        value={aed.state}
        disabled={underWay.value.has(`aed:${aed.id}`)}
        onChange={(event) => reportAed(aed.id, event.currentTarget.value)}
      >
        {aed.state === "expired" && <option value="expired">{say("aed_state.expired")}</option>}
        {STATES.map((state) => (
          <option key={state} value={state}>
            {say(`aed_state.${state}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
