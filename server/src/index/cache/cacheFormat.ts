/**
 * A cache file: one line of JSON as a header, then for each thousand recordings a head (JSON: names, stamps, tests) and the packed
 * summaries. Loading only parses the heads; summaries are unpacked on demand.
 */
import { createHash } from "node:crypto";
import { setImmediate as pause } from "node:timers/promises";
import { bytesOf, type Packed } from "../store/packed";

/** The cached recordings of one folder, as lists of equal length. */
export interface CachedFolder {
  /** URI without a trailing slash. */
  readonly folder: string;
  /** For each recording, the file's name, plus the fragment of its id if the file has several. */
  readonly names: readonly string[];
  readonly stamps: readonly string[];
  readonly testIds: readonly (string | null)[];
  readonly evidence: readonly (string | null)[];
  readonly packed: readonly Packed[];
}

interface FirstLine {
  /** Changes with every version of the program, because summaries are only valid for the version that made them. */
  readonly version: string;
  /** The workspace folder (URI). */
  readonly root: string;
  /** The lengths in bytes of each head and its summaries. */
  readonly parts: readonly (readonly [head: number, body: number])[];
  /** Digest of everything after the header, and of `parts`. */
  readonly digest: string;
}

interface Head extends Omit<CachedFolder, "packed"> {
  readonly lengths: readonly number[];
}

/** The number of recordings in a part, which the main thread handles in one go. */
const partSize = 1000;

/** The buffers of a file, in order; summaries are not copied. Yields to the event loop between parts, so the folders must not change meanwhile. */
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

/** The content of a file; undefined if it is of another version or folder, or damaged. Yields to the event loop between parts. */
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

/** Throws if the head is damaged. */
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

/** Combines folders until there are enough recordings for a part, and splits larger folders. */
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
