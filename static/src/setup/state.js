/** What the administrator's page knows: the checklist, the accounts, and the stations to choose from. */
import { signal } from "@preact/signals";
import { Problem, read } from "../api.js";
import { setClock, timezone } from "../times.js";

/** @typedef {"done" | "todo" | "attention"} State */

/**
 * As `GET /api/v1/setup` tells it to an administrator.
 *
 * @typedef {object} Checklist
 * @property {{state: State, count: number}} administrator
 * @property {{state: State, name: string, title: string, date: string | null, licence: string, nodes: number,
 *   edges: number, km: number, fictional: boolean, modes: Record<string, {nodes: number, km: number}>}} city
 * @property {{state: State, count: number}} stations
 * @property {{state: State, count: number, fictional: number, without_phone: number, teams: Record<string, number>}} people
 * @property {{state: State, roles: Record<string, number>}} accounts
 * @property {{state: State, channels: {name: string, passed_at: string | null}[]}} alarms
 * @property {{state: State, at: string | null, file: string | null, events: number | null}} backup
 * @property {{state: State, file: string | null}} key
 */

/** @typedef {{login: string, role: string, station: string | null, volunteer: string | null, disabled_at: string | null}} Account */

export const checklist = signal(/** @type {Checklist | null} */ (null));
export const accounts = signal(/** @type {Account[]} */ ([]));
export const stations = signal(/** @type {{id: string, name: string}[]} */ ([]));
export const me = signal("");

/** Everything anew, as after each change; whoever is logged out goes to the login. */
export async function refresh() {
  try {
    const [steps, listed, board, who] = await Promise.all([read("/setup"), read("/accounts"), read("/board"), read("/me")]);
    timezone.value = board.city.timezone;
    setClock(board.at);
    checklist.value = steps;
    accounts.value = listed.accounts;
    stations.value = board.rows.filter((/** @type {{table: string}} */ row) => row.table === "stations");
    me.value = who.by;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return location.assign("/login");
    throw error;
  }
}
