/**
 * Where this phone is: told from a yes to the end of the task, or on duty to whoever has agreed to it; never else.
 */
import { computed, effect, signal } from "@preact/signals";
import { write } from "../api.js";
import { keep, kept } from "../kept.js";
import { ahead, phone, tasks } from "./state.js";

const EVERY_MS = 15_000;
const FARTHEST_M = 100_000;

/** The task for which it was switched off. */
const paused = signal(kept("position_paused"));
const agreed = signal(kept("position_on_duty") === "yes");
export const trouble = signal(/** @type {"" | "denied" | "unavailable"} */ (""));
const sentAt = signal(0);

const task = computed(() => tasks.value.find((one) => one.assignment !== null)?.assignment ?? null);
const onDuty = computed(() => (phone.value?.owner?.duty ?? "off") !== "off");

/** For what it could be shared now. */
export const purpose = computed(() => (task.value !== null ? "task" : onDuty.value ? "duty" : null));
export const sharing = computed(() => (task.value !== null ? paused.value !== String(task.value) : onDuty.value && agreed.value));

/** @param {boolean} on */
export function share(on) {
  if (task.value !== null) {
    paused.value = on ? null : String(task.value);
    keep("position_paused", paused.value);
  } else {
    agreed.value = on;
    keep("position_on_duty", on ? "yes" : null);
  }
}

/** @param {GeolocationPosition} found */
function bodyOf({ coords, timestamp }) {
  const at = new Date(timestamp + ahead.value).toISOString();
  const accuracy = Math.min(Math.max(coords.accuracy, 1), FARTHEST_M);
  return { lon: coords.longitude, lat: coords.latitude, crs: "WGS84", accuracy_m: accuracy, at };
}

/** @param {GeolocationPosition} found */
async function put(found) {
  if (Date.now() - sentAt.value < EVERY_MS) return;
  const before = sentAt.value;
  sentAt.value = Date.now();
  trouble.value = "";
  // One that is lost is not sent later: the next one says more.
  await write("PUT", "/positions", bodyOf(found)).catch(() => (sentAt.value = before));
}

/**
 * Where the phone is now, for a check-in.
 *
 * @param {number} patience_ms
 * @param {boolean} [unasked] only where it may be told already: nobody is asked for leave
 */
export async function where(patience_ms, unasked = false) {
  if (!("geolocation" in navigator)) return null;
  if (unasked) {
    const leave = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
    if (leave?.state !== "granted") return null;
  }
  return new Promise((/** @type {(found: Record<string, unknown> | null) => void} */ resolve) => {
    navigator.geolocation.getCurrentPosition(
      (found) => resolve(bodyOf(found)),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: patience_ms, maximumAge: 10_000 },
    );
  });
}

/** Follows `sharing`: the phone is only asked while somebody has agreed. */
export function locate() {
  effect(() => {
    if (!sharing.value) return undefined;
    if (!("geolocation" in navigator)) {
      trouble.value = "unavailable";
      return undefined;
    }
    const failed = (/** @type {GeolocationPositionError} */ error) =>
      void (trouble.value = error.code === error.PERMISSION_DENIED ? "denied" : "unavailable");
    const watch = navigator.geolocation.watchPosition((found) => void put(found), failed, { enableHighAccuracy: true, maximumAge: 5_000 });
    return () => navigator.geolocation.clearWatch(watch);
  });
}
