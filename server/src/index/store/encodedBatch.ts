/** What a worker read, as it goes to the main thread: all summaries in one piece of memory, which is handed over and neither copied nor looked into. */
import { fileOf, fragmentOf } from "../../recordingId";
import { textOf } from "./packed";
import type { Stored, Validity } from "./stored";

export interface EncodedBatch {
  /** The recordings in the files that were asked for, in their order. */
  readonly recordings: readonly Item[];
  /** The packed summaries, one after the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

interface Item extends Pick<Stored, "testId" | "evidence" | "stamp" | "validity" | "partial"> {
  /** The file's number among those that were asked for: one that no recording has is gone. */
  readonly file: number;
  /** What tells it from the others in its file; absent where it is alone. */
  readonly fragment?: string;
  readonly length: number;
}

export interface ReadReply {
  /** Those of one file stand together. */
  readonly recordings: readonly Stored[];
  /** There is no such file (any more). */
  readonly gone: readonly string[];
}

/** Of each file that was asked for its recordings; undefined stands for a file that is gone. */
export function encodeBatch(files: readonly (readonly Stored[] | undefined)[]): EncodedBatch {
  const items: Item[] = [];
  const texts: string[] = [];
  for (const [file, recordings = []] of files.entries()) {
    for (const { id, testId, evidence, packed, stamp, validity, partial } of recordings) {
      const text = textOf(packed);
      const fragment = fragmentOf(id);
      texts.push(text);
      const item = { file, testId, evidence, stamp, validity, partial, length: text.length };
      items.push(fragment === "" ? item : { ...item, fragment });
    }
  }
  // Memory of its own: small buffers share theirs, which could not be handed over.
  const bytes = Buffer.from(new ArrayBuffer(texts.reduce((sum, { length }) => sum + length, 0)));
  let at = 0;
  for (const text of texts) at += bytes.write(text, at, "latin1");
  return { recordings: items, bytes };
}

const validities: Readonly<Record<Validity, Validity>> = { lasting: "lasting", session: "session", passing: "passing" };

/** `uris` are those that were asked for. */
export function decodeBatch({ recordings: items, bytes }: EncodedBatch, uris: readonly string[]): ReadReply {
  // A worker's memory goes back to the system as a whole, unless somebody else keeps a piece of it.
  const all = Buffer.allocUnsafeSlow(bytes.length);
  all.set(bytes);
  const gone = new Set(uris);
  const recordings: Stored[] = [];
  let start = 0;
  let evidence: string | undefined;
  for (const item of items) {
    const { file, fragment, testId, stamp, partial, length } = item;
    // Every item brings texts of its own, and nearly all the same.
    if (item.evidence !== evidence) evidence = item.evidence;
    const validity = validities[item.validity];
    const uri = uris[file] ?? "";
    gone.delete(uri);
    const id = fragment === undefined ? uri : uri + fragment;
    recordings.push({ id, testId, evidence, packed: { bytes: all, start, end: start + length }, stamp, validity, partial });
    start += length;
  }
  return { recordings, gone: [...gone] };
}

/** Recordings by the URI of their file, in their order. */
export function byFile(recordings: readonly Stored[]): ReadonlyMap<string, readonly Stored[]> {
  const files = new Map<string, Stored[]>();
  for (const each of recordings) {
    const uri = fileOf(each.id);
    const known = files.get(uri);
    if (known) known.push(each);
    else files.set(uri, [each]);
  }
  return files;
}
