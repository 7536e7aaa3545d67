/**
 * Talking to the server: JSON in, JSON out, refusals as `Problem`. Every write can be repeated with its key.
 */
import { known, language, say } from "./words.js";

/** A refusal (RFC 9457), or `unreachable` where no answer came. */
export class Problem extends Error {
  /** @param {string} code @param {Record<string, unknown>} params @param {number} status 0: no answer */
  constructor(code, params, status) {
    super(code);
    this.code = code;
    this.params = params;
    this.status = status;
  }

  /** The sentence in the reader's language, else the server's own. */
  get sentence() {
    if (known(this.code)) return say(this.code, this.params);
    return String(this.params.title ?? this.code);
  }
}

/** @param {unknown} error @returns {string} what to tell the reader */
export function sentenceOf(error) {
  return error instanceof Problem ? error.sentence : String(error);
}

/** A key for one intention: repeated with it, a write happens once. Works without HTTPS, as `randomUUID` does not. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {string} path below /api/v1
 * @param {AbortSignal} [abort]
 * @returns {Promise<any>}
 */
export function read(path, abort) {
  return ask("GET", path, undefined, {}, abort);
}

/**
 * @param {"POST" | "PUT" | "PATCH" | "DELETE"} method
 * @param {string} path below /api/v1
 * @param {unknown} [body]
 * @param {string} [key] the same for every repetition of one intention
 * @param {AbortSignal} [abort]
 * @returns {Promise<any>}
 */
export function write(method, path, body, key = newKey(), abort = undefined) {
  return ask(method, path, body, { "Idempotency-Key": key }, abort);
}

/** A question too long for an address: nothing is written. @param {string} path @param {unknown} body @param {AbortSignal} abort */
export const enquire = (path, body, abort) => ask("POST", path, body, {}, abort);

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} body
 * @param {Record<string, string>} headers
 * @param {AbortSignal} [abort]
 */
async function ask(method, path, body, headers, abort) {
  const file = body instanceof Blob;
  /** @type {Record<string, string>} */
  const content = body === undefined ? {} : { "Content-Type": file ? "application/octet-stream" : "application/json" };
  /** @type {Response} */
  let response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers: { Accept: "application/json", "Accept-Language": language.value, ...content, ...headers },
      ...(body === undefined ? {} : { body: file ? body : JSON.stringify(body) }),
      ...(abort === undefined ? {} : { signal: abort }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem("unreachable", {}, 0);
  }
  const answer = await response.json().catch(() => null);
  abort?.throwIfAborted(); // a body that was cut off by leaving is no empty answer
  if (response.ok) return answer;
  const problem = answer ?? {};
  throw new Problem(String(problem.code ?? `http_${response.status}`), problem, response.status);
}
