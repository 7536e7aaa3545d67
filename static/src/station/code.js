/** The code of the moment: RFC 6238 (TOTP) over HMAC-SHA-256, as `dispatch/duty/codes.py` reads it. No network, no HTTPS. */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

const DIGITS = 8;
const KEY_DIGITS = 12;

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648, section 6, without padding. @param {string} text */
export function fromBase32(text) {
  let [bits, held] = [0, 0];
  /** @type {number[]} */
  const bytes = [];
  for (const letter of text) {
    held = ((held << 5) | BASE32.indexOf(letter)) & 0xfff;
    bits += 5;
    if (bits >= 8) bytes.push((held >> (bits -= 8)) & 0xff);
  }
  return Uint8Array.from(bytes);
}

/** @param {Uint8Array} secret @param {number} step */
export function codeAt(secret, step) {
  const message = new DataView(new ArrayBuffer(8));
  message.setBigUint64(0, BigInt(step));
  const digest = hmac(sha256, secret, new Uint8Array(message.buffer));
  // RFC 4226, section 5.3: the last nibble says which four bytes count.
  const number = new DataView(digest.buffer, digest.byteOffset).getUint32((digest.at(-1) ?? 0) & 0xf) & 0x7fff_ffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}

/** By what the tablet knows a badge that it does not keep. @param {Uint8Array} secret @param {string} badge */
export const keyOf = (secret, badge) => bytesToHex(hmac(sha256, secret, new TextEncoder().encode(badge))).slice(0, KEY_DIGITS);
