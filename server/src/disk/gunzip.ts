/** Gzip files of recorders, decompressed up to the size that a recording can have. */
import { constants, gunzipSync, gzipSync } from "node:zlib";
import { maxFileSize } from "./read";
import { utf8Of } from "./utf8";

/** Whether a file (path or URI) is compressed, judged by its name, as recorders do. Such a file has no text in an editor. */
export function isCompressed(path: string): boolean {
  return path.endsWith(".gz");
}

/** Text usually shrinks to a tenth, rarely to a fiftieth. */
const largestRatio = 100;
/** Bytes that are allowed at any ratio, because a short text may consist of equal lines. */
const alwaysRead = 1024 * 1024;

/** The decompressed bytes, or why there are none: "it is …", to be put into parentheses. Never throws. */
export function gunzip(bytes: Buffer): Buffer | string {
  const limit = Math.min(maxFileSize, Math.max(largestRatio * bytes.length, alwaysRead));
  try {
    const content = gunzipSync(bytes, { maxOutputLength: limit });
    // A file of several gzip members ends with the length of the last one only.
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

/** The text of a file, decompressed if its name (a path) says so; the raw bytes as text if they are damaged. Never throws. */
export function textIn(path: string, bytes: Buffer): string {
  const content = isCompressed(path) ? gunzip(bytes) : bytes;
  return utf8Of(typeof content === "string" ? bytes : content);
}

/** The bytes of a file with this text: the inverse of `textIn`. */
export function bytesFor(path: string, text: string): Buffer {
  return isCompressed(path) ? gzipSync(text) : Buffer.from(text);
}

/** The first decompressed bytes, given the first bytes of a file; empty if they are too few. Never throws. */
export function gunzipStart(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 2 * alwaysRead });
  } catch {
    return Buffer.alloc(0);
  }
}
