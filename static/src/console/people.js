/**
 * How each person stands, from their assignment, their alert and their duty: one word for shape, colour and text.
 */
import { computed } from "@preact/signals";
import { board, mainOf } from "../board.js";

/** @typedef {import("../rows.js").Incident} Incident */
/** @typedef {"alerted" | "assigned" | "en_route" | "on_scene" | "returning" | "lost" | "available" | "resting" | "off"} Standing */

const AWAITING = new Set(["queued", "sent", "delivered", "seen"]);

/** How somebody stands who reported this progress. @type {Record<string, Standing>} */
export const STANDING_AT = {
  reserved: "assigned",
  assigned: "assigned",
  en_route: "en_route",
  on_scene: "on_scene",
  engaged: "on_scene",
  handed_over: "on_scene",
  returning: "returning",
  lost_contact: "lost",
};

/** Whether an alert still waits for its answer. @param {{state: string}} alert */
export const awaiting = (alert) => AWAITING.has(alert.state);

/** Volunteer → incident and standing, for everyone asked or going. */
const busy = computed(() => {
  /** @type {Map<string, {standing: Standing, incident: number}>} */
  const found = new Map();
  for (const alert of board.alerts.value.values()) {
    if (awaiting(alert)) found.set(alert.volunteer, { standing: "alerted", incident: mainOf(alert.incident) });
  }
  for (const assignment of board.assignments.value.values()) {
    const standing = STANDING_AT[assignment.progress];
    if (assignment.open && standing) found.set(assignment.volunteer, { standing, incident: mainOf(assignment.incident) });
  }
  return found;
});

/** @param {import("../rows.js").Volunteer} volunteer @returns {Standing} */
export function standingOf(volunteer) {
  const now = busy.value.get(volunteer.id);
  if (now) return now.standing;
  if (volunteer.duty === "off") return "off";
  return volunteer.availability === "resting" || volunteer.availability === "unavailable" ? "resting" : "available";
}

/** The incident this volunteer is asked for or going to. @param {string} volunteer */
export const incidentOf = (volunteer) => busy.value.get(volunteer)?.incident;

/** @typedef {{station: import("../rows.js").Station | null, people: import("../rows.js").Volunteer[]}} Crew */

/** Everyone on duty or busy, by the station where they are; those from elsewhere last. */
export const crews = computed(() => {
  /** @type {Map<string, import("../rows.js").Volunteer[]>} */
  const byStation = new Map();
  for (const volunteer of board.volunteers.value.values()) {
    if (volunteer.duty === "off" && !busy.value.has(volunteer.id)) continue;
    const at = volunteer.duty_station ?? volunteer.station ?? "";
    byStation.set(at, [...(byStation.get(at) ?? []), volunteer]);
  }
  const stations = [...board.stations.value.values()].sort((a, b) => a.id.localeCompare(b.id));
  /** @type {Crew[]} */
  const all = stations.map((station) => ({ station, people: ordered(byStation.get(station.id) ?? []) }));
  const elsewhere = [...byStation].filter(([id]) => !board.stations.value.has(id)).flatMap(([, people]) => people);
  return elsewhere.length > 0 ? [...all, { station: null, people: ordered(elsewhere) }] : all;
});

/** @param {import("../rows.js").Volunteer[]} people */
const ordered = (people) => people.toSorted((a, b) => a.team.localeCompare(b.team) || a.id.localeCompare(b.id));

export const onDuty = computed(
  () => [...board.volunteers.value.values()].filter((volunteer) => volunteer.duty !== "off").length,
);

/** Whose answer matters most first: yet to answer, for a role still wanted, the soonest there. @param {Incident} incident */
export const alertsOf = (incident) =>
  incident.alerts
    .flatMap((id) => board.alerts.value.get(id) ?? [])
    .sort((a, b) => urgency(incident, a) - urgency(incident, b) || (a.eta_s ?? Infinity) - (b.eta_s ?? Infinity));

/** Which wave of its incident an alert came with: waves are numbered over all incidents. @param {import("../rows.js").Alert} alert */
export function waveOf({ incident, wave }) {
  const waves = (board.incidents.value.get(mainOf(incident))?.alerts ?? []).map((id) => board.alerts.value.get(id)?.wave ?? wave);
  return new Set([wave, ...waves].filter((one) => one <= wave)).size;
}

/** @param {Incident} incident @param {import("../rows.js").Alert} alert */
function urgency(incident, alert) {
  if (awaiting(alert)) return wanted(incident, alert.role) ? 0 : 1;
  if (alert.state === "expired") return wanted(incident, alert.role) ? 2 : 3;
  return 4;
}

/** Whether more people are needed for `role`. @param {Incident} incident @param {string} role */
export const wanted = (incident, role) => incident.needs.some((need) => need.role === role && need.unmet > 0);

/** @param {Incident} incident */
export const assignmentsOf = (incident) => incident.assignments.flatMap((id) => board.assignments.value.get(id) ?? []);
