/**
 * The call being typed: kept in this browser until the server has acknowledged it, whatever happens in between.
 */
import { batch, signal } from "@preact/signals";
import { newKey, sentenceOf, write } from "../api.js";
import { keep, kept } from "../kept.js";
import { picking } from "../map/sight.js";
import { say } from "../words.js";
import { notify } from "./notices.js";
import { openIncident } from "./state.js";

/**
 * @typedef {{
 *   key: string, corrects: number | null, type: string, level: number, mode: string, told120: "" | "yes" | "no",
 *   told120_at: string, told120_number: string, coordinates: string, crs: string, uncertainty: string, by_map: boolean,
 *   address: string, building: string, unit: string, floor: string, room: string, name: string, phone: string,
 *   note: string, happened_at: string,
 * }} Draft  `corrects`: the incident whose call is corrected; null: a new call. `by_map`: the pin was set by hand. All
 *   else as it was typed.
 */

const KEPT_AS = "draft.call";

/** @returns {Draft} */
const blank = () => ({
  key: newKey(),
  corrects: null,
  type: "medical",
  level: 2,
  mode: "actual",
  told120: "",
  told120_at: "",
  told120_number: "",
  coordinates: "",
  crs: "WGS84",
  uncertainty: "",
  by_map: false,
  address: "",
  building: "",
  unit: "",
  floor: "",
  room: "",
  name: "",
  phone: "",
  note: "",
  happened_at: "",
});

/** @returns {Draft} */
function restored() {
  try {
    return { ...blank(), ...JSON.parse(kept(KEPT_AS) ?? "{}") };
  } catch {
    return blank();
  }
}

export const draft = signal(restored());
export const sending = signal(false);
/** Why the server has not taken it, yet. */
export const refusal = signal(/** @type {string | null} */ (null));

/** @param {Partial<Draft>} change what was typed makes it another intention: it gets another key */
export function type(change) {
  draft.value = { ...draft.value, ...change, key: newKey() };
  keep(KEPT_AS, JSON.stringify(draft.value));
}

export function discard() {
  batch(() => {
    draft.value = blank();
    refusal.value = null;
    picking.value = null;
  });
  keep(KEPT_AS, null);
}

/** Fill the form with an incident's call, to correct it. @param {import("../rows.js").Incident} incident @param {() => void} then */
export function correcting(incident, then) {
  const { place, caller, tail } = incident;
  draft.value = {
    ...blank(),
    corrects: incident.id,
    type: incident.type,
    level: incident.level,
    mode: incident.mode,
    coordinates: place ? `${place.lon}, ${place.lat}` : "",
    uncertainty: place?.uncertainty_m ? String(place.uncertainty_m) : "",
    address: incident.address ?? "",
    building: tail?.building ?? "",
    unit: tail?.unit ?? "",
    floor: tail?.floor ?? "",
    room: tail?.room ?? "",
    name: caller?.name ?? "",
    note: incident.note ?? "",
  };
  then();
}

/**
 * "104.08, 30.66" with a comma, a space or a full-width comma between.
 *
 * @param {string} text
 * @returns {[number, number] | null} lon, lat; null where it is none
 */
export function coordinatesIn(text) {
  const parts = text.trim().split(/[\s,，、]+/).filter(Boolean).map(Number);
  const [lon, lat] = parts;
  if (parts.length !== 2 || lon === undefined || lat === undefined) return null;
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : null;
}

/**
 * Latitude before longitude, where only the other way round lies in the city: offered, never taken silently.
 *
 * @param {string} text
 * @param {[number, number, number, number] | undefined} bbox of the city
 * @returns {[number, number] | null} lon, lat
 */
export function swappedIn(text, bbox) {
  const [lat, lon, ...more] = text.trim().split(/[\s,，、]+/).filter(Boolean).map(Number);
  if (!bbox || lon === undefined || lat === undefined || more.length > 0) return null;
  return isWithin(lon, lat, bbox) && !isWithin(lat, lon, bbox) ? [lon, lat] : null;
}

/** @param {number} lon @param {number} lat @param {[number, number, number, number]} bbox */
const isWithin = (lon, lat, [west, south, east, north]) => west <= lon && lon <= east && south <= lat && lat <= north;

export const TAIL = /** @type {const} */ (["building", "unit", "floor", "room"]);

/** Fields of a form that say something. @template {string} K @param {Record<K, string>} fields @returns {Partial<Record<K, string>>} */
const said = (fields) =>
  /** @type {Partial<Record<K, string>>} */ (
    Object.fromEntries(Object.entries(fields).flatMap(([name, text]) => (text.trim() ? [[name, text.trim()]] : [])))
  );

/** A time as it is typed: 3:12, 03:12, 0312. One field and no picker: the keyboard passes it at once. */
export const TIME = /([01]?\d|2[0-3])[:：]?([0-5]\d)/;

/** Today's such time, or yesterday's where that is still to come. @param {string} time */
function lately(time) {
  const [, hours, minutes] = time.match(TIME) ?? [];
  const at = new Date();
  at.setHours(Number(hours), Number(minutes), 0, 0);
  if (at.getTime() > Date.now()) at.setDate(at.getDate() - 1);
  return at.toISOString();
}

/** @param {Draft} form */
function ambulance({ told120, told120_at, told120_number }) {
  if (told120 !== "yes") return { notified: false };
  return {
    notified: true,
    ...(TIME.test(told120_at) && { at: lately(told120_at) }),
    ...said({ number: told120_number }),
  };
}

/** @param {Draft} form */
function particulars(form) {
  const at = coordinatesIn(form.coordinates);
  const uncertainty = Number(form.uncertainty);
  const { building, unit, floor, room, name, phone } = form;
  const tail = said({ building, unit, floor, room });
  const caller = said({ name, phone });
  return {
    location: at && { lon: at[0], lat: at[1], crs: form.crs, ...(uncertainty > 0 && { uncertainty_m: uncertainty }) },
    ...said({ address: form.address }),
    ...(Object.keys(tail).length > 0 && { tail }),
    ...(Object.keys(caller).length > 0 && { caller }),
    ...said({ note: form.note }),
  };
}

/** The call as the server takes it. @param {Draft} form */
export const callOf = (form) => ({
  ...particulars(form),
  type: form.type,
  level: form.level,
  mode: form.mode,
  ...(form.told120 && { ambulance: ambulance(form) }),
  ...(form.happened_at && { happened_at: new Date(form.happened_at).toISOString() }),
});

/** @param {Draft} form @param {number | null} into */
function send(form, into) {
  if (form.corrects !== null) return write("PUT", `/incidents/${form.corrects}/call`, particulars(form), form.key);
  if (into === null) return write("POST", "/incidents", callOf(form), form.key);
  return write("POST", "/incidents", { ...callOf(form), merge_into: into }, `${form.key}-${into}`);
}

/**
 * Send the draft; it is kept until the server says that it has it, and sending it again changes nothing.
 *
 * @param {number | null} [into] the incident that tells of the same event
 */
export async function submit(into = null) {
  const form = draft.value;
  if (sending.value) return;
  if (form.coordinates.trim() && !coordinatesIn(form.coordinates)) {
    refusal.value = say("ui.bad_coordinates");
    return;
  }
  sending.value = true;
  refusal.value = null;
  try {
    const taken = await send(form, into);
    discard();
    const id = form.corrects ?? taken.part_of ?? taken.id;
    notify("good", say(into !== null ? "intake.call_joined" : form.corrects === null ? "ui.call_taken" : "ui.call_corrected", { id }));
    openIncident(id);
  } catch (error) {
    refusal.value = `${sentenceOf(error)} ${say("ui.draft_kept")}`;
  } finally {
    sending.value = false;
  }
}
