import { useRef, useState } from "preact/hooks";

/**
 * A list that holds still under the pointer: while it hovers, what was there stays where it was.
 *
 * Rows keep their place, not their content: `order` names them, the caller looks each one up anew.
 *
 * @template K
 * @param {readonly K[]} order as it would be now
 * @returns {{order: readonly K[], waiting: boolean, hold: {onPointerEnter: () => void, onPointerLeave: () => void}}}
 */
export function useHeld(order) {
  const [hovering, setHovering] = useState(false);
  const shown = useRef(order);
  if (!hovering) shown.current = order;
  const waiting = hovering && (order.length !== shown.current.length || order.some((key, i) => key !== shown.current[i]));
  return {
    order: shown.current,
    waiting,
    hold: { onPointerEnter: () => setHovering(true), onPointerLeave: () => setHovering(false) },
  };
}
