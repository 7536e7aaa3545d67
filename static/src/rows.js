/**
 * The rows a screen gets, as the server sends them. Times are ISO 8601 UTC.
 *
 * @typedef {{lon: number, lat: number, crs: string, uncertainty_m: number | null}} Place
 * @typedef {{building: string | null, unit: string | null, floor: string | null, room: string | null}} Tail
 * @typedef {{notified: boolean, at: string | null, number: string | null}} Ambulance
 * @typedef {{name: string | null, phone: string | null}} Caller
 * @typedef {{incident: number, reported_at: string, address: string | null, caller: Caller | null, note: string | null}} Call
 * @typedef {{role: string, team: string | null, count: number, qualifications: string[], unmet: number}} Need
 * @typedef {{lon: number, lat: number, address: string | null}} StandOff
 * @typedef {{assignment: number, volunteer: string, name: string | null}} Lead
 * @typedef {{
 *   tended: boolean, held: boolean, activates_at: string | null, dry_since: string | null, escalated: string[],
 *   next_step: string | null,
 * }} Waves  who asks the next people, and what may be done when nobody is left
 * @typedef {{
 *   table: "incidents", id: number, type: string, level: number, mode: string, status: string,
 *   reported_at: string, occurred_at: string | null, place: Place | null, areas: Record<string, string>,
 *   address: string | null,
 *   tail: Tail | null, caller: Caller | null, note: string | null, ambulance: Ambulance | null,
 *   part_of: number | null, calls: Call[],
 *   needs: Need[], unmet: number, promise_s: number, target: number, first_on_scene_at: string | null,
 *   alerts: number[], assignments: number[], taken_by: string, waves: Waves, nobody_coming: NobodyComing | null,
 *   hazards: string[], stand_off: StandOff | null, stand_off_m: number | null, lead: Lead | null,
 * }} Incident  `hazards` that are open: people hold at `stand_off`, or `stand_off_m` away
 * @typedef {{
 *   table: "alerts", id: number, incident: number, wave: number, volunteer: string, role: string, state: string,
 *   alerted_at: string, expires_at: string, answered_at: string | null, delay_s: number | null,
 *   eta_s: number | null, chance: number | null,
 *   aed: string | null,
 * }} Alert
 * @typedef {{
 *   table: "assignments", id: number, incident: number, alert: number, volunteer: string, role: string,
 *   progress: string, open: boolean, times: Record<string, string>,
 *   checked_back_at: string | null, check_back_at: string | null, companion_wanted: boolean, trouble: string | null,
 * }} Assignment
 * @typedef {{
 *   table: "alarms", id: number, incident: number, concern: string, assignment: number | null,
 *   volunteer: string | null, missing: number | null, raised_at: string, acknowledged_at: string | null,
 *   acknowledged_by: string | null, escalated_at: string | null, leader: string | null,
 * }} Alarm
 * @typedef {{
 *   table: "panics", id: number, volunteer: string, incident: number | null, assignment: number | null,
 *   raised_at: string, raised_by: string,
 *   position: {lon: number, lat: number, accuracy_m: number | null, at: string | null} | null,
 *   leader: string | null, answered_at: string | null, answered_by: string | null, answer: string | null,
 *   ended_at: string | null, reason: string | null,
 * }} Panic
 * @typedef {{
 *   table: "attempts", id: number, incident: number | null, alert: number | null, volunteer: string | null,
 *   channel: string, state: string, begun_at: string, answer: string | null,
 * }} Attempt  what the call list or a tablet holds
 * @typedef {{since: string, told: string[]}} NobodyComing  `told`: who has heard it
 * @typedef {{kind: string, valid_until: string | null, state: string}} Qualification
 * @typedef {{
 *   table: "volunteers", id: string, name: string | null, phone: string | null, team: string, mode: string,
 *   station: string | null, membership: string, availability: string, qualifications: Qualification[],
 *   duty: "on_duty" | "on_call" | "off", duty_delay_s: number | null, duty_station: string | null, duty_until: string | null, committed: number | null,
 * }} Volunteer
 * @typedef {{
 *   table: "stations", id: string, name: string, kind: string, lon: number, lat: number, address: string | null,
 *   on_duty: number, short: number | null,
 * }} Station
 * @typedef {{
 *   table: "closures", id: number, reason: string, until: string | null, at: string, by: string, edges: number[],
 *   geometry: GeoJSON.Geometry | null,
 * }} Closure
 * @typedef {{
 *   table: "follow_ups", id: number, incident: number, type: string, level: number, kind: "psychological" | "welfare",
 *   role: string, volunteer: string | null, after_hours: number, due_at: string, state: string, holder: string | null,
 *   taken_at: string | null, taken_by: string | null, raised_at: string | null, ended_at: string | null,
 *   missed: string | null, feeling: string | null,
 * }} FollowUp
 * @typedef {{
 *   table: "aeds", id: string, name: string, lon: number, lat: number, floor: string | null, hours: string | null,
 *   week: number[][][] | null, pads_until: string | null, battery_until: string | null, state: string, custodian: boolean,
 * }} Aed  `week`: from Monday on, spans of minutes; null: its hours are not known
 * @typedef {{
 *   table: "drills", id: number, name: string | null, kind: string, state: string, simulated: boolean, speed: number,
 *   clock: {begins_at: string, elapsed_s: number, speed: number}[], lasts_s: number, enrolled: number, injects: number,
 *   played: number, last: string | null, incidents: number[],
 * }} Drill
 * @typedef {{
 *   table: "gates", id: number, lon: number, lat: number, name: string, hours: string, modes: string[], code: boolean,
 *   guard: boolean, note: string | null, at: string, by: string,
 * }} Gate  `code`, `guard`: whether there is one; neither is told in rows
 * @typedef {{
 *   table: "entrances", id: number, lon: number, lat: number, name: string, note: string | null, at: string, by: string,
 * }} Entrance
 * @typedef {{
 *   table: "alleys", id: number, geometry: GeoJSON.Geometry, name: string, modes: string[], both_ways: boolean,
 *   at: string, by: string,
 * }} Alley
 * @typedef {{table: "weather", id: "now", weather: string}} Weather
 * @typedef {Incident | Alert | Assignment | Alarm | Attempt | Panic | Volunteer | Station | Closure | FollowUp | Aed | Drill | Gate | Entrance | Alley | Weather} Row
 * @typedef {{table: string, id: number | string, gone: true}} Gone
 * @typedef {{prev: number, seq: number, rows: (Row | Gone)[]}} Frame
 * @typedef {{volunteer: string, lon: number, lat: number, accuracy_m: number | null, at: string, source: string}} Position
 * @typedef {{name: string, title: string, bbox: [number, number, number, number], timezone: string, fictional: boolean}} City
 */

export {};
