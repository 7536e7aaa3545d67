/**
 * The open world as the server last told it: rows by table and id, each replaced whole, never edited here.
 */
import { batch, signal } from "@preact/signals";

/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("./rows.js").Gone} Gone */
/** @typedef {import("./rows.js").Frame} Frame */

/**
 * @template T
 * @typedef {import("@preact/signals").Signal<ReadonlyMap<number | string, T>>} Table
 */

export const board = {
  /** @type {Table<import("./rows.js").Incident>} */
  incidents: signal(new Map()),
  /** @type {Table<import("./rows.js").Alert>} */
  alerts: signal(new Map()),
  /** @type {Table<import("./rows.js").Assignment>} */
  assignments: signal(new Map()),
  /** @type {Table<import("./rows.js").Alarm>} */
  alarms: signal(new Map()),
  /** @type {Table<import("./rows.js").Panic>} */
  panics: signal(new Map()),
  /** @type {Table<import("./rows.js").Attempt>} */
  attempts: signal(new Map()),
  /** @type {Table<import("./rows.js").Volunteer>} */
  volunteers: signal(new Map()),
  /** @type {Table<import("./rows.js").Station>} */
  stations: signal(new Map()),
  /** @type {Table<import("./rows.js").Closure>} */
  closures: signal(new Map()),
  /** @type {Table<import("./rows.js").FollowUp>} */
  follow_ups: signal(new Map()),
  /** @type {Table<import("./rows.js").Aed>} */
  aeds: signal(new Map()),
  /** @type {Table<import("./rows.js").Drill>} */
  drills: signal(new Map()),
  /** @type {Table<import("./rows.js").Gate>} */
  gates: signal(new Map()),
  /** @type {Table<import("./rows.js").Entrance>} */
  entrances: signal(new Map()),
  /** @type {Table<import("./rows.js").Alley>} */
  alleys: signal(new Map()),
  /** @type {Table<import("./rows.js").Weather>} */
  weather: signal(new Map()),
};

/** The incident that counts for this one: itself, unless it tells of the same event as another. @param {number} id */
export const mainOf = (id) => board.incidents.value.get(id)?.part_of ?? id;

/** The number of the last event these rows know of. */
export const seq = signal(0);

/** @typedef {keyof typeof board} TableName */

/** @param {(Row | Gone)[]} rows @param {number} head */
export function replaceBoard(rows, head) {
  batch(() => {
    for (const table of Object.values(board)) table.value = new Map();
    put(rows);
    seq.value = head;
  });
}

/**
 * Take a frame in, if it follows on what is here.
 *
 * @param {Frame} frame
 * @returns {boolean} false: events between are missing, ask for them
 */
export function applyFrame(frame) {
  if (frame.prev > seq.value) return false;
  if (frame.seq <= seq.value) return true; // told already
  batch(() => {
    put(frame.rows);
    seq.value = frame.seq;
  });
  return true;
}

/** @param {(Row | Gone)[]} rows */
function put(rows) {
  /** @type {Map<string, Map<number | string, any>>} */
  const touched = new Map();
  for (const row of rows) {
    const table = /** @type {Table<any> | undefined} */ (board[/** @type {TableName} */ (row.table)]);
    if (table === undefined) continue; // a newer server's table
    const next = touched.get(row.table) ?? new Map(table.value);
    touched.set(row.table, next);
    if ("gone" in row) next.delete(row.id);
    else next.set(row.id, row);
  }
  for (const [name, next] of touched) /** @type {Table<any>} */ (board[/** @type {TableName} */ (name)]).value = next;
}
