/** Files that a recorder compressed: read as the text in them, and only as much as such a file can hold. */
import { constants, gunzipSync, gzipSync } from "node:zlib";
import { maxFileSize } from "./read";
import { utf8Of } from "./utf8";

/** Whether a file (path or URI) is compressed: by its name, as recorders tell. No editor has a text of it. */
export function isCompressed(path: string): boolean {
  return path.endsWith(".gz");
}

/** A text shrinks to a tenth, rarely to a fiftieth. */
const largestRatio = 100;
/** So much is read whatever the ratio: of a short text all lines may be the same. */
const alwaysRead = 1024 * 1024;

/** The bytes in it, or why there are none: "it is …", which fits into parentheses. Never throws. */
export function gunzip(bytes: Buffer): Buffer | string {
  const limit = Math.min(maxFileSize, Math.max(largestRatio * bytes.length, alwaysRead));
  try {
    const content = gunzipSync(bytes, { maxOutputLength: limit });
    // The end of each piece tells the length of the piece.
    if (bytes.readUInt32LE(bytes.length - 4) !== content.length) return "it is compressed in several pieces";
    return content;
  } catch (error) {
    if (error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE") return tooLarge(limit);
    return "it is not a gzip file, or a broken one";
  }
}

function tooLarge(limit: number): string {
  return limit === maxFileSize
    ? "it is larger than 50 MB when decompressed"
    : `it grows more than ${largestRatio} times when decompressed`;
}

/** The text in a file's bytes, decompressed where its name (a path) says so; of a broken one the bytes as they are. Never throws. */
export function textIn(path: string, bytes: Buffer): string {
  const content = isCompressed(path) ? gunzip(bytes) : bytes;
  return utf8Of(typeof content === "string" ? bytes : content);
}

/** The opposite. */
export function bytesFor(path: string, text: string): Buffer {
  return isCompressed(path) ? gzipSync(text) : Buffer.from(text);
}

/** What the first bytes of a file begin with; empty where they do not tell. Never throws. */
export function gunzipStart(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 2 * alwaysRead });
  } catch {
    return Buffer.alloc(0);
  }
}
