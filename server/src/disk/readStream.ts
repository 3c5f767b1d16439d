/** What others write to us, up to a limit. */
import type { Readable } from "node:stream";
import { maxFileSize } from "./read";

/** A text from standard input and the like. Rejects when the stream fails; undefined when it has more bytes than `limit`. */
export async function readStream(stream: Readable, limit = maxFileSize): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    bytes += piece.length;
    // Leaving the loop ends the stream.
    if (bytes > limit) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}
