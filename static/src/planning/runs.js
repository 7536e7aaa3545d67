/** Long work of the server: begun, followed, stopped. A signal a kind. */
import { signal } from "@preact/signals";
import { read, write } from "../api.js";
import { failed } from "./state.js";

/** @typedef {{id: string, kind: string, state: string, done: number, of: number, found: any, problem: string | null}} Run */

const EVERY_MS = 400;

/** @returns {import("@preact/signals").Signal<Run | null>} */
const following = () => signal(/** @type {Run | null} */ (null));

export const where = following();
export const stress = following();
export const check = following();
export const papers = following();
export const staffing = following();

/**
 * @param {import("@preact/signals").Signal<Run | null>} run
 * @param {string} path
 * @param {unknown} body
 * @param {() => void} [then] once it is over
 */
export async function begin(run, path, body, then) {
  try {
    run.value = await write("POST", path, body);
    void follow(run, then);
  } catch (error) {
    failed(error);
  }
}

/** @param {import("@preact/signals").Signal<Run | null>} run @param {() => void} [then] */
async function follow(run, then) {
  const id = run.value?.id;
  try {
    while (run.value?.id === id && run.value?.state === "running") {
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
      const now = await read(`/runs/${id}`);
      if (run.value?.id === id) run.value = now;
    }
    then?.();
  } catch (error) {
    if (run.value?.id === id) run.value = null;
    failed(error);
  }
}

/** @param {import("@preact/signals").Signal<Run | null>} run */
export async function stop(run) {
  try {
    if (run.value) await write("DELETE", `/runs/${run.value.id}`);
  } catch (error) {
    failed(error);
  }
}
