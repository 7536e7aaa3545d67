/** What the planning page knows: the stations of today, the plan that is drawn, what it is worth, and how to go back. */
import { computed, effect, signal } from "@preact/signals";
import { Problem, enquire, read, sentenceOf, write } from "../api.js";
import { keep, kept } from "../kept.js";
import { setClock, timezone } from "../times.js";
import { say } from "../words.js";

/** @typedef {"kept" | "moved" | "added" | "dropped"} Fate */
/** @typedef {{id: string, name: string, lon: number, lat: number, fate: Fate, cost: number | null}} Site */
/**
 * @typedef {{minutes: number, mode: string, count: string, demand: string, people: number | null, night: boolean,
 *   weather: string, closures: boolean, hour: number | null, skill: string | null, file: string | null, kinds: string[]}} Question
 */
/**
 * @typedef {{people: number, covered: number, double: number, uncovered: number, share: number, double_share: number,
 *   cells: number, km2: number, street_km: number, median_s: number | null, p90_s: number | null}} Figures
 */
/**
 * @typedef {{figures: Figures, cover: string, curve: number[], areas: (Figures & {level: string, name: string | null})[],
 *   limit_s: number, mobilisation_s: number, cost: number, cost_unknown: number, off_road: string[], unstaffed: string[]}} Look
 */
/**
 * @typedef {{means: string, people: number, everywhere: number, mode: string | null, minutes: number | null,
 *   site: {name: string, kind: string, lon: number, lat: number} | null}} Remedy
 */
/**
 * @typedef {{lon: number, lat: number, people: number, cells: number, km2: number, street: string,
 *   areas: Record<string, string>, nearest_s: number | null, remedies: Remedy[]}} Gap
 */
/** @typedef {{gaps: Gap[], more: number, outlines: object}} Gaps */
/**
 * @typedef {{source: string, weakness: string, scaled: boolean, cell_m: number | null, lon: number[], lat: number[],
 *   weight: number[], remarks: {code: string, count: number, names: string[], text: string}[]}} Cells
 */
/**
 * @typedef {{sites: Site[], bbox: [number, number, number, number], city: string, title: string, fictional: boolean,
 *   people: number | null, standards: {code: string, minutes: number, share: number | null, counts: string}[],
 *   skills: string[], timezone: string, at: string}} Today
 */
/**
 * @typedef {{id: number, name: string, question: Question, sites: Site[], notes: string, standing: string,
 *   edition: number, by: string, at: string, checked: boolean, check: any}} SitePlan
 */

export const MOST_COMPARED = 4;
const GAPS_AFTER_MS = 500;

/** @type {Question} */
const ASKED = {
  minutes: 15,
  mode: "ebike",
  count: "response",
  demand: "people",
  people: null,
  night: false,
  weather: "clear",
  closures: false,
  hour: null,
  skill: null,
  file: null,
  kinds: [],
};

export const today = signal(/** @type {Today | null} */ (null));
export const sites = signal(/** @type {Site[]} */ ([]));
export const question = signal(ASKED);
export const name = signal("");
export const notes = signal("");
/** The saved plan that is open. */
export const plan = signal(/** @type {SitePlan | null} */ (null));
export const plans = signal(/** @type {SitePlan[]} */ ([]));
export const beside = signal(/** @type {number[]} */ ([]));

export const cells = signal(/** @type {Cells | null} */ (null));
export const look = signal(/** @type {Look | null} */ (null));
export const base = signal(/** @type {Look | null} */ (null));
export const others = signal(/** @type {Record<number, Look>} */ ({}));
export const gaps = signal(/** @type {Gaps | null} */ (null));

/** The circle of the plan, and of those who are on duty now. */
export const circles = signal(/** @type {{nominal: any, staffed: any} | null} */ (null));
export const showCircles = signal(false);
export const selected = signal(/** @type {string | null} */ (null));
export const adding = signal(false);
export const trouble = signal("");
export const busy = signal(false);
/** What a screen reader is told. */
export const told = signal("");

/** @type {import("@preact/signals").Signal<"dark" | "light">} */
export const theme = signal(kept("theme") === "light" ? "light" : "dark");
effect(() => {
  document.documentElement.dataset.theme = theme.value;
  keep("theme", theme.value);
});

/** @typedef {{sites: Site[], question: Question}} Step */
const before = signal(/** @type {Step[]} */ ([]));
const after = signal(/** @type {Step[]} */ ([]));
export const canUndo = computed(() => before.value.length > 0);
export const canRedo = computed(() => after.value.length > 0);

/** Whether the plan differs from what was saved. */
export const changed = computed(() => {
  const known = plan.value;
  if (!known) return before.value.length > 0 || notes.value !== "" || name.value !== "";
  const same = JSON.stringify([known.sites, known.question]) === JSON.stringify([sites.value, question.value]);
  return !same || known.name !== name.value.trim() || known.notes !== notes.value.trim();
});

const here = () => ({ sites: sites.value, question: question.value });

/** One thing that can be undone. @param {Partial<Step>} step */
export function change(step) {
  before.value = [...before.value.slice(-99), here()];
  after.value = [];
  put({ ...here(), ...step });
}

/** @param {Step} step */
function put(step) {
  sites.value = step.sites;
  question.value = step.question;
}

export function undo() {
  const step = before.value[before.value.length - 1];
  if (!step) return;
  after.value = [...after.value, here()];
  before.value = before.value.slice(0, -1);
  put(step);
}

export function redo() {
  const step = after.value[after.value.length - 1];
  if (!step) return;
  before.value = [...before.value, here()];
  after.value = after.value.slice(0, -1);
  put(step);
}

/** @param {Partial<Question>} part */
export const ask = (part) => change({ question: { ...question.value, ...part } });

/** @param {string} id @param {Partial<Site>} part @returns {Site[]} */
export const withSite = (id, part) => sites.value.map((one) => (one.id === id ? { ...one, ...part } : one));

/** Where a site is now; one that stood elsewhere counts as moved. @param {string} id @param {number} lon @param {number} lat */
export function placed(id, lon, lat) {
  const site = sites.value.find((one) => one.id === id);
  const stood = today.value?.sites.find((one) => one.id === id);
  const at = { lon: Number(lon.toFixed(6)), lat: Number(lat.toFixed(6)) };
  const fate = site?.fate === "added" || !stood ? "added" : stood.lon === at.lon && stood.lat === at.lat ? "kept" : "moved";
  return withSite(id, { ...at, fate: /** @type {Fate} */ (fate) });
}

/** A move under way is shown, and not yet a step. @param {Site[]} moved */
export const preview = (moved) => (sites.value = moved);

/** @param {Site[]} from what stood before the move */
export function settle(from) {
  const now = sites.value;
  if (JSON.stringify(from) === JSON.stringify(now)) return;
  sites.value = from;
  change({ sites: now });
}

/** @param {number} lon @param {number} lat @param {string} [called] */
export function add(lon, lat, called) {
  let number = 1;
  while (sites.value.some((one) => one.id === `N${number}`)) number += 1;
  const id = `N${number}`;
  const fresh = { id, name: called || say("planning.new_site", { n: number }), fate: /** @type {Fate} */ ("added"), cost: null };
  change({ sites: [...sites.value, { ...fresh, lon: Number(lon.toFixed(6)), lat: Number(lat.toFixed(6)) }] });
  selected.value = id;
  adding.value = false;
}

/** A site of today is dropped, and can be taken back; one that the plan added goes. @param {string} id */
export function drop(id) {
  const site = sites.value.find((one) => one.id === id);
  if (!site) return;
  if (site.fate === "added") return change({ sites: sites.value.filter((one) => one.id !== id) });
  const stood = today.value?.sites.find((one) => one.id === id);
  const moved = stood && (stood.lon !== site.lon || stood.lat !== site.lat) ? "moved" : "kept";
  change({ sites: withSite(id, { fate: /** @type {Fate} */ (site.fate === "dropped" ? moved : "dropped") }) });
}

let lookAbort = new AbortController();
let gapsAbort = new AbortController();
let gapsTimer = 0;
let lastCells = "";

/** What the sites are worth now; an answer that was overtaken is dropped. */
async function weigh() {
  lookAbort.abort();
  lookAbort = new AbortController();
  const { signal: abort } = lookAbort;
  const body = here();
  busy.value = true;
  try {
    const wanted = JSON.stringify([body.question.demand, body.question.people, body.question.file, body.question.kinds]);
    const [now, fresh] = await Promise.all([
      enquire("/planning/coverage", body, abort),
      wanted === lastCells ? null : enquire("/planning/cells", body.question, abort),
    ]);
    if (fresh) {
      cells.value = fresh;
      lastCells = wanted;
    }
    look.value = now;
    trouble.value = "";
    told.value = say("planning.told", { share: (now.figures.share * 100).toFixed(1), uncovered: Math.round(now.figures.uncovered) });
    clearTimeout(gapsTimer);
    gapsTimer = setTimeout(() => void askGaps(body), GAPS_AFTER_MS);
  } catch (error) {
    if (!abort.aborted) failed(error);
  } finally {
    if (!abort.aborted) busy.value = false;
  }
}

/** @param {Step} body */
async function askGaps(body) {
  gapsAbort.abort();
  gapsAbort = new AbortController();
  const { signal: abort } = gapsAbort;
  try {
    gaps.value = await enquire("/planning/gaps", body, abort);
  } catch (error) {
    if (!abort.aborted) failed(error);
  }
}

/** The stations of today, and the plans beside, under the same question. */
async function weighOthers() {
  const asked = question.value;
  const stand = today.value?.sites ?? [];
  const abort = new AbortController().signal;
  try {
    const [first, ...rest] = await Promise.all([
      enquire("/planning/coverage", { question: asked, sites: stand }, abort),
      ...beside.value.map((id) => {
        const theirs = plans.value.find((one) => one.id === id);
        return enquire("/planning/coverage", { question: asked, sites: theirs?.sites ?? [] }, abort);
      }),
    ]);
    if (asked !== question.value) return;
    base.value = first;
    others.value = Object.fromEntries(beside.value.map((id, at) => [id, rest[at]]));
  } catch (error) {
    failed(error);
  }
}

let circlesAbort = new AbortController();

/** Where the plan would be in time if every station were staffed, and where those on duty now are. */
async function drawCircles() {
  circlesAbort.abort();
  circlesAbort = new AbortController();
  const { signal: abort } = circlesAbort;
  const body = here();
  if (!showCircles.value) return void (circles.value = null);
  try {
    const asked = new URLSearchParams({ minutes: String(Math.max(1, Math.round(body.question.minutes))) });
    if (body.question.skill) asked.set("skill", body.question.skill);
    const [nominal, staffed] = await Promise.all([enquire("/planning/circle", body, abort), read(`/circle?${asked}`, abort)]);
    circles.value = { nominal, staffed };
  } catch (error) {
    if (!abort.aborted) failed(error);
  }
}

/** @param {unknown} error */
export function failed(error) {
  if (error instanceof Problem && error.status === 401) return location.assign("/login");
  trouble.value = sentenceOf(error);
}

const address = new URLSearchParams(location.search);

export async function open() {
  try {
    const [now, saved] = await Promise.all([read("/planning/today"), read("/site-plans")]);
    timezone.value = now.timezone;
    setClock(now.at);
    plans.value = saved.plans;
    const known = saved.plans.map((/** @type {SitePlan} */ one) => one.id);
    beside.value = (address.get("with") ?? "").split(",").map(Number).filter((id) => known.includes(id)).slice(0, MOST_COMPARED - 1);
    sites.value = now.sites;
    today.value = now;
    const wanted = Number(address.get("plan"));
    const found = saved.plans.find((/** @type {SitePlan} */ one) => one.id === wanted);
    if (found) show(found);
    else if (address.get("plan")) trouble.value = say("not_found", { kind: say("kind.site_plan"), id: address.get("plan") });
    effect(() => {
      void sites.value;
      void question.value;
      void weigh();
    });
    effect(() => {
      void sites.value;
      void question.value;
      void showCircles.value;
      void drawCircles();
    });
    effect(() => {
      void question.value;
      void beside.value;
      void plans.value;
      void weighOthers();
    });
    effect(() => {
      const asked = new URLSearchParams();
      if (plan.value) asked.set("plan", String(plan.value.id));
      if (beside.value.length) asked.set("with", beside.value.join(","));
      history.replaceState(null, "", asked.size ? `?${asked}` : location.pathname);
    });
  } catch (error) {
    failed(error);
  }
}

/** @param {SitePlan} found */
export function show(found) {
  before.value = after.value = [];
  plan.value = found;
  name.value = found.name;
  notes.value = found.notes;
  put({ sites: found.sites, question: found.question });
  selected.value = null;
}

/** Saves what is drawn: as a new plan, or the open one changed. @param {boolean} asCopy */
export async function save(asCopy) {
  const body = { ...here(), name: name.value.trim() || say("planning.untitled"), notes: notes.value.trim() };
  const known = asCopy ? null : plan.value;
  await settled(() =>
    known ? write("PUT", `/site-plans/${known.id}`, { ...body, edition: known.edition }) : write("POST", "/site-plans", body),
  );
}

/** @param {"propose" | "withdraw"} what */
export const bring = (what) => settled(() => write("POST", `/site-plans/${plan.value?.id}/${what}`, {}));

/** @param {() => Promise<SitePlan>} act */
async function settled(act) {
  try {
    const found = await act();
    plan.value = found;
    name.value = found.name;
    notes.value = found.notes;
    plans.value = [found, ...plans.value.filter((one) => one.id !== found.id)];
    trouble.value = "";
    told.value = say("planning.saved", { id: found.id });
  } catch (error) {
    failed(error);
  }
}

export async function reopen() {
  const known = plan.value;
  if (!known) return;
  try {
    const found = await read(`/site-plans/${known.id}`);
    plan.value = found;
    plans.value = [found, ...plans.value.filter((one) => one.id !== found.id)];
  } catch (error) {
    failed(error);
  }
}

/** Back to the stations of today. */
export function afresh() {
  before.value = after.value = [];
  plan.value = null;
  name.value = notes.value = "";
  put({ sites: today.value?.sites ?? [], question: question.value });
}
