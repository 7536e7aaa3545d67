import { Mark } from "../parts/shape.jsx";
import { PLACING } from "../parts/shapes.js";
import { placingOf } from "./placing.js";

/** What somebody's place on the map rests on, and its age: by shape, word and colour. @param {{volunteer: string}} props */
export function Placed({ volunteer }) {
  const { by, word } = placingOf(volunteer);
  return (
    <span class={`placed ${by}`}>
      <Mark shape={PLACING[by]} size={10} /> {word}
    </span>
  );
}
