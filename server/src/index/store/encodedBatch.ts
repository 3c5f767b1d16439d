/** What a worker read, as it goes to the main thread: all summaries in one piece of memory, which is handed over and neither copied nor looked into. */
import { fileOf, fragmentOf } from "../../recordingId";
import { textOf } from "./packed";
import type { Stored, Validity } from "./stored";

/** Lists, and no objects: of thousands of these the fields' names alone would take longer than all else. */
export interface EncodedBatch {
  /** Of each file that was asked for, in their order: its recordings, none where it is gone; and what holds for all of them. */
  readonly counts: readonly number[];
  readonly stamps: readonly Stored["stamp"][];
  readonly validities: readonly Validity[];
  readonly partial: readonly boolean[];
  /** Of each recording: what tells it from the others in its file, empty where it is alone; what it says; the length of its packed summary. */
  readonly fragments: readonly string[];
  readonly testIds: readonly Stored["testId"][];
  readonly evidence: readonly Stored["evidence"][];
  readonly lengths: readonly number[];
  /** The packed summaries, one after the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface ReadReply {
  /** Those of one file stand together. */
  readonly recordings: readonly Stored[];
  /** There is no such file (any more). */
  readonly gone: readonly string[];
}

/** Encodes the recordings of each file that was asked for; undefined stands for a file that is gone. */
export function encodeBatch(files: readonly (readonly Stored[] | undefined)[]): EncodedBatch {
  const all = files.flatMap((recordings) => recordings ?? []);
  const texts = all.map(({ packed }) => textOf(packed));
  const lengths = texts.map(({ length }) => length);
  // Memory of its own: small buffers share theirs, which could not be handed over.
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

/** `uris` are those that were asked for. */
export function decodeBatch(batch: EncodedBatch, uris: readonly string[]): ReadReply {
  // A worker's memory goes back to the system as a whole, unless somebody else keeps a piece of it.
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
      // Every recording brings texts of its own, and nearly all the same.
      if (batch.evidence[at] !== evidence) evidence = batch.evidence[at];
      const end = start + (batch.lengths[at] ?? 0);
      const id = uri + (batch.fragments[at] ?? "");
      recordings.push({ id, testId: batch.testIds[at], evidence, packed: { bytes, start, end }, stamp, validity, partial });
      start = end;
    }
  }
  return { recordings, gone: uris.filter((_, file) => batch.counts[file] === 0) };
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
