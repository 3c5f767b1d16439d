/** Keys for tests are made here, so that none stands in the project's own files. */
import { createHash } from "node:crypto";

export const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
export const lower = "abcdefghijklmnopqrstuvwxyz0123456789";
export const hex = "0123456789abcdef";
export const urlSafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** As random as dice, and the same in every run. */
export function dice(length: number, seed = "", alphabet = urlSafe.slice(0, 62)): string {
  let text = "";
  for (let block = 0; text.length < length; block++) {
    for (const byte of createHash("sha256").update(`${seed} ${block}`).digest()) text += alphabet.charAt(byte % alphabet.length);
  }
  return text.slice(0, length);
}
