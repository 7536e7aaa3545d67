/**
 * The keyboard: what each command does, silent while somebody types or composes a character.
 */
import { drawn, picking } from "../map/sight.js";
import { dispatch, escalate, holdWaves } from "./acts.js";
import { acknowledge as seeToAlarm, panics, waiting } from "./alarms.js";
import { submit } from "./callform.js";
import { goToCallList } from "./calllist.jsx";
import { goToFollowUps } from "./followups.jsx";
import { commandOf, composing, isLetter, keyFor, keyOf } from "./keymap.js";
import { acknowledge, notices } from "./notices.js";
import {
  closePanel, cursor, dispatches, helpOpen, LAYERS, letters, moveCursor, opened, openedIncident, openFromQueue, panel, searchOpen, shown, ticked,
  toggleLayer,
} from "./state.js"; // prettier-ignore

function stepBack() {
  if (drawn.value.length > 0 || (picking.value !== null && picking.value !== "place")) {
    drawn.value = [];
    picking.value = null;
  } else if (panel.value !== "incident" && opened.value !== null) {
    panel.value = "incident";
  } else if (shown.value) {
    shown.value = null;
  } else {
    closePanel();
  }
}

function dispatchOpened() {
  if (dispatches.value && panel.value === "incident" && opened.value !== null) void dispatch(opened.value, [...ticked.value]);
}

/** Only what the panel offers. */
function escalateOpened() {
  const incident = panel.value === "incident" && dispatches.value ? openedIncident.value : undefined;
  if (incident?.waves.dry_since && incident.waves.next_step) void escalate(incident.id);
}

/** Stops the countdown or what the plan goes on asking, and lets it go on again. */
function holdOpened() {
  const incident = panel.value === "incident" && dispatches.value ? openedIncident.value : undefined;
  if (!incident) return;
  const { held, tended, activates_at } = incident.waves;
  if (held || tended || activates_at) void holdWaves(incident.id, !held);
}

/** A call for help, which wants a reason first; else the gravest alarm; without one, the oldest notice. */
function acknowledgeFirst() {
  if (panics.value.length > 0) {
    /** @type {HTMLInputElement | null} */ (document.querySelector(".panic input"))?.focus();
    return;
  }
  const [alarm] = waiting.value;
  const [notice] = notices.value;
  if (alarm) void seeToAlarm(alarm);
  else if (notice) acknowledge(notice.id);
}

/** @type {Record<string, () => unknown>} by the commands of `keymap.js` */
const ACTS = {
  new_call: () => dispatches.value && (panel.value = "call"),
  down: () => moveCursor(1),
  up: () => moveCursor(-1),
  open: () => openFromQueue(cursor.value),
  dispatch: dispatchOpened,
  escalate: escalateOpened,
  call_list: goToCallList,
  hold: holdOpened,
  acknowledge: acknowledgeFirst,
  ...Object.fromEntries(LAYERS.map((layer) => [`layer.${layer}`, () => toggleLayer(layer)])),
  list: () => (panel.value = "list"),
  follow_ups: goToFollowUps,
  search: () => (searchOpen.value = true),
  help: () => (helpOpen.value = true),
  back: stepBack,
};

const TYPED_INTO = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

/** @param {KeyboardEvent} event */
function onKeyDown(event) {
  if (composing(event) || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && panel.value === "call") {
    event.preventDefault();
    void submit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const key = keyOf(event);
  const command = key === null ? undefined : commandOf(key);
  if (key === null || command === undefined || (isLetter(key) && !letters.value)) return;
  const typing = target.matches(TYPED_INTO);
  if (typing && key !== "Esc" && (key !== keyFor("new_call") || isLetter(key))) return;
  if (typing && key === "Esc") {
    target.blur();
    return;
  }
  if (key === "Enter" && target.closest("button, a, summary, label")) return; // the focused control's own
  event.preventDefault();
  ACTS[command]?.();
}

export function listen() {
  document.addEventListener("keydown", onKeyDown);
}
