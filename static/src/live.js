/**
 * Keeping the board true: the whole of it once, then pushed changes, then whatever a cut has swallowed.
 */
import { signal } from "@preact/signals";
import { io } from "socket.io-client";
import { Problem, read } from "./api.js";
import { applyFrame, replaceBoard, seq } from "./board.js";
import { now, serverNow, setClock } from "./times.js";

/** @typedef {import("./rows.js").Frame} Frame */
/** @typedef {import("./rows.js").Position} Position */

const STALE_AFTER_S = 10;
const RETRY_MS = 2_000;
const PAGE = 500;

/** Server time at which the server was last heard, ms; 0 before its first word. */
const heardAt = signal(0);

/** Whether the socket stands. */
const connected = signal(false);

/** The latest fix of everyone who sends one, by volunteer. */
export const positions = signal(/** @type {ReadonlyMap<string, Position>} */ (new Map()));

/** Whether a demo's day is simulated now, and whether it was since the server started. */
export const play = signal({ running: false, offered: false });

/** How often there was reason to look at the response plans: their file is another, or this page was away. */
export const planLooks = signal(0);

/** Seconds since the server was heard, on the ticking clock. */
export const silence = () => Math.max(0, (now.value - heardAt.value) / 1000);

/** @returns {"connecting" | "live" | "cut" | "stale"} what the bar says of the link */
export function linkState() {
  if (heardAt.value === 0) return "connecting";
  if (silence() >= STALE_AFTER_S) return "stale";
  return connected.value ? "live" : "cut";
}

/** @param {string} [at] the server's time, where it told it */
function heard(at) {
  if (at !== undefined) setClock(at);
  heardAt.value = serverNow();
}

/** Fetch the whole board. @returns {Promise<{city: import("./rows.js").City}>} */
async function loadBoard() {
  const snapshot = await read("/board");
  replaceBoard(snapshot.rows, snapshot.seq);
  heard(snapshot.at);
  return snapshot;
}

/** @type {Promise<void> | null} one healing at a time */
let healing = null;

/** Ask for everything since our own seq; tries until it succeeds. */
function heal() {
  healing ??= catchUp().finally(() => {
    healing = null;
  });
  return healing;
}

async function catchUp() {
  for (;;) {
    try {
      const frame = await read(`/changes?after=${seq.peek()}&limit=${PAGE}`);
      if (!applyFrame(frame)) await loadBoard();
      heard();
      if (!frame.more) return;
    } catch (error) {
      leaveIfLoggedOut(error);
      if (error instanceof Problem && error.code === "ahead_of_log") await loadBoard().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** @param {unknown} error */
export function leaveIfLoggedOut(error) {
  if (error instanceof Problem && error.status === 401) location.assign("/login");
}

/** @param {(Position | import("./rows.js").Gone)[]} rows */
function putPositions(rows) {
  const next = new Map(positions.peek());
  for (const row of rows) {
    if ("gone" in row) next.delete(String(row.id));
    else next.set(row.volunteer, row);
  }
  positions.value = next;
}

/** @param {{seq: number, at: string}} beat */
function onHeartbeat(beat) {
  heard(beat.at);
  if (beat.seq > seq.peek()) void heal();
  if (beat.seq < seq.peek()) void loadBoard(); // another database stands behind the same address
}

/**
 * Load the board and stay with it until the page is left.
 *
 * @returns {Promise<{city: import("./rows.js").City}>} the first picture
 */
export async function start() {
  const snapshot = await loadBoard();
  void read("/positions").then((answer) => putPositions(answer.rows)).catch(leaveIfLoggedOut);
  const socket = io("/live", { transports: ["websocket"], reconnectionDelay: 300, reconnectionDelayMax: 3_000 });
  socket.on("connect", () => {
    connected.value = true;
    planLooks.value += 1;
    void heal();
    read("/play").then((state) => (play.value = state), leaveIfLoggedOut);
  });
  socket.on("disconnect", () => {
    connected.value = false;
  });
  socket.on("change", (/** @type {Frame} */ frame) => {
    heard();
    if (!applyFrame(frame)) void heal();
  });
  socket.on("heartbeat", onHeartbeat);
  socket.on("plans", () => (planLooks.value += 1));
  socket.on("play", (/** @type {{running: boolean, offered: boolean}} */ state) => (play.value = state));
  socket.on("positions", (/** @type {{rows: (Position | import("./rows.js").Gone)[]}} */ frame) => {
    heard();
    putPositions(frame.rows);
  });
  window.addEventListener("online", () => void heal());
  return snapshot;
}
