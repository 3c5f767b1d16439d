/** PEM private keys: of any kind, encrypted or not, on several lines, with escaped line breaks, or joined to one line. */
import type { Credential } from "./credential";
import { entropy } from "./entropy";

const begin = /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
const end = /-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/y;
/** Headers such as `DEK-Info: AES-128-CBC,…`, then base64, with white space or escapes of it anywhere. */
const blank = String.raw`(?:\s|\\{1,16}(?:[nrt]|u000[adAD]))`;
const blanks = new RegExp(blank, "g");
const header = new RegExp(`(?:${blank}|[A-Z][\\w-]{2,40}: [^\\\\\\n]{1,200}(?=${blank})){0,50}`, "y");
const body = new RegExp(`(?:${blank}|[A-Za-z0-9+/=]){0,20000}`, "y");

/** The shortest key, Ed25519, has 64 characters of base64. */
const shortest = 40;

export function privateKeysIn(text: string): Credential[] {
  if (!text.includes("PRIVATE KEY")) return [];
  const found: Credential[] = [];
  for (const match of text.matchAll(begin)) {
    const from = after(header, text, match.index + match[0].length);
    const to = after(body, text, from);
    const stop = after(end, text, to);
    // If dots or words follow, it is a placeholder; if the text ends, it was cut off.
    if (stop === to && !isCutOff(text.slice(to, to + 80))) continue;
    const key = text.slice(from, to).replace(blanks, "");
    if (key.length >= shortest && entropy(key) >= 3) found.push({ what: "a private key", start: match.index, end: stop });
  }
  return found;
}

/** Whether the text ends here, or within the key's end marker. */
function isCutOff(rest: string): boolean {
  return "-----END ".startsWith(rest) || /^-----END [A-Z0-9 ]{0,60}-{0,5}$/.test(rest);
}

/** The end of the pattern's match at this position; the position itself if it does not match. */
function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
