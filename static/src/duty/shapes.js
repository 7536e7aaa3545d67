/** Shapes of this page, beside their words: paths fill a 24 × 24 box. */

/** @typedef {import("../parts/shapes.js").Shape} Shape */

/** @type {Record<string, Shape>} what the time was given for */
export const KIND = {
  on_site: { path: "M12 2.5l9.5 8v11h-19v-11z", tone: "--station" },
  response: { path: "M12 2.5l9.5 18.5l-9.5-4.5l-9.5 4.5z", tone: "--accent" },
  training: { path: "M12 2.5l9.5 18.5l-9.5-4.5l-9.5 4.5z", hollow: true, tone: "--waiting" },
  standby: { path: "M12 2.5l9.5 8v11h-19v-11z", hollow: true, tone: "--muted" },
};

/** @type {Record<string, Shape>} where hours stand */
export const HOURS = {
  open: { path: "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16z", hollow: true, tone: "--muted" },
  recorded: { path: "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18zM12 7v5l4 2.5", hollow: true, tone: "--waiting" },
  approved: { path: "M3.5 12.5l6 6l11-13", hollow: true, tone: "--good" },
  rejected: { path: "M5 5l14 14M19 5l-14 14", hollow: true, tone: "--bad" },
  posted: { path: "M5 5h14v14h-14z", tone: "--good" },
};
