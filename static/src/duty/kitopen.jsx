/** One set: its items, counting them, what goes in and out, and its ledger. */
import { useState } from "preact/hooks";
import { write } from "../api.js";
import { momentOf } from "../times.js";
import { say } from "../words.js";
import { carryOut } from "./state.js";

/** @typedef {import("./kits.jsx").Kit} Kit @typedef {import("./kits.jsx").Item} Item @typedef {import("./kits.jsx").Movement} Movement */

const ENTERED = ["used", "received", "returned", "moved", "written_off"];
const REPORTED = ["ready", "in_use", "out_of_service", "missing"];

/** @param {{kit: Kit, others: Kit[]}} props */
export function Opened({ kit, others }) {
  return (
    <div class="kit-open" role="region" aria-label={kit.name}>
      <Count key={`${kit.id} ${kit.checked_at} ${kit.movements?.length}`} kit={kit} />
      <Enter kit={kit} others={others} />
      <Whole kit={kit} />
      <Ledger kit={kit} />
    </div>
  );
}

/** What is in it, to be counted. @param {{kit: Kit}} props */
function Count({ kit }) {
  const [found, setFound] = useState(kit.items.map((one) => one.amount));
  const [broken, setBroken] = useState(kit.broken);
  const [battery, setBattery] = useState(kit.battery);
  const counted = () =>
    kit.items.map((one, place) => ({ item: one.item, batch: one.batch, amount: found[place] ?? one.amount }));
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const body = { counted: counted(), broken, ...(battery === null ? {} : { battery }) };
    void carryOut(() => write("POST", `/kits/${kit.id}/checks`, body), say("kits.checked_now", { kit: kit.name }));
  };
  return (
    <form onSubmit={submit} aria-label={say("kits.of_set", { name: kit.name })}>
      <table>
        <thead>
          <tr>
            {["item", "batch", "expires", "par", "amount"].map((one) => (
              <th key={one} scope="col" class={one === "par" ? "number" : ""}>
                {say(`kits.${one}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kit.items.map((one, place) => (
            <tr key={`${one.item} ${one.batch}`}>
              <th scope="row">{one.item}</th>
              <td>{one.batch ?? "—"}</td>
              <td>
                {one.expires_on ?? "—"} {one.standing !== "valid" && <strong>{say(`kit_state.${one.standing}`)}</strong>}
              </td>
              <td class="number">{one.par}</td>
              <td>
                <input
                  type="number"
                  min={0}
                  max={100000}
                  required
                  aria-label={`${one.item} ${one.batch ?? ""} ${say("kits.amount")}`}
                  value={found[place]}
                  onInput={(event) => setFound(found.map((was, at) => (at === place ? event.currentTarget.valueAsNumber : was)))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <label>
        <input type="checkbox" checked={broken} onChange={(event) => setBroken(event.currentTarget.checked)} /> {say("kits.is_broken")}{" "}
        {kit.seal}
      </label>
      {kit.battery !== null && (
        <label class="field">
          <span>
            {say("kits.battery")} {kit.call_sign} %
          </span>
          <input
            type="number"
            min={0}
            max={100}
            required
            value={battery ?? 0}
            onInput={(event) => setBattery(event.currentTarget.valueAsNumber)}
          />
        </label>
      )}
      <button type="submit">{say("kits.check_done")}</button>
    </form>
  );
}

/** @param {Item} one */
const keyOf = (one) => JSON.stringify([one.item, one.batch]);

/** One line of the ledger. @param {{kit: Kit, others: Kit[]}} props */
function Enter({ kit, others }) {
  const [kind, setKind] = useState("used");
  const [which, setWhich] = useState(kit.items[0] ? keyOf(kit.items[0]) : "");
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const told = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
    const [item, batch] = which ? JSON.parse(which) : [told.item, told.batch ?? null];
    const entry = {
      kind,
      item,
      batch,
      count: Number(told.count),
      ...(told.incident ? { incident: Number(told.incident) } : {}),
      ...(told.to ? { to: told.to } : {}),
      ...(told.expires_on ? { expires_on: told.expires_on } : {}),
    };
    void carryOut(() => write("POST", `/kits/${kit.id}/movements`, { entries: [entry] }), say("kits.saved"));
  };
  return (
    <form onSubmit={submit} aria-label={say("kits.enter")}>
      <label class="field">
        <span>{say("kits.enter")}</span>
        <select value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
          {ENTERED.map((one) => (
            <option key={one} value={one}>
              {say(`movement.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{say("kits.item")}</span>
        <select value={which} onChange={(event) => setWhich(event.currentTarget.value)}>
          {kit.items.map((one) => (
            <option key={keyOf(one)} value={keyOf(one)}>
              {one.item} {one.batch}
            </option>
          ))}
          {kind === "received" && <option value="">{say("kits.other_item")}</option>}
        </select>
      </label>
      {which === "" && <Field name="item" said="kits.item_name" needed />}
      {which === "" && <Field name="batch" said="kits.batch" />}
      {kind === "received" && which === "" && <Field name="expires_on" said="kits.expires" type="date" />}
      <Field name="count" said="kits.how_many" type="number" needed />
      {kind === "used" && <Field name="incident" said="kits.incident" type="number" />}
      {kind === "moved" && (
        <label class="field">
          <span>{say("kits.to")}</span>
          <select name="to" required>
            <option value="">{say("kits.no_to")}</option>
            {others.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name} {one.id}
              </option>
            ))}
          </select>
        </label>
      )}
      <button type="submit">{say("kits.save")}</button>
    </form>
  );
}

/** @param {{name: string, said: string, type?: "text" | "number" | "date", needed?: boolean}} props */
function Field({ name, said, type = "text", needed = false }) {
  return (
    <label class="field">
      <span>{say(said)}</span>
      {type === "number" ? (
        <input name={name} type="number" min={1} required={needed} />
      ) : type === "date" ? (
        <input name={name} type="date" required={needed} />
      ) : (
        <input name={name} type="text" required={needed} />
      )}
    </label>
  );
}

/** What is said of the whole set. @param {{kit: Kit}} props */
function Whole({ kit }) {
  const report = (/** @type {string} */ state) =>
    carryOut(
      () => write("POST", `/kits/${kit.id}/reports`, { state }),
      say("kits.reported", { kit: kit.name, state: say(`kit_state.${state}`) }),
    );
  return (
    <div class="kit-head" role="group" aria-label={say("kits.report")}>
      <span>{say("kits.report")}</span>
      {REPORTED.map((one) => (
        <button key={one} type="button" aria-pressed={kit.state === one} onClick={() => void report(one)}>
          {say(`kit_state.${one}`)}
        </button>
      ))}
    </div>
  );
}

/** @param {{kit: Kit}} props */
function Ledger({ kit }) {
  const lines = kit.movements ?? [];
  const undo = (/** @type {Movement} */ one) =>
    carryOut(() => write("POST", `/kits/${kit.id}/corrections`, { movement: one.number }), say("kits.saved"));
  return (
    <div>
      <h3>{say("kits.ledger")}</h3>
      {lines.length === 0 ? (
        <p class="empty">{say("kits.no_movements")}</p>
      ) : (
        <table>
          <thead>
            <tr>
              {["when", "what", "item", "how_many", "by", "undo"].map((one) => (
                <th key={one} scope="col">
                  {say(`kits.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((one) => (
              <tr key={one.number}>
                <td>{momentOf(one.at)}</td>
                <td>
                  {say(`movement.${one.kind}`)} {one.corrects !== null && say("kits.corrects", { number: one.corrects })}
                  {one.other} {one.incident !== null && `#${one.incident}`}
                </td>
                <th scope="row">
                  {one.item} {one.batch}
                </th>
                <td class="number">{one.amount > 0 ? `+${one.amount}` : one.amount}</td>
                <td>{one.by}</td>
                <td>
                  {one.undone && say("kits.undone")}
                  {!one.undone && one.corrects === null && (
                    <button type="button" aria-label={`${say("kits.undo")} ${one.number}`} onClick={() => void undo(one)}>
                      {say("kits.undo")}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
