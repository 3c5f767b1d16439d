/** Transfers a worker's results to the main thread: all summaries are in one piece of memory that is neither copied nor parsed. */
import { fileOf, fragmentOf } from "../../recordingId";
import { textOf } from "./packed";
import type { Stored, Validity } from "./stored";

/** Parallel lists instead of objects, because repeating property names thousands of times would take longer than everything else. */
export interface EncodedBatch {
  /** For each requested file, in order: the number of its recordings, 0 if it no longer exists, and what is the same for all of them. */
  readonly counts: readonly number[];
  readonly stamps: readonly Stored["stamp"][];
  readonly validities: readonly Validity[];
  readonly partial: readonly boolean[];
  /** For each recording: its fragment in the file, empty if it is the only one; its evidence; the length of its packed summary. */
  readonly fragments: readonly string[];
  readonly testIds: readonly Stored["testId"][];
  readonly evidence: readonly Stored["evidence"][];
  readonly lengths: readonly number[];
  /** The packed summaries, one after the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface ReadReply {
  /** Recordings of the same file are adjacent. */
  readonly recordings: readonly Stored[];
  /** Files that do not exist (any more). */
  readonly gone: readonly string[];
}

/** Encodes the recordings of each requested file; undefined stands for a file that no longer exists. */
export function encodeBatch(files: readonly (readonly Stored[] | undefined)[]): EncodedBatch {
  const all = files.flatMap((recordings) => recordings ?? []);
  const texts = all.map(({ packed }) => textOf(packed));
  const lengths = texts.map(({ length }) => length);
  // Allocates a buffer of its own, because small buffers share memory and cannot be transferred.
  const bytes = Buffer.from(new ArrayBuffer(lengths.reduce((sum, length) => sum + length, 0)));
  let at = 0;
  for (const text of texts) at += bytes.write(text, at, "latin1");
  return {
    counts: files.map((recordings) => recordings?.length ?? 0),
    stamps: files.map((recordings) => recordings?.[0]?.stamp),
    validities: files.map((recordings) => recordings?.[0]?.validity ?? "passing"),
    partial: files.map((recordings) => recordings?.[0]?.partial ?? false),
    fragments: all.map(({ id }) => fragmentOf(id)),
    testIds: all.map(({ testId }) => testId),
    evidence: all.map(({ evidence }) => evidence),
    lengths,
    bytes,
  };
}

const validities: Readonly<Record<Validity, Validity>> = { lasting: "lasting", session: "session", passing: "passing" };

/** `uris` are those that were requested. */
export function decodeBatch(batch: EncodedBatch, uris: readonly string[]): ReadReply {
  // The memory of a worker is freed as a whole, unless a piece of it is still used.
  const bytes = Buffer.allocUnsafeSlow(batch.bytes.length);
  bytes.set(batch.bytes);
  const recordings: Stored[] = [];
  let [at, start] = [0, 0];
  let evidence: string | undefined;
  for (const [file, count] of batch.counts.entries()) {
    const uri = uris[file] ?? "";
    const stamp = batch.stamps[file];
    const validity = validities[batch.validities[file] ?? "passing"];
    const partial = batch.partial[file] === true;
    for (const last = at + count; at < last; at++) {
      // Reuses equal strings, because each recording has its own copy of nearly always the same one.
      if (batch.evidence[at] !== evidence) evidence = batch.evidence[at];
      const end = start + (batch.lengths[at] ?? 0);
      const id = uri + (batch.fragments[at] ?? "");
      recordings.push({ id, testId: batch.testIds[at], evidence, packed: { bytes, start, end }, stamp, validity, partial });
      start = end;
    }
  }
  return { recordings, gone: uris.filter((_, file) => batch.counts[file] === 0) };
}

/** Recordings by the URI of their file, in order. */
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
