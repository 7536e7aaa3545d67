/** Who is meant by what was typed or read: a number, a name, the initials of its pinyin, or a badge. */

import { fromBase32, keyOf } from "./code.js";

/** @typedef {import("./state.js").Person} Person */
/** @typedef {import("./state.js").Findable} Findable */

const MOST = 8;
const SHORTEST_BADGE = 4;

/** @param {string} text */
const plain = (text) => text.normalize("NFKC").trim().toLowerCase();

/** The best first: the number itself, then what begins so. @param {readonly Person[]} people @param {string} typed */
export function found(people, typed) {
  const text = plain(typed);
  if (text === "") return [];
  /** @param {Person} one */
  const worth = (one) => {
    const [id, name] = [plain(one.volunteer), plain(one.name ?? "")];
    if (id === text || name === text) return 0;
    if (one.initials.includes(text)) return 1;
    if (one.initials.some((letters) => letters.startsWith(text)) || name.startsWith(text)) return 2;
    return id.startsWith(text) || (text.length > 1 && (name.includes(text) || one.initials.some((letters) => letters.includes(text)))) ? 3 : Infinity;
  };
  return people
    .map((one) => /** @type {const} */ ([worth(one), one]))
    .filter(([value]) => value < Infinity)
    .sort(([a, first], [b, second]) => a - b || first.volunteer.localeCompare(second.volunteer))
    .slice(0, MOST)
    .map(([, one]) => one);
}

/** As the server spells a badge: capitals, without spaces, dashes and colons. @param {string} text */
const badgeOf = (text) => text.normalize("NFKC").replace(/[\s:-]/g, "").toUpperCase();

/** Whose badge was read, as far as the tablet knows. @param {readonly Findable[]} people @param {string} typed @param {string | null} secret */
export function holder(people, typed, secret) {
  const badge = badgeOf(typed);
  if (secret === null || badge.length < SHORTEST_BADGE) return null;
  const key = keyOf(fromBase32(secret), badge);
  return people.find((one) => one.badge_key === key) ?? null;
}

/** The one who is certainly meant: by number or whole name, or the only one. @param {readonly Person[]} people @param {string} typed */
export function meant(people, typed) {
  const candidates = found(people, typed);
  const [first] = candidates;
  const text = plain(typed);
  if (first && (plain(first.volunteer) === text || candidates.length === 1)) return first;
  return null;
}
