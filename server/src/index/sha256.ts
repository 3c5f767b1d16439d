/** Digests by Node's own cryptography. */
import * as crypto from "node:crypto";

/** Node has a quick way for short texts since 20.12. */
const hash: (algorithm: string, text: string, encoding: "hex" | "base64") => string =
  typeof crypto.hash === "function"
    ? (algorithm, text, encoding) => crypto.hash(algorithm, text, encoding)
    : (algorithm, text, encoding) => crypto.createHash(algorithm).update(text).digest(encoding);

/** SHA-256 of a text in UTF-8, as 64 lower-case hex digits. */
export function sha256(text: string): string {
  return hash("sha256", text, "hex");
}

/** A digest by which equal texts are known: 12 characters, which differ for all texts that nobody contrived. */
export function shortDigest(text: string): string {
  return hash("sha1", text, "base64").slice(0, 12);
}
