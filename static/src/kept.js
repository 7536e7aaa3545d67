/** What this browser remembers between visits. Private windows may refuse storage: then nothing is remembered. */

const PREFIX = "fifteen.";

/** @param {string} name @returns {string | null} */
export function kept(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** @param {string} name @param {string | null} value null forgets */
export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // storage is full or forbidden: the page works without it
  }
}
