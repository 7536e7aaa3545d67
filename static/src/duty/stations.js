/** What stations are called. */
import { stations } from "./state.js";

/** @param {string | null} id */
export const nameOfStation = (id) => stations.value.find((one) => one.id === id)?.name ?? id ?? "—";
