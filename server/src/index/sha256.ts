/** Digests with Node's crypto. */
import * as crypto from "node:crypto";

/** Node has a fast way for short texts since 20.12. */
const hash: (algorithm: string, text: string, encoding: "hex" | "base64") => string =
  typeof crypto.hash === "function"
    ? (algorithm, text, encoding) => crypto.hash(algorithm, text, encoding)
    : (algorithm, text, encoding) => crypto.createHash(algorithm).update(text).digest(encoding);

/** SHA-256 of a UTF-8 text, as 64 lower-case hex digits. */
export function sha256(text: string): string {
  return hash("sha256", text, "hex");
}

/** A digest of 12 characters to compare texts by; collisions would have to be contrived. */
export function shortDigest(text: string): string {
  return hash("sha1", text, "base64").slice(0, 12);
}
