/** Which recording of one version of a file is the same as one of another version: in between, others may have come and gone. */
import { isObject } from "./json";
import { requestLine } from "./request";
import type { RecordingInDocument } from "./recordingDocument";

/** One recording in both versions, or in the only one that has it. */
export type Pair =
  | { readonly before: RecordingInDocument; readonly after: RecordingInDocument }
  | { readonly before: RecordingInDocument; readonly after: undefined }
  | { readonly before: undefined; readonly after: RecordingInDocument };

/**
 * Recordings with the same request belong together, of several alike the first with the first; where no request is the same, those in the same place
 * between others. In the order of `after`; what is gone stands behind what it stood behind. Never throws.
 */
export function pairsOf(before: readonly RecordingInDocument[], after: readonly RecordingInDocument[]): readonly Pair[] {
  const found = match(before, after, requestOf);
  for (const { olds, news } of gaps(before, after, found)) for (const [now, old] of matchInGap(olds, news)) found.set(now, old);
  const gone = goneBehind(before, new Set(found.values()));
  const paired = after.flatMap((now): readonly Pair[] => {
    const old = found.get(now);
    return old === undefined ? [{ before: undefined, after: now }] : [{ before: old, after: now }, ...(gone.get(old) ?? [])];
  });
  return [...(gone.get(undefined) ?? []), ...paired];
}

/** Old recordings by new ones. */
type Found = Map<RecordingInDocument, RecordingInDocument>;
type List = readonly RecordingInDocument[];

/** Those of the same key, in their order. */
function match(before: List, after: List, keyOf: (each: RecordingInDocument) => string): Found {
  const found: Found = new Map();
  const waiting = new Map<string, RecordingInDocument[]>();
  for (const old of [...before].reverse()) listAt(waiting, keyOf(old)).push(old);
  for (const now of after) {
    const old = waiting.get(keyOf(now))?.pop();
    if (old !== undefined) found.set(now, old);
  }
  return found;
}

/** Of those that stand in one place, the ones with the same address; then, where as many came as went, one after the other. */
function matchInGap(before: List, after: List): Found {
  const found = match(before, after, ({ recording }) => requestLine(recording?.request));
  const taken = new Set(found.values());
  const olds = before.filter((old) => !taken.has(old));
  const news = after.filter((now) => !found.has(now));
  if (olds.length !== news.length) return found;
  return new Map([...found, ...match(olds, news, () => "")]);
}

interface Gap {
  readonly olds: RecordingInDocument[];
  readonly news: RecordingInDocument[];
}

/** What has no counterpart yet, by the pair that it stands behind; only where there is some on both sides. */
function gaps(before: List, after: List, found: ReadonlyMap<RecordingInDocument, RecordingInDocument>): readonly Gap[] {
  const all = new Map<RecordingInDocument | undefined, Gap>();
  const gapBehind = (last: RecordingInDocument | undefined): Gap => {
    const gap = all.get(last) ?? { olds: [], news: [] };
    all.set(last, gap);
    return gap;
  };
  const matched = new Set(found.values());
  let last: RecordingInDocument | undefined;
  for (const old of before) {
    if (matched.has(old)) last = old;
    else gapBehind(last).olds.push(old);
  }
  last = undefined;
  for (const now of after) {
    const old = found.get(now);
    if (old === undefined) gapBehind(last).news.push(now);
    else last = old;
  }
  return [...all.values()].filter(({ olds, news }) => olds.length > 0 && news.length > 0);
}

/** Old recordings without a counterpart, by the one with a counterpart that they stand behind; undefined for the beginning. */
function goneBehind(before: List, kept: ReadonlySet<RecordingInDocument>): ReadonlyMap<RecordingInDocument | undefined, Pair[]> {
  const gone = new Map<RecordingInDocument | undefined, Pair[]>();
  let last: RecordingInDocument | undefined;
  for (const old of before) {
    if (kept.has(old)) last = old;
    else listAt(gone, last).push({ before: old, after: undefined });
  }
  return gone;
}

function requestOf({ recording }: RecordingInDocument): string {
  return recording === undefined ? "" : JSON.stringify(recording.requestFields, sorted);
}

/** The order of an object's keys is not a difference. */
function sorted(_: string, value: unknown): unknown {
  if (!isObject(value) || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function listAt<K, V>(lists: Map<K, V[]>, key: K): V[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
