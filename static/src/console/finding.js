/**
 * Places by what was typed or heard: streets, compounds, buildings, corners, pins.
 */
import { read } from "../api.js";
import { say } from "../words.js";

/**
 * @typedef {{
 *   id: string, kind: string, name: string, within: string | null, lon: number, lat: number, uncertainty_m: number | null,
 * }} Found
 * @typedef {{
 *   street: string | null, number: string | null, compound: string | null, building: string | null, unit: string | null,
 *   floor: string | null, room: string | null, rest: string | null,
 * }} Address
 */

const MOST = 8;

/** @param {string} wanted @param {[number, number] | null} near @param {AbortSignal} abort @returns {Promise<{address: Address | null, results: Found[]}>} */
export function findPlaces(wanted, near, abort) {
  const where = near ? `&near=${near.map((degrees) => degrees.toFixed(5)).join(",")}` : "";
  return read(`/places?q=${encodeURIComponent(wanted)}&limit=${MOST}${where}`, abort);
}

/** Its kind and what it lies in. @param {Found} place */
export function sortOf({ kind, within }) {
  return [say(`place_kind.${kind}`), within].filter(Boolean).join(" · ");
}

/** The place's name with the house number that was said. @param {Found} place @param {Address | null} address */
export function addressFrom({ name }, address) {
  const number = address?.number ?? "";
  return number === "" || name.includes(number) ? name : say("intake.numbered", { name, number });
}

/** The address with its tail, as one line. @param {{address: string | null, tail: import("../rows.js").Tail | null}} of */
export function lineOf({ address, tail }) {
  const { building, unit, floor, room } = tail ?? {};
  const parts = [
    building && say("intake.tail.building", { part: building }),
    unit && say("intake.tail.unit", { part: unit }),
    floor && say("intake.tail.floor", { part: floor }),
    room && say("intake.tail.room", { part: room }),
  ].filter(Boolean);
  return [address, parts.join(say("intake.tail.between"))].filter(Boolean).join(" ") || null;
}
