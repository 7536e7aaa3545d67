/**
 * Shapes that carry state together with word and colour: one table for the page's SVG and the map's images.
 * Paths fill a 24 × 24 box.
 */

/** @typedef {{path: string, hollow?: boolean, tone: string}} Shape  `tone`: the CSS custom property of its colour */

/** @type {Record<string, Shape>} a person, by standing */
export const STANDING = {
  available: { path: "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16z", tone: "--ready" },
  alerted: { path: "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18zM12 8v5M12 16v.5", hollow: true, tone: "--waiting" },
  assigned: { path: "M5 5h14v14h-14z", tone: "--accent" },
  en_route: { path: "M12 2.5l9.5 18.5l-9.5-4.5l-9.5 4.5z", tone: "--accent" },
  on_scene: { path: "M12 1.5l10.5 10.5l-10.5 10.5l-10.5-10.5z", tone: "--good" },
  returning: { path: "M12 21.5l-9.5-18.5l9.5 4.5l9.5-4.5z", hollow: true, tone: "--accent" },
  lost: { path: "M5 5l14 14M19 5l-14 14", hollow: true, tone: "--bad" },
  resting: { path: "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16zM8 12h8", hollow: true, tone: "--muted" },
  off: { path: "M12 6a6 6 0 1 1 0 12a6 6 0 0 1 0-12z", hollow: true, tone: "--muted" },
};

/** @type {Record<number, Shape>} an incident, by level Ⅰ–Ⅳ */
export const LEVEL = {
  1: { path: "M8 1.5h8l6.5 6.5v8l-6.5 6.5h-8l-6.5-6.5v-8z", tone: "--level-1" },
  2: { path: "M12 .8l11 11.2l-11 11.2l-11-11.2z", tone: "--level-2" },
  3: { path: "M3 3h18v18h-18z", tone: "--level-3" },
  4: { path: "M12 2a10 10 0 1 1 0 20a10 10 0 0 1 0-20z", tone: "--level-4" },
};

/** @type {Record<number, string>} */
export const NUMERAL = { 1: "Ⅰ", 2: "Ⅱ", 3: "Ⅲ", 4: "Ⅳ" };

/** @type {Record<string, Shape>} a follow-up: somebody has to ring now, it is due, somebody sees to it */
export const OWED = {
  raised: { path: "M12 2.5l10.5 19h-21zM12 9v6M12 17.5v.5", hollow: true, tone: "--bad" },
  due: { path: "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18zM12 7v5l4 2.5", hollow: true, tone: "--waiting" },
  taken: { path: "M4 12.5l5.5 5.5l10.5-12", hollow: true, tone: "--accent" },
};

/** @type {Shape} */
export const STATION = { path: "M12 2.5l9.5 8v11h-19v-11z", tone: "--station" };

/** @type {Shape} */
export const CLOSURE = { path: "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18zM7 12h10", hollow: true, tone: "--bad" };

/** @type {Record<string, Shape>} an AED: it can be taken now, it is shut in or its hours are not known, it is unfit */
export const AED = {
  open: { path: "M12 21.5l-9.5-9.5a5.6 5.6 0 0 1 9.5-6.5a5.6 5.6 0 0 1 9.5 6.5z", tone: "--good" },
  shut: { path: "M12 21.5l-9.5-9.5a5.6 5.6 0 0 1 9.5-6.5a5.6 5.6 0 0 1 9.5 6.5zM7 12h10", hollow: true, tone: "--muted" },
  unfit: { path: "M12 21.5l-9.5-9.5a5.6 5.6 0 0 1 9.5-6.5a5.6 5.6 0 0 1 9.5 6.5zM8 9l8 8M16 9l-8 8", hollow: true, tone: "--bad" },
};

/** @type {Record<string, Shape>} what users drew because the map lacks it */
export const GROUND = {
  gate: { path: "M2.5 21.5v-18h19v18h-4.5v-12h-10v12z", tone: "--ground" },
  entrance: { path: "M6 2.5h12v19h-12zM14.5 12v.5", hollow: true, tone: "--ground" },
  alley: { path: "M3 21l7-7l4 2l7-13", hollow: true, tone: "--ground" },
};

/** @type {Record<string, Shape>} the link to the server */
export const LINK = {
  connecting: { path: "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16z", hollow: true, tone: "--muted" },
  live: { path: "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16z", tone: "--good" },
  cut: { path: "M12 3l10 18h-20z", hollow: true, tone: "--waiting" },
  stale: { path: "M5 5l14 14M19 5l-14 14", hollow: true, tone: "--bad" },
};

/** @type {Record<string, Shape>} an alarm, by urgency; `seen`: somebody sees to it */
export const ALARM = {
  grave: { path: "M12 1.5l11 20h-22zM12 9v6M12 18v.5", hollow: true, tone: "--alarm-ink" },
  mild: { path: "M12 2.5a9.5 9.5 0 1 1 0 19a9.5 9.5 0 0 1 0-19zM12 7v6M12 16.5v.5", hollow: true, tone: "--alarm-ink" },
  seen: { path: "M3.5 12.5l6 6l11-13", hollow: true, tone: "--muted" },
  none: { path: "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16z", hollow: true, tone: "--good" },
};

/** @type {Record<string, Shape>} what somebody's place on the map rests on */
export const PLACING = {
  live: { path: "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16z", tone: "--good" },
  old: { path: "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16z", hollow: true, tone: "--muted" },
  station: { path: "M12 3l9 8v10h-18v-10z", hollow: true, tone: "--muted" },
  scene: { path: "M12 2l10 10l-10 10l-10-10z", hollow: true, tone: "--muted" },
};

/** @type {Record<string, Shape>} the alarms' sound */
export const SOUND = {
  running: { path: "M3 9h4l6-5v16l-6-5h-4zM16.5 8.5c2 2 2 5 0 7M19 5.5c4 4 4 9 0 13", hollow: true, tone: "--muted" },
  blocked: { path: "M3 9h4l6-5v16l-6-5h-4zM18 8v5M18 16v.5", hollow: true, tone: "--waiting" },
  off: { path: "M3 9h4l6-5v16l-6-5h-4zM16.5 9l5.5 6M22 9l-5.5 6", hollow: true, tone: "--waiting" },
};

/** @type {Record<string, Shape>} what keeps people whole; `panic` stands on a ground of its own colour */
export const SAFETY = {
  hazard: { path: "M12 2l10.5 19h-21zM12 9v6M12 17.5v.5", hollow: true, tone: "--bad" },
  clear: { path: "M3.5 12.5l6 6l11-13", hollow: true, tone: "--good" },
  lead: { path: "M12 1.5l3.2 7l7.6.8l-5.7 5.1l1.6 7.5l-6.7-3.8l-6.7 3.8l1.6-7.5l-5.7-5.1l7.6-.8z", tone: "--accent" },
  company: { path: "M8 5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 0 1 0-7zM16.5 5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 0 1 0-7zM2 20c1-5 11-5 12 0M14 20c1-5 8-5 8 0", hollow: true, tone: "--waiting" },
  stuck: { path: "M12 2.5a9.5 9.5 0 1 1 0 19a9.5 9.5 0 0 1 0-19zM6 18L18 6", hollow: true, tone: "--waiting" },
  due: { path: "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18zM12 7v5.5l3.5 2.5", hollow: true, tone: "--muted" },
  over: { path: "M12 3l10 18h-20zM12 9v6M12 17.5v.5", hollow: true, tone: "--bad" },
  panic: { path: "M8 1.5h8l6.5 6.5v8l-6.5 6.5h-8l-6.5-6.5v-8zM12 6v8M12 17.5v.5", hollow: true, tone: "--on-panic" },
};

/** @type {Record<string, Shape>} whether those who were asked are enough, and that nobody is left to ask */
export const OUTLOOK = {
  enough: { path: "M3.5 12.5l6 6l11-13", hollow: true, tone: "--good" },
  short: { path: "M12 3l10 18h-20z", hollow: true, tone: "--waiting" },
  dry: { path: "M5 5l14 14M19 5l-14 14", hollow: true, tone: "--bad" },
};

/** @type {Record<string, Shape>} an alert, by state */
export const ALERT = {
  queued: /** @type {Shape} */ (STANDING.alerted),
  sent: /** @type {Shape} */ (STANDING.alerted),
  delivered: /** @type {Shape} */ (STANDING.alerted),
  seen: /** @type {Shape} */ (STANDING.alerted),
  accepted: { path: "M3.5 12.5l6 6l11-13", hollow: true, tone: "--good" },
  declined: { path: "M5 5l14 14M19 5l-14 14", hollow: true, tone: "--muted" },
  expired: { path: "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18zM12 7v5.5l3.5 2.5", hollow: true, tone: "--muted" },
  failed: { path: "M12 3l10 18h-20z", hollow: true, tone: "--bad" },
  withdrawn: { path: "M4 12h16", hollow: true, tone: "--muted" },
};
