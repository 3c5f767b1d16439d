/** Bodies that were recorded as bytes: what they say, decompressed where they are compressed. The bytes tell, never the header alone. */
import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync, type ZlibOptions } from "node:zlib";

/** How a body stands in the file, from the outside in. */
export type Coding = "gzip" | "br" | "deflate" | "zstd" | "binary";

/** A text that was found in bytes; undefined where they are none, such as an image. */
export interface DecodedBody {
  readonly text: string | undefined;
  /** How the bytes were compressed; "binary" for bytes that were not. */
  readonly coding: Coding;
  /** The bytes behind the compression. */
  readonly bytes: Uint8Array;
}

/** A compressed body may become so many bytes, and so many times as long. */
const largest = 50 * 1024 * 1024;
const largestRatio = 100;

/** `encoding` is the content-encoding of the response. Never throws: what cannot be decompressed stands as it is. */
export function decodeBody(bytes: Uint8Array, encoding: string): DecodedBody {
  const { coding, plain = bytes } = decoded(bytes, encoding);
  return { text: textOf(plain), coding, bytes: plain };
}

/** Bytes that were decompressed to their end: nobody has to try it again. */
const whole = new WeakMap<Uint8Array, Coding>();

export const isGzip = ([first, second]: Uint8Array): boolean => first === 0x1f && second === 0x8b;

/** Whether a client that reads as far as the bytes go finds nothing wrong with them; what is too long to be looked at is taken for sound. */
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

/** By its first bytes; brotli has none that tell. `plain`: the bytes behind the compression, where there are any. */
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
