/**
 * The keyboard: one table of commands, silent while somebody types or composes a character.
 */
import { drawn, picking } from "../map/sight.js";
import { dispatch } from "./acts.js";
import { submit } from "./callform.js";
import { acknowledge, notices } from "./notices.js";
import {
  closePanel, cursor, dispatches, helpOpen, LAYERS, letters, moveCursor, opened, openFromQueue, panel, searchOpen, shown, ticked,
  toggleLayer,
} from "./state.js"; // prettier-ignore

/** @typedef {{keys: string[], word: string, act: (key: string) => unknown, letter?: boolean}} Command */

function stepBack() {
  if (drawn.value.length > 0 || picking.value === "closure") {
    drawn.value = [];
    picking.value = null;
  } else if (panel.value === "call" && opened.value !== null) {
    panel.value = "incident";
  } else if (shown.value) {
    shown.value = null;
  } else {
    closePanel();
  }
}

/** @type {Command[]} in the order of the help page */
export const COMMANDS = [
  { keys: ["F2"], word: "keys.new_call", act: () => dispatches.value && (panel.value = "call") },
  { keys: ["J", "K"], word: "keys.move", letter: true, act: (key) => moveCursor(key === "J" ? 1 : -1) },
  { keys: ["Enter"], word: "keys.open", act: () => openFromQueue(cursor.value) },
  {
    keys: ["D"],
    word: "keys.dispatch",
    letter: true,
    act: () => {
      if (dispatches.value && panel.value === "incident" && opened.value !== null) void dispatch(opened.value, [...ticked.value]);
    },
  },
  {
    keys: ["A"],
    word: "keys.acknowledge",
    letter: true,
    act: () => {
      const [oldest] = notices.value;
      if (oldest) acknowledge(oldest.id);
    },
  },
  {
    keys: ["1", "2", "3", "4", "5"],
    word: "keys.layers",
    letter: true,
    act: (key) => {
      const layer = LAYERS[Number(key) - 1];
      if (layer) toggleLayer(layer);
    },
  },
  { keys: ["/"], word: "keys.search", letter: true, act: () => (searchOpen.value = true) },
  { keys: ["?"], word: "keys.help", letter: true, act: () => (helpOpen.value = true) },
  { keys: ["Esc"], word: "keys.back", act: stepBack },
];

const TYPED_INTO = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

/** @param {KeyboardEvent} event @returns {string} as the table names it */
function keyOf(event) {
  if (event.key === "Escape") return "Esc";
  return event.key.length === 1 ? event.key.toUpperCase() : event.key;
}

/** @param {KeyboardEvent} event */
function onKeyDown(event) {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return; // an input method is at work
  if (document.querySelector("dialog[open]")) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && panel.value === "call") {
    event.preventDefault();
    void submit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const key = keyOf(event);
  const command = COMMANDS.find(({ keys }) => keys.includes(key));
  if (!command || (command.letter && !letters.value)) return;
  const typing = target.matches(TYPED_INTO);
  if (typing && key !== "Esc" && key !== "F2") return;
  if (typing && key === "Esc") {
    target.blur();
    return;
  }
  if (key === "Enter" && target.closest("button, a, summary, label")) return; // the focused control's own
  event.preventDefault();
  command.act(key);
}

export function listen() {
  document.addEventListener("keydown", onKeyDown);
}
