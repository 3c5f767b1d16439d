import * as crypto from "node:crypto";

/** SHA-256 of a text in UTF-8, as 64 lower-case hex digits. Node has the quick way since 20.12. */
export const sha256: (text: string) => string =
  typeof crypto.hash === "function"
    ? (text) => crypto.hash("sha256", text)
    : (text) => crypto.createHash("sha256").update(text).digest("hex");
