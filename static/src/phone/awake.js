/** The screen stays on while somebody is on a task: a page whose screen is off neither rings nor tells where it is. */
import { effect, signal } from "@preact/signals";
import { tasks } from "./state.js";

const shown = signal(!document.hidden);

export function stayAwake() {
  if (!("wakeLock" in navigator)) return;
  document.addEventListener("visibilitychange", () => (shown.value = !document.hidden));
  effect(() => {
    if (!shown.value || tasks.value.length === 0) return undefined;
    const lock = navigator.wakeLock.request("screen").catch(() => null); // with an empty battery it is refused
    return () => void lock.then((held) => held?.release());
  });
}
