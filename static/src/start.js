/**
 * What the server wrote into the page.
 *
 * @typedef {{language?: string, demo_logins?: {login: string, password: string, role: string}[],
 *   first_run?: boolean, station?: string | null, stations?: {id: string, name: string}[], alarms_leave?: boolean, phone?: import("./phone/state.js").Phone}} Start
 */

/** @returns {Start} */
export function startOf() {
  return JSON.parse(document.getElementById("start")?.textContent || "{}");
}
