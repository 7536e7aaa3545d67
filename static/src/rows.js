/**
 * The rows a screen gets, as the server sends them. Times are ISO 8601 UTC.
 *
 * @typedef {{lon: number, lat: number, crs: string, uncertainty_m: number | null}} Place
 * @typedef {{role: string, team: string, count: number, qualifications: string[], unmet: number}} Need
 * @typedef {{
 *   table: "incidents", id: number, type: string, level: number, mode: string, status: string,
 *   reported_at: string, occurred_at: string | null, place: Place | null, address: string | null,
 *   caller: {name: string | null, phone: string | null} | null, note: string | null,
 *   needs: Need[], unmet: number, promise_s: number, target: number, first_on_scene_at: string | null,
 *   alerts: number[], assignments: number[], taken_by: string,
 * }} Incident
 * @typedef {{
 *   table: "alerts", id: number, incident: number, wave: number, volunteer: string, role: string, state: string,
 *   alerted_at: string, expires_at: string, answered_at: string | null, delay_s: number | null,
 *   eta_s: number | null, chance: number | null,
 * }} Alert
 * @typedef {{
 *   table: "assignments", id: number, incident: number, alert: number, volunteer: string, role: string,
 *   progress: string, open: boolean, times: Record<string, string>,
 * }} Assignment
 * @typedef {{kind: string, valid_until: string | null, state: string}} Qualification
 * @typedef {{
 *   table: "volunteers", id: string, name: string | null, phone: string | null, team: string, mode: string,
 *   station: string | null, membership: string, availability: string, qualifications: Qualification[],
 *   duty: "on_duty" | "off", duty_station: string | null, duty_until: string | null, committed: number | null,
 * }} Volunteer
 * @typedef {{
 *   table: "stations", id: string, name: string, kind: string, lon: number, lat: number, address: string | null,
 *   on_duty: number,
 * }} Station
 * @typedef {{
 *   table: "closures", id: number, reason: string, until: string | null, at: string, by: string, edges: number[],
 *   geometry: GeoJSON.Geometry | null,
 * }} Closure
 * @typedef {{table: "weather", id: "now", weather: string}} Weather
 * @typedef {Incident | Alert | Assignment | Volunteer | Station | Closure | Weather} Row
 * @typedef {{table: string, id: number | string, gone: true}} Gone
 * @typedef {{prev: number, seq: number, rows: (Row | Gone)[]}} Frame
 * @typedef {{volunteer: string, lon: number, lat: number, accuracy_m: number | null, at: string, source: string}} Position
 * @typedef {{name: string, title: string, bbox: [number, number, number, number], timezone: string, fictional: boolean}} City
 */

export {};
