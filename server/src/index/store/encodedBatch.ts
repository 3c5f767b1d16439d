/** What a worker read, as it goes to the main thread: all summaries in one piece of memory, which is handed over and neither copied nor looked into. */
import { textOf } from "./packed";
import type { Stored } from "./stored";

export interface EncodedBatch {
  /** Of each file that was asked for, in turn; null where there is no such file (any more). */
  readonly files: readonly (Item | null)[];
  /** The packed summaries, one after the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

type Item = Pick<Stored, "testId" | "evidence" | "stamp" | "validity" | "partial"> & { readonly length: number };

export interface ReadReply {
  readonly files: readonly Stored[];
  /** There is no such file (any more). */
  readonly gone: readonly string[];
}

/** undefined stands for a file that is gone. */
export function encodeBatch(files: readonly (Stored | undefined)[]): EncodedBatch {
  const texts = files.map((file) => (file === undefined ? "" : textOf(file.packed)));
  // Memory of its own: small buffers share theirs, which could not be handed over.
  const bytes = Buffer.from(new ArrayBuffer(texts.reduce((sum, { length }) => sum + length, 0)));
  let at = 0;
  for (const text of texts) at += bytes.write(text, at, "latin1");
  const items = files.map((file, index): Item | null => {
    if (file === undefined) return null;
    const { testId, evidence, stamp, validity, partial } = file;
    return { testId, evidence, stamp, validity, partial, length: texts[index]?.length ?? 0 };
  });
  return { files: items, bytes };
}

/** `uris` are those that were asked for. */
export function decodeBatch({ files, bytes }: EncodedBatch, uris: readonly string[]): ReadReply {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read: Stored[] = [];
  const gone: string[] = [];
  let start = 0;
  for (const [at, uri] of uris.entries()) {
    const item = files[at];
    if (!item) {
      gone.push(uri);
      continue;
    }
    const { testId, evidence, stamp, validity, partial, length } = item;
    read.push({ uri, testId, evidence, packed: { bytes: all, start, end: start + length }, stamp, validity, partial });
    start += length;
  }
  return { files: read, gone };
}
