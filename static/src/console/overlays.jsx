/** What comes over everything: notices, help, search. */
import { useEffect, useRef, useState } from "preact/hooks";
import { board } from "../board.js";
import { lookAt } from "../map/sight.js";
import { Key } from "../parts/key.jsx";
import { say } from "../words.js";
import { composing, DEFAULTS, FIXED, keyOf, remap, remapped, resetKeys } from "./keymap.js";
import { sortOf } from "./finding.js";
import { acknowledge, notices } from "./notices.js";
import { standingOf } from "./people.js";
import { usePlaces } from "./placefinder.jsx";
import { helpOpen, letters, openIncident, searchOpen, shown } from "./state.js";

export function Notices() {
  return (
    <div class="notices" role="log" aria-live="polite" aria-label={say("ui.notices")}>
      {notices.value.map((notice) => (
        <div key={notice.id} class={`notice ${notice.tone}`} role={notice.tone === "bad" ? "alert" : undefined}>
          <button
            type="button"
            class="notice-text"
            onClick={() => {
              if (notice.incident !== null) openIncident(notice.incident);
              acknowledge(notice.id);
            }}
          >
            {notice.text}
          </button>
          <button type="button" class="quiet" onClick={() => acknowledge(notice.id)}>
            {say("ui.acknowledge")} <Key of="acknowledge" />
          </button>
        </div>
      ))}
    </div>
  );
}

/** @param {{label: string, close: () => void, children: import("preact").ComponentChildren}} props */
function Dialog({ label, close, children }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} aria-label={label} onClose={close}>
      {children}
    </dialog>
  );
}

/** What a command is called. @param {string} command */
function wordOf(command) {
  const [area, layer] = command.split(".");
  return area === "layer" ? say("keys.layer", { layer: say(`layer.${layer}`) }) : say(`keys.${command}`);
}

/**
 * One command and its key; while `asking`, the next key that is pressed becomes its own.
 *
 * @param {{command: string, asking: boolean, ask: () => void, told: (event: KeyboardEvent) => void}} props
 */
function Mapping({ command, asking, ask, told }) {
  return (
    <tr>
      <th scope="row">{wordOf(command)}</th>
      <td>{asking ? <em class="asking">{say("key.press")}</em> : <Key of={command} />}</td>
      <td>
        {!FIXED.has(command) && (
          <button
            type="button"
            class="quiet small"
            aria-label={say("key.change_of", { command: wordOf(command) })}
            onClick={ask}
            onKeyDown={(event) => asking && told(event)}
          >
            {say("key.change")}
          </button>
        )}
      </td>
    </tr>
  );
}

export function Help() {
  const [asking, setAsking] = useState(/** @type {string | null} */ (null));
  const [trouble, setTrouble] = useState("");
  if (!helpOpen.value) return null;
  const close = () => {
    helpOpen.value = false;
    setAsking(null);
    setTrouble("");
  };
  /** @param {string} command @param {KeyboardEvent} event */
  const told = (command, event) => {
    if (["Shift", "Control", "Alt", "Meta", "CapsLock", "Tab"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (composing(event)) return setTrouble(say("key.composing"));
    const key = keyOf(event) ?? event.key.toUpperCase();
    if (key === "Esc") return setAsking(null);
    const refusal = remap(command, event.ctrlKey || event.metaKey || event.altKey ? null : key);
    if (!refusal) setAsking(null);
    setTrouble(refusal ? say(refusal.code, { key, by: refusal.by && wordOf(refusal.by) }) : "");
  };
  return (
    <Dialog label={say("ui.keys")} close={close}>
      <h2>{say("ui.keys")}</h2>
      <table class="keys">
        <thead class="visually-hidden">
          <tr>
            <th scope="col">{say("key.command")}</th>
            <th scope="col">{say("key.key")}</th>
            <th scope="col">{say("key.change")}</th>
          </tr>
        </thead>
        <tbody>
          {Object.keys(DEFAULTS).map((command) => (
            <Mapping
              key={command}
              command={command}
              asking={asking === command}
              ask={() => {
                setAsking(command);
                setTrouble("");
              }}
              told={(event) => told(command, event)}
            />
          ))}
        </tbody>
      </table>
      <p class="trouble" role="alert">
        {trouble}
      </p>
      <label class="inline">
        <input type="checkbox" checked={letters.value} onChange={(event) => (letters.value = event.currentTarget.checked)} />
        {say("ui.letters")}
      </label>
      <form method="dialog" class="actions">
        <button type="button" disabled={!remapped.value} onClick={resetKeys}>
          {say("key.reset")}
        </button>
        <button type="submit">
          {say("ui.close")} <Key of="back" />
        </button>
      </form>
    </Dialog>
  );
}

const MOST = 14;
/** Room that is kept for streets and places. */
const PLACES = 6;

/** @typedef {{key: string, title: string, detail: string, go: () => void}} Hit */

/** A street or place, brought in sight. @param {import("./finding.js").Found} place @returns {Hit} */
const placeHit = (place) => ({
  key: `p${place.id}`,
  title: place.name,
  detail: sortOf(place),
  go: () => lookAt([place.lon, place.lat]),
});

/** Incidents, people and stations whose name, number or address holds what was typed. @param {string} wanted @returns {Hit[]} */
function hits(wanted) {
  const needle = wanted.trim().toLowerCase();
  if (!needle) return [];
  /** @param {(string | number | null | undefined)[]} texts */
  const holds = (...texts) => texts.some((text) => String(text ?? "").toLowerCase().includes(needle));
  const incidents = [...board.incidents.value.values()]
    .filter((one) => holds(one.id, one.address, say(`type.${one.type}`)))
    .map((one) => ({
      key: `i${one.id}`,
      title: `${say("ui.incident_no", { id: one.id })} ${say(`type.${one.type}`)}`,
      detail: one.address ?? "",
      go: () => openIncident(one.id),
    }));
  const stations = [...board.stations.value.values()]
    .filter((one) => holds(one.id, one.name, one.address))
    .map((one) => ({
      key: `s${one.id}`,
      title: one.name,
      detail: say("ui.station"),
      go: () => {
        shown.value = { table: "stations", id: one.id };
        lookAt([one.lon, one.lat]);
      },
    }));
  const people = [...board.volunteers.value.values()]
    .filter((one) => holds(one.id, one.name))
    .map((one) => ({
      key: `v${one.id}`,
      title: one.name ?? one.id,
      detail: `${one.id} · ${say(`team.${one.team}`)} · ${say(`standing.${standingOf(one)}`)}`,
      go: () => (shown.value = { table: "volunteers", id: one.id }),
    }));
  return [...incidents, ...stations, ...people].slice(0, MOST - PLACES);
}

export function Search() {
  const [wanted, setWanted] = useState("");
  const [at, setAt] = useState(0);
  const { results } = usePlaces(searchOpen.value ? wanted : null);
  if (!searchOpen.value) return null;
  const found = [...hits(wanted), ...results.map(placeHit)].slice(0, MOST);
  const close = () => {
    searchOpen.value = false;
    setWanted("");
    setAt(0);
  };
  /** @param {Hit | undefined} hit */
  const go = (hit) => {
    if (!hit) return;
    hit.go();
    close();
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, found.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (event.key === "Enter") go(found[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog label={say("ui.search")} close={close}>
      <input
        class="search"
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls="search-hits"
        aria-activedescendant={found[at] && `hit-${found[at].key}`}
        aria-label={say("ui.search")}
        placeholder={say("ui.search_hint")}
        value={wanted}
        onInput={(event) => {
          setWanted(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id="search-hits" class="hits" role="listbox">
        {found.map((hit, index) => (
          <li key={hit.key} id={`hit-${hit.key}`} role="option" aria-selected={index === at} onClick={() => go(hit)}>
            <b>{hit.title}</b> <span>{hit.detail}</span>
          </li>
        ))}
      </ul>
      {wanted.trim() && found.length === 0 && <p class="empty">{say("ui.nothing_found")}</p>}
    </Dialog>
  );
}
