/** Matches the recordings of two versions of a file, as others may have been added or removed in between. */
import { isObject } from "./json";
import { requestLine } from "./request";
import type { RecordingInDocument } from "./recordingDocument";

/** A recording in both versions, or in the only one that has it. */
export type Pair =
  | { readonly before: RecordingInDocument; readonly after: RecordingInDocument }
  | { readonly before: RecordingInDocument; readonly after: undefined }
  | { readonly before: undefined; readonly after: RecordingInDocument };

/**
 * Pairs recordings with the same request, equal ones in order; without an equal request, those at the same position between paired ones. In the order
 * of `after`; removed recordings come after their predecessor. Never throws.
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

/** New recordings mapped to old ones. */
type Found = Map<RecordingInDocument, RecordingInDocument>;
type List = readonly RecordingInDocument[];

/** Pairs those with the same key, in order. */
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

/** Within a gap, pairs those with the same URL; then, if as many were added as removed, the others in order. */
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

/** Unpaired recordings by the pair before them; only gaps with some on both sides. */
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

/** Unpaired old recordings by the paired one before them; undefined for the beginning. */
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

/** The order of keys does not matter. */
function sorted(_: string, value: unknown): unknown {
  if (!isObject(value) || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function listAt<K, V>(lists: Map<K, V[]>, key: K): V[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
