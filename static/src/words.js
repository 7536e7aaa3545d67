/**
 * Sentences for codes, in the reader's language: the catalogues the server speaks from.
 */
import { computed, signal } from "@preact/signals";
import en from "catalogue:en";
import zh from "catalogue:zh-CN";
import { kept, keep } from "./kept.js";

/** @typedef {"zh-CN" | "en"} Language */

/** @type {Record<Language, Record<string, string>>} */
const CATALOGUES = { "zh-CN": zh, en };

/** @type {import("@preact/signals").Signal<Language>} */
export const language = signal("zh-CN");

const sentences = computed(() => CATALOGUES[language.value]);

/** Sentences that this page alone needs; before anything is said. @param {Record<Language, Record<string, string>>} more */
export function learn(more) {
  for (const chosen of /** @type {Language[]} */ (Object.keys(more))) Object.assign(CATALOGUES[chosen], more[chosen]);
}

/** @param {string | undefined} given the server's choice; the reader's own earlier choice wins */
export function startLanguage(given) {
  const chosen = kept("language") ?? given;
  speak(chosen === "en" ? "en" : "zh-CN");
}

/** @param {Language} chosen */
export function speak(chosen) {
  language.value = chosen;
  document.documentElement.lang = chosen;
  keep("language", chosen);
}

/**
 * The sentence for `code`; a code without one is shown as it is rather than hidden.
 *
 * @param {string} code
 * @param {Record<string, unknown>} [params]
 */
export function say(code, params = {}) {
  const template = sentences.value[code];
  if (template === undefined) return code;
  return template.replace(/\{(\w+)\}/g, (_whole, name) => String(params[name] ?? ""));
}

/** Whether the catalogue knows `code`. @param {string} code */
export function known(code) {
  return sentences.value[code] !== undefined;
}
