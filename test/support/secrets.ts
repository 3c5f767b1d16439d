/** Makes keys for tests, so that the project's own files contain none. */
import { createHash } from "node:crypto";

export const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
export const lower = "abcdefghijklmnopqrstuvwxyz0123456789";
export const hex = "0123456789abcdef";
export const urlSafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Looks random, but is the same in every run. */
export function dice(length: number, seed = "", alphabet = urlSafe.slice(0, 62)): string {
  let text = "";
  for (let block = 0; text.length < length; block++) {
    for (const byte of createHash("sha256").update(`${seed} ${block}`).digest()) text += alphabet.charAt(byte % alphabet.length);
  }
  return text.slice(0, length);
}
