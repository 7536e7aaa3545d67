/**
 * What the map is asked to do, without knowing the map: look somewhere, take a point, take a line.
 */
import { signal } from "@preact/signals";

/** @typedef {[number, number]} LonLat */

/** Where to look, and how near at least; each order is a new object, so that one place can be asked for twice. */
export const sight = signal(/** @type {{at: LonLat, zoom: number | null} | null} */ (null));

/**
 * What the next clicks on the map are for: the place of a call, a closure, or what the map lacks; null: nothing.
 */
export const picking = signal(/** @type {"place" | "closure" | "gate" | "entrance" | "alley" | null} */ (null));

/** The middle of the map: what the keyboard points at. */
export const centre = signal(/** @type {LonLat | null} */ (null));

/** The pin of the call being typed, and the radius within which the place lies somewhere; 0: just there. */
export const pin = signal(/** @type {{at: LonLat, radius_m: number} | null} */ (null));

/** The closure being drawn: one point closes the road there, more make a line. */
export const drawn = signal(/** @type {readonly LonLat[]} */ ([]));

/** @param {LonLat} at @param {number} [zoom] at least */
export function lookAt(at, zoom = 15) {
  sight.value = { at, zoom };
}

/** Move only if `at` is out of sight. @param {LonLat} at */
export function bringInSight(at) {
  sight.value = { at, zoom: null };
}
