/**
 * Which key gives which command. Remapped keys are kept in this browser, and every hint on the page reads them here.
 */
import { computed, signal } from "@preact/signals";
import { keep, kept } from "../kept.js";
import { LAYERS } from "./state.js";

/** @type {Readonly<Record<string, string>>} command → key, in the order of the help page */
export const DEFAULTS = {
  new_call: "F2",
  down: "J",
  up: "K",
  open: "Enter",
  dispatch: "D",
  escalate: "E",
  call_list: "C",
  hold: "S",
  acknowledge: "A",
  ...Object.fromEntries(LAYERS.map((layer, index) => [`layer.${layer}`, String(index + 1)])),
  list: "L",
  follow_ups: "U",
  search: "/",
  help: "?",
  back: "Esc",
};

/** What these mean is the whole browser's habit. */
export const FIXED = new Set(["open", "back"]);

/** A character, or a function key that reloads nothing, leaves nothing and opens no tools. */
const USABLE = /^(\S|F[1-46-9]|F10)$/u;

const changed = signal(remembered());

/** @returns {Record<string, string>} what was kept, less what is no command any more */
function remembered() {
  try {
    const found = Object.entries(JSON.parse(kept("keys") ?? "{}"));
    return Object.fromEntries(found.filter(([name, key]) => name in DEFAULTS && USABLE.test(String(key)))); // prettier-ignore
  } catch {
    return {};
  }
}

const keymap = computed(() => ({ ...DEFAULTS, ...changed.value }));

export const remapped = computed(() => Object.keys(changed.value).length > 0);

/** @param {string} command */
export const keyFor = (command) => keymap.value[command] ?? "";

/** @param {string} key @returns {string | undefined} */
export const commandOf = (key) => Object.keys(keymap.value).find((name) => keymap.value[name] === key);

/** Single characters can be switched off: they may come from speech input or a tremor. @param {string} key */
export const isLetter = (key) => key.length === 1;

/** @param {KeyboardEvent} event @returns {string | null} as the table names it; null for a letter with Shift */
export function keyOf(event) {
  if (event.key === "Escape") return "Esc";
  if (event.key.length > 1) return event.key;
  const upper = event.key.toUpperCase();
  return event.shiftKey && upper !== event.key.toLowerCase() ? null : upper;
}

/** An input method is at work: its keys are not ours. @param {KeyboardEvent} event */
export const composing = (event) => event.isComposing || event.keyCode === 229;

/**
 * @param {string} command
 * @param {string | null} key
 * @returns {{code: "key.unusable" | "key.taken", by?: string} | null} why not; null: done
 */
export function remap(command, key) {
  if (key === null || !USABLE.test(key)) return { code: "key.unusable" };
  const by = commandOf(key);
  if (by !== undefined && by !== command) return { code: "key.taken", by };
  const next = { ...changed.value, [command]: key };
  if (DEFAULTS[command] === key) delete next[command];
  save(next);
  return null;
}

export const resetKeys = () => save({});

/** @param {Record<string, string>} next */
function save(next) {
  changed.value = next;
  keep("keys", Object.keys(next).length > 0 ? JSON.stringify(next) : null);
}
