/** Decodes and decompresses bodies that were recorded as bytes. The bytes decide, not the header alone. */
import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync, type ZlibOptions } from "node:zlib";

/** The encodings of a body in the file, outermost first. */
export type Coding = "gzip" | "br" | "deflate" | "zstd" | "binary";

/** Text decoded from bytes; undefined if they are not text, such as an image. */
export interface DecodedBody {
  readonly text: string | undefined;
  /** How the bytes were compressed; "binary" if they were not. */
  readonly coding: Coding;
  /** The decompressed bytes. */
  readonly bytes: Uint8Array;
}

/** Limits of a decompressed body: its size in bytes, and its ratio to the compressed one. */
const largest = 50 * 1024 * 1024;
const largestRatio = 100;

/** `encoding` is the response's Content-Encoding. Never throws: what cannot be decompressed is returned unchanged. */
export function decodeBody(bytes: Uint8Array, encoding: string): DecodedBody {
  const { coding, plain = bytes } = decoded(bytes, encoding);
  return { text: textOf(plain), coding, bytes: plain };
}

/** Bytes already known to decompress completely. */
const whole = new WeakMap<Uint8Array, Coding>();

export const isGzip = ([first, second]: Uint8Array): boolean => first === 0x1f && second === 0x8b;

/** Whether a client can decompress the bytes, as far as they go. Bodies that are too long to check count as sound. */
export function canDecompress(bytes: Uint8Array, coding: "gzip" | "deflate" | "br"): boolean {
  if (whole.get(bytes) === coding) return true;
  if (coding === "br") return wholeOf(() => brotliDecompressSync(bytes, { maxOutputLength: largest }));
  const limits: ZlibOptions = { maxOutputLength: largest, finishFlush: constants.Z_SYNC_FLUSH };
  if (coding === "gzip") return isGzip(bytes) && wholeOf(() => gunzipSync(bytes, limits));
  return wholeOf(() => inflateSync(bytes, limits)) || wholeOf(() => inflateRawSync(bytes, limits));
}

function wholeOf(decompress: () => unknown): boolean {
  try {
    decompress();
    return true;
  } catch (error) {
    return error instanceof RangeError;
  }
}

/** Detects the compression by the first bytes, which brotli has none of. `plain` are the decompressed bytes, if any. */
function decoded(bytes: Uint8Array, encoding: string): { readonly coding: Coding; readonly plain?: Uint8Array | undefined } {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
  if (isGzip(bytes)) return { coding: "gzip", plain: decompressed(bytes, "gzip") };
  if (first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd) return { coding: "zstd" };
  for (const [coding, named] of [["br", /\bbr\b/i] as const, ["deflate", /deflate/i] as const]) {
    const plain = named.test(encoding) ? decompressed(bytes, coding) : undefined;
    if (plain !== undefined) return { coding, plain };
  }
  return { coding: "binary" };
}

function decompressed(bytes: Uint8Array, coding: "gzip" | "deflate" | "br"): Uint8Array | undefined {
  const plain = inflated(bytes, coding);
  if (plain !== undefined) whole.set(bytes, coding);
  return plain;
}

function inflated(bytes: Uint8Array, coding: "gzip" | "deflate" | "br"): Uint8Array | undefined {
  if (bytes.length === 0) return undefined;
  const limits: ZlibOptions = { maxOutputLength: Math.min(largest, Math.max(bytes.length * largestRatio, 100_000)) };
  try {
    if (coding === "gzip") return gunzipSync(bytes, limits);
    if (coding === "deflate") return inflateSync(bytes, limits);
    return brotliDecompressSync(bytes, limits);
  } catch {
    return undefined;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = utf8.decode(bytes);
    return /[\0-\x08]/.test(text.slice(0, 1000)) ? undefined : text;
  } catch {
    return undefined;
  }
}
