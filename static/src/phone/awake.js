/** The screen stays on: a page whose screen is off neither rings nor tells where it is. */
import { effect, signal } from "@preact/signals";

const shown = signal(!document.hidden);

/** @param {() => boolean} wanted while somebody is on a task; a tablet that must ring, always */
export function stayAwake(wanted) {
  if (!("wakeLock" in navigator)) return;
  document.addEventListener("visibilitychange", () => (shown.value = !document.hidden));
  effect(() => {
    if (!shown.value || !wanted()) return undefined;
    const lock = navigator.wakeLock.request("screen").catch(() => null); // with an empty battery it is refused
    return () => void lock.then((held) => held?.release());
  });
}
