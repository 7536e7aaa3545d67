import { useEffect, useRef, useState } from "preact/hooks";
import { bringInSight } from "../map/sight.js";
import { useHeld } from "../parts/held.js";
import { say } from "../words.js";
import { coordinatesIn, draft, TAIL, type } from "./callform.js";
import { addressFrom, findPlaces, sortOf } from "./finding.js";
import { city } from "./state.js";

/** @typedef {import("./finding.js").Found} Found */
/** @typedef {import("./finding.js").Address} Address */

const SETTLE_MS = 160;
const NOTHING = { wanted: "", address: /** @type {Address | null} */ (null), results: /** @type {Found[]} */ ([]) };

/** Around what equal names are ordered: the pin, else the middle of the city. @returns {[number, number] | null} */
function near() {
  const at = draft.value.crs === "WGS84" ? coordinatesIn(draft.value.coordinates) : null;
  if (at || !city.value) return at;
  const [west, south, east, north] = city.value.bbox;
  return [(west + east) / 2, (south + north) / 2];
}

/** What `wanted` names: asked for once typing rests; an answer that comes after a newer question is dropped. @param {string | null} wanted */
export function usePlaces(wanted) {
  const [found, setFound] = useState(NOTHING);
  useEffect(() => {
    if (!wanted?.trim()) {
      setFound(NOTHING);
      return undefined;
    }
    const leaving = new AbortController();
    const timer = setTimeout(() => {
      findPlaces(wanted, near(), leaving.signal).then(
        (answer) => !leaving.signal.aborted && setFound({ wanted, ...answer }),
        () => undefined, // the form works without it: the next letter asks again
      );
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [wanted]);
  return found;
}

/** @param {Found} place @param {Address | null} address what was typed, taken apart */
function take(place, address) {
  const tail = Object.fromEntries(TAIL.flatMap((part) => (address?.[part] ? [[part, address[part]]] : [])));
  type({
    ...tail,
    address: addressFrom(place, address),
    coordinates: `${place.lon.toFixed(6)}, ${place.lat.toFixed(6)}`,
    crs: "WGS84",
    uncertainty: place.uncertainty_m ? String(Math.round(place.uncertainty_m)) : "",
    by_map: false,
  });
  bringInSight([place.lon, place.lat]);
}

const LIST_PX = 290;
const GAP_PX = 3;

/** Over everything, where there is room: below the field, else above it. @param {HTMLElement} field */
function below(field) {
  const { left, top, bottom, width } = field.getBoundingClientRect();
  const room = innerHeight - bottom;
  const side = room > LIST_PX || room > top ? `top: ${bottom + GAP_PX}px` : `bottom: ${innerHeight - top + GAP_PX}px`;
  return `left: ${left}px; width: ${width}px; max-height: ${Math.min(LIST_PX, Math.max(room, top) - 2 * GAP_PX)}px; ${side}`;
}

/**
 * The address, and below it the places that it may mean. Nothing is chosen unless somebody chooses it; the list lies over
 * the form, so that nothing moves, and holds still under the pointer.
 */
export function PlaceFinder() {
  /** What to look for; null: the list is closed. */
  const [wanted, setWanted] = useState(/** @type {string | null} */ (null));
  const [at, setAt] = useState(0);
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const { order, hold } = useHeld([usePlaces(wanted)]);
  const { address, results: places } = order[0] ?? NOTHING;
  const open = wanted !== null && places.length > 0;
  const active = Math.min(at, places.length - 1);
  /** @param {Found | undefined} place */
  const choose = (place) => {
    if (!place) return;
    take(place, address);
    setWanted(null);
    hold.onPointerLeave();
  };
  /** @param {InputEvent | CompositionEvent} event @param {boolean} composing */
  const typed = (event, composing) => {
    const text = /** @type {HTMLInputElement} */ (event.currentTarget).value;
    type({ address: text });
    if (composing) return; // half a syllable is nobody's address
    setWanted(text);
    setAt(0);
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (open) setAt((active + (event.key === "ArrowDown" ? 1 : places.length - 1)) % places.length);
      else setWanted(draft.value.address);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      if (open) choose(places[active]);
    } else if (event.key === "Escape" && open) {
      setWanted(null);
    } else {
      return;
    }
    event.preventDefault();
  };
  return (
    <div class="finder">
      <label class="field">
        <span>{say("ui.address")}</span>
        <input
          ref={input}
          name="address"
          role="combobox"
          aria-expanded={open}
          aria-controls="place-list"
          aria-autocomplete="list"
          aria-activedescendant={open ? `place-${active}` : undefined}
          autoComplete="off"
          placeholder={say("ui.address_example")}
          maxLength={200}
          value={draft.value.address}
          onInput={(event) => typed(event, event.isComposing)}
          onCompositionEnd={(event) => typed(event, false)}
          onKeyDown={onKeyDown}
          onBlur={() => setWanted(null)}
        />
      </label>
      <ul
        id="place-list"
        class="finder-list"
        role="listbox"
        aria-label={say("intake.places")}
        hidden={!open}
        style={open && input.current ? below(input.current) : ""}
        {...hold}
      >
        {places.map((place, index) => (
          <li
            key={place.id}
            id={`place-${index}`}
            role="option"
            aria-selected={index === active}
            onPointerDown={(event) => event.preventDefault()} // the focus stays where somebody types
            onClick={() => choose(place)}
          >
            <b>{place.name}</b> <span>{sortOf(place)}</span>
          </li>
        ))}
      </ul>
      <span class="visually-hidden" role="status">
        {open ? say("intake.places_found", { n: places.length }) : ""}
      </span>
    </div>
  );
}
