/** A drill's own clock, as its row tells it. */

/** @typedef {{begins_at: string, elapsed_s: number, speed: number}} Stretch */

/**
 * Seconds of the drill that have gone by then.
 *
 * @param {{clock: Stretch[], lasts_s: number}} drill
 * @param {number} at ms since 1970, the server's
 */
export function elapsedOf({ clock, lasts_s }, at) {
  const last = clock[clock.length - 1];
  if (!last) return 0;
  const gone = last.elapsed_s + (Math.max(0, at - Date.parse(last.begins_at)) / 1000) * last.speed;
  return Math.min(gone, lasts_s);
}
