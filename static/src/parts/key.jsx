import { keyFor } from "../console/keymap.js";

/** The key of a command, as it is mapped now. @param {{of: string}} props */
export function Key({ of }) {
  return <kbd>{keyFor(of)}</kbd>;
}
