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
 *   coordinates: string, crs: string, uncertainty: string, address: string, name: string, phone: string, note: string,
 *   happened_at: string,
 * }} Draft  `corrects`: the incident whose call is corrected; null: a new call. All else as it was typed.
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
  coordinates: "",
  crs: "WGS84",
  uncertainty: "",
  address: "",
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
  const { place, caller } = incident;
  draft.value = {
    ...blank(),
    corrects: incident.id,
    type: incident.type,
    level: incident.level,
    mode: incident.mode,
    coordinates: place ? `${place.lon}, ${place.lat}` : "",
    uncertainty: place?.uncertainty_m ? String(place.uncertainty_m) : "",
    address: incident.address ?? "",
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
  const parts = text.trim().split(/[\s,,、]+/).filter(Boolean).map(Number);
  const [lon, lat] = parts;
  if (parts.length !== 2 || lon === undefined || lat === undefined) return null;
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : null;
}

/** @param {Draft} form */
function particulars(form) {
  const at = coordinatesIn(form.coordinates);
  const uncertainty = Number(form.uncertainty);
  const told = form.type === "medical" && form.told120 ? say(`ui.told120.${form.told120}`) : "";
  const note = [told, form.note.trim()].filter(Boolean).join("\n");
  const caller = { ...(form.name.trim() && { name: form.name.trim() }), ...(form.phone.trim() && { phone: form.phone.trim() }) };
  return {
    location: at && { lon: at[0], lat: at[1], crs: form.crs, ...(uncertainty > 0 && { uncertainty_m: uncertainty }) },
    ...(form.address.trim() && { address: form.address.trim() }),
    ...(Object.keys(caller).length > 0 && { caller }),
    ...(note && { note }),
  };
}

/** @param {Draft} form */
function send(form) {
  if (form.corrects !== null) return write("PUT", `/incidents/${form.corrects}/call`, particulars(form), form.key);
  const call = {
    ...particulars(form),
    type: form.type,
    level: form.level,
    mode: form.mode,
    ...(form.happened_at && { happened_at: new Date(form.happened_at).toISOString() }),
  };
  return write("POST", "/incidents", call, form.key);
}

/** Send the draft; it is kept until the server says that it has it, and sending it again changes nothing. */
export async function submit() {
  const form = draft.value;
  if (sending.value) return;
  if (form.coordinates.trim() && !coordinatesIn(form.coordinates)) {
    refusal.value = say("ui.bad_coordinates");
    return;
  }
  sending.value = true;
  refusal.value = null;
  try {
    const taken = await send(form);
    discard();
    const id = form.corrects ?? taken.id;
    notify("good", say(form.corrects === null ? "ui.call_taken" : "ui.call_corrected", { id }));
    openIncident(id);
  } catch (error) {
    refusal.value = `${sentenceOf(error)} ${say("ui.draft_kept")}`;
  } finally {
    sending.value = false;
  }
}
