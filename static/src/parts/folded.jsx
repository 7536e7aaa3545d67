import { useState } from "preact/hooks";
import { say } from "../words.js";

/**
 * The first of a list, the rest on demand.
 *
 * @template T
 * @param {{items: readonly T[], first: number, children: (item: T) => import("preact").ComponentChildren}} props
 */
export function Folded({ items, first, children }) {
  const [open, setOpen] = useState(false);
  const shown = open ? items : items.slice(0, first);
  return (
    <>
      {shown.map(children)}
      {items.length > first && (
        <li class="fold">
          <button type="button" class="quiet small" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? say("ui.show_fewer") : say("ui.show_all", { n: items.length })}
          </button>
        </li>
      )}
    </>
  );
}
