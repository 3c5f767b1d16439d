/**
 * A cache file: one line of JSON that says what it is, then for each thousand recordings a head (JSON: names, stamps, tests) and the packed
 * summaries one after the other. Loading reads the heads; a summary is read when somebody asks.
 */
import { createHash } from "node:crypto";
import { setImmediate as pause } from "node:timers/promises";
import { bytesOf, type Packed } from "../store/packed";

/** What is kept of one folder's recordings: lists of equal length. */
export interface CachedFolder {
  /** URI without a slash at its end. */
  readonly folder: string;
  /** Of the recordings: the file's name, and the fragment of its id where it is not alone in it. */
  readonly names: readonly string[];
  readonly stamps: readonly string[];
  readonly testIds: readonly (string | null)[];
  readonly evidence: readonly (string | null)[];
  readonly packed: readonly Packed[];
}

interface FirstLine {
  /** Changes whenever the program does: a summary means something to the version that made it only. */
  readonly version: string;
  /** The workspace folder (URI). */
  readonly root: string;
  /** Bytes of each head, and of the summaries after it. */
  readonly parts: readonly (readonly [head: number, body: number])[];
  /** Of everything after the line, and of `parts`. */
  readonly digest: string;
}

interface Head extends Omit<CachedFolder, "packed"> {
  readonly lengths: readonly number[];
}

/** Recordings in one part: what the main thread handles without a pause. */
const partSize = 1000;

/** The pieces of a file, in order; the summaries are not copied. Pauses between parts, so the folders must not change meanwhile. */
export async function encodeCache(version: string, root: string, folders: readonly CachedFolder[]): Promise<readonly Buffer[]> {
  const pieces: Buffer[] = [];
  const parts: [number, number][] = [];
  const hash = createHash("sha1");
  for (const part of partsOf(folders)) {
    const summaries = part.map(({ packed }) => packed.map(bytesOf));
    const heads = part.map(({ folder, names, stamps, testIds, evidence }, index): Head => {
      return { folder, names, stamps, testIds, evidence, lengths: (summaries[index] ?? []).map(({ length }) => length) };
    });
    const head = Buffer.from(JSON.stringify(heads));
    const body = summaries.flat();
    parts.push([head.length, body.reduce((sum, { length }) => sum + length, 0)]);
    for (const piece of [head, ...body]) {
      pieces.push(piece);
      hash.update(piece);
    }
    await pause();
  }
  const line: FirstLine = { version, root, parts, digest: hash.update(JSON.stringify(parts)).digest("base64url") };
  return [Buffer.from(`${JSON.stringify(line)}\n`), ...pieces];
}

/** What a file holds; undefined where it is another version's, another folder's, or damaged. Pauses between parts. */
export async function decodeCache(version: string, root: string, bytes: Buffer): Promise<readonly CachedFolder[] | undefined> {
  const line = firstLine(bytes);
  if (line?.version !== version || line.root !== root) return undefined;
  const hash = createHash("sha1");
  const folders: CachedFolder[] = [];
  let at = bytes.indexOf("\n") + 1;
  for (const [head, body] of line.parts) {
    hash.update(bytes.subarray(at, at + head + body));
    for (const folder of partIn(bytes, at, at + head)) folders.push(folder);
    at += head + body;
    await pause();
  }
  hash.update(bytes.subarray(at)).update(JSON.stringify(line.parts));
  return hash.digest("base64url") === line.digest ? folders : undefined;
}

/** Throws where the head is damaged. */
function partIn(bytes: Buffer, from: number, to: number): readonly CachedFolder[] {
  const heads = JSON.parse(bytes.toString("utf8", from, to)) as readonly Head[];
  let start = to;
  return heads.map(({ lengths, ...rest }) => {
    return { ...rest, packed: lengths.map((length) => ({ bytes, start, end: (start += length) })) };
  });
}

function firstLine(bytes: Buffer): FirstLine | undefined {
  try {
    return JSON.parse(bytes.toString("utf8", 0, Math.max(bytes.indexOf("\n"), 0))) as FirstLine;
  } catch {
    return undefined;
  }
}

/** Folders together until there are enough for a part; a folder with more goes into several. */
function* partsOf(folders: readonly CachedFolder[]): Generator<readonly CachedFolder[]> {
  let part: CachedFolder[] = [];
  let count = 0;
  for (const folder of folders) {
    for (let from = 0; from < folder.names.length; from += partSize) {
      const slice = sliceOf(folder, from, from + partSize);
      part.push(slice);
      count += slice.names.length;
      if (count < partSize) continue;
      yield part;
      [part, count] = [[], 0];
    }
  }
  if (part.length > 0) yield part;
}

function sliceOf({ folder, names, stamps, testIds, evidence, packed }: CachedFolder, from: number, to: number): CachedFolder {
  return {
    folder,
    names: names.slice(from, to),
    stamps: stamps.slice(from, to),
    testIds: testIds.slice(from, to),
    evidence: evidence.slice(from, to),
    packed: packed.slice(from, to),
  };
}
