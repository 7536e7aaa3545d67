/** What lies in the cupboard: sets with their state, what went in and out, and what has to be restocked. */
import "../../css/kit.css";
import { signal } from "@preact/signals";
import en from "catalogue:en/kits";
import zh from "catalogue:zh-CN/kits";
import { read } from "../api.js";
import { Mark } from "../parts/shape.jsx";
import { momentOf } from "../times.js";
import { known, learn, say } from "../words.js";
import { Opened } from "./kitopen.jsx";
import { attempt, here, station } from "./state.js";
import { nameOfStation } from "./stations.js";

learn({ "zh-CN": zh, en });

/**
 * @typedef {{code: string, item: string | null, count: number | null, day: string | null}} Fault
 * @typedef {{item: string, par: number, amount: number, batch: string | null, expires_on: string | null,
 *   standing: "valid" | "expiring" | "expired"}} Item
 * @typedef {{number: number, kind: string, item: string, batch: string | null, amount: number, at: string, by: string,
 *   incident: number | null, other: string | null, corrects: number | null, undone: boolean}} Movement
 * @typedef {{id: string, kind: string, name: string, station: string | null, carrier: string | null,
 *   keyholder: string | null, state: string, usable: boolean, faults: Fault[], items: Item[], seal: string | null,
 *   broken: boolean, call_sign: string | null, battery: number | null, checked_at: string | null,
 *   movements?: Movement[]}} Kit
 * @typedef {{station: string | null, kit: string, name: string, item: string, par: number, on_hand: number,
 *   expiring: number, expires_on: string | null, order: number}} Restock
 */

/** @type {Record<string, import("../parts/shapes.js").Shape>} */
const STATE = {
  ready: { path: "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16z", tone: "--good" },
  expiring: { path: "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18zM12 7v5l4 2.5", hollow: true, tone: "--waiting" },
  incomplete: { path: "M4 4h16v16h-16zM4 20L20 4", hollow: true, tone: "--bad" },
  expired: { path: "M5 5l14 14M19 5l-14 14", hollow: true, tone: "--bad" },
  in_use: { path: "M12 2.5l9.5 18.5l-9.5-4.5l-9.5 4.5z", tone: "--accent" },
  out_of_service: { path: "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18zM7 12h10", hollow: true, tone: "--muted" },
  missing: { path: "M12 2.5l10.5 19h-21zM12 9v6M12 17.5v.5", hollow: true, tone: "--bad" },
};

const FIGURES = ["par", "on_hand", "expiring", "order"];

export const kits = signal(/** @type {Kit[]} */ ([]));
const restock = signal(/** @type {Restock[]} */ ([]));
const troubledOnly = signal(false);
/** The set that is open, with its ledger. */
export const opened = signal(/** @type {Kit | null} */ (null));

export async function loadKits() {
  const [sets, orders] = await Promise.all([read(here("/kits")), read(here("/kits/restock"))]);
  kits.value = sets.rows;
  restock.value = orders.rows;
  if (opened.value) opened.value = await read(`/kits/${opened.value.id}`);
}

export const troubled = () => kits.value.filter((one) => !one.usable).length;

/** What is unfit stands first, then what soon will be. @param {Kit} one */
const worth = (one) => (one.usable ? (one.state === "expiring" ? 1 : 2) : 0);

/** @param {Fault} one */
const faultOf = (one) => say(`kit_fault.${one.code}`, { ...one });

/** @param {string} kind */
const kindOf = (kind) => (known(`kit_kind.${kind}`) ? say(`kit_kind.${kind}`) : kind);

/** @param {string} ident */
const open = (ident) =>
  attempt(async () => {
    opened.value = opened.value?.id === ident ? null : await read(`/kits/${ident}`);
  });

/** @param {{one: Kit}} props */
function Row({ one }) {
  const wide = opened.value?.id === one.id ? opened.value : null;
  return (
    <>
      <tr>
        <th scope="row">
          {one.name} <small>{one.id}</small>
        </th>
        <td>{kindOf(one.kind)}</td>
        <td>
          {one.station ? nameOfStation(one.station) : say("kits.carried", { who: one.carrier })}
          {one.keyholder && <small> {say("kits.unlocked_by", { who: one.keyholder })}</small>}
        </td>
        <td>
          <span class="with-mark">
            <Mark shape={STATE[one.state]} />
            {say(`kit_state.${one.state}`)}
          </span>
        </td>
        <td>
          <ul>
            {one.faults.map((each) => (
              <li key={faultOf(each)}>{faultOf(each)}</li>
            ))}
          </ul>
        </td>
        <td>{one.checked_at ? momentOf(one.checked_at) : say("kits.never")}</td>
        <td>
          <button type="button" aria-expanded={wide !== null} aria-label={`${say(wide ? "kits.close" : "kits.items")} ${one.id}`} onClick={() => void open(one.id)}>
            {say(wide ? "kits.close" : "kits.items")}
          </button>
        </td>
      </tr>
      {wide && (
        <tr>
          <td colSpan={7}>
            <Opened kit={wide} others={kits.value.filter((each) => each.id !== one.id)} />
          </td>
        </tr>
      )}
    </>
  );
}

/** Prints the list alone: the page's style sheet leaves out the rest while the mark is there. */
function printRestock() {
  const list = document.querySelector(".restock");
  list?.classList.add("printing");
  addEventListener("afterprint", () => list?.classList.remove("printing"), { once: true });
  print();
}

function RestockList() {
  return (
    <div class="restock">
      <div class="kit-head">
        <h3>{say("kits.restock")}</h3>
        <button type="button" class="out" onClick={printRestock}>
          {say("kits.print")}
        </button>
      </div>
      {restock.value.length === 0 ? (
        <p class="empty">{say("kits.no_restock")}</p>
      ) : (
        <table>
          <thead>
            <tr>
              {["place", "kit", "item", "par", "on_hand", "expiring", "expires", "order"].map((one) => (
                <th key={one} scope="col" class={FIGURES.includes(one) ? "number" : ""}>
                  {say(`kits.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {restock.value.map((one) => (
              <tr key={`${one.kit} ${one.item}`}>
                <td>{one.station ? nameOfStation(one.station) : "—"}</td>
                <td>
                  {one.name} <small>{one.kit}</small>
                </td>
                <th scope="row">{one.item}</th>
                <td class="number">{one.par}</td>
                <td class="number">{one.on_hand}</td>
                <td class="number">{one.expiring}</td>
                <td>{one.expires_on ?? "—"}</td>
                <td class="number">
                  <strong>{one.order}</strong>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

export function Kits() {
  if (kits.value.length === 0) return <p class="empty">{say("kits.none")}</p>;
  const wanted = kits.value.filter((one) => !troubledOnly.value || one.state !== "ready" || !one.usable);
  const rows = wanted.toSorted((a, b) => worth(a) - worth(b));
  return (
    <div class="kits">
      <div class="kit-head">
        <span>{say("kits.summary", { usable: kits.value.length - troubled(), all: kits.value.length })}</span>
        <label>
          <input type="checkbox" checked={troubledOnly.value} onChange={(event) => (troubledOnly.value = event.currentTarget.checked)} />{" "}
          {say("kits.only_troubled")}
        </label>
      </div>
      <div class={station.value === "" ? "scroll" : ""}>
        <table class="kit-list">
          <thead>
            <tr>
              {["kit", "kind", "place", "state", "why", "checked", "items"].map((one) => (
                <th key={one} scope="col">
                  {say(`kits.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <Row key={one.id} one={one} />
            ))}
          </tbody>
        </table>
      </div>
      <RestockList />
    </div>
  );
}
