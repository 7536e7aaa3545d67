import { LEVEL, NUMERAL } from "./shapes.js";

/** @param {{shape: import("./shapes.js").Shape | undefined, size?: number}} props decorative: its word stands beside it */
export function Mark({ shape, size = 14 }) {
  if (!shape) return null;
  const colour = `var(${shape.tone})`;
  return (
    <svg class="mark" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path
        d={shape.path}
        fill={shape.hollow ? "none" : colour}
        stroke={colour}
        stroke-width={shape.hollow ? 3 : 1}
        stroke-linejoin="round"
        stroke-linecap="round"
      />
    </svg>
  );
}

/** The level of an incident: its own shape, its colour, its numeral. @param {{level: number, size?: number}} props */
export function LevelMark({ level, size = 26 }) {
  const shape = LEVEL[level];
  if (!shape) return null;
  return (
    <svg class="mark level-mark" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={shape.path} fill={`var(${shape.tone})`} />
      <text x="12" y="12" dy=".35em" text-anchor="middle">
        {NUMERAL[level]}
      </text>
    </svg>
  );
}
