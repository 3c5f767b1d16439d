/** Where a stretch of a decoded text stands in its source, and the other way round. */
import type { Segments } from "./segmentBuilder";

/** The source range for `[start, end)` of the decoded text, in UTF-16 code units. An empty range is placed before the unit that follows it. */
export function sourceRange(segments: Segments, start: number, end: number): { readonly start: number; readonly end: number } {
  const from = sourceOf(segments, start).start;
  return { start: from, end: end > start ? sourceOf(segments, end - 1).end : from };
}

/** The source range of one code unit; at the end of the text, the end of its source. */
function sourceOf(segments: Segments, offset: number): { readonly start: number; readonly end: number } {
  const { decoded, source, end, length } = segments;
  const at = lastAtMost(decoded, offset);
  const [first = 0, start = 0, stop = 0] = [decoded[at], source[at], end[at]];
  if (offset >= length) return { start: stop, end: stop };
  const next = decoded[at + 1] ?? length;
  const isCopied = next - first === stop - start;
  return isCopied ? { start: start + offset - first, end: start + offset - first + 1 } : { start, end: stop };
}

/** Maps an offset in the source to the decoded text; what lies between two segments maps to the next one. */
export function decodedOffset({ decoded, source, end, length }: Segments, offset: number): number {
  const at = lastAtMost(source, offset);
  const [first = 0, start = 0, stop = 0] = [decoded[at], source[at], end[at]];
  if (offset < start) return first;
  const next = decoded[at + 1] ?? length;
  if (offset >= stop) return next;
  return next - first === stop - start ? first + offset - start : first;
}

/** The index of the last number that is not greater, by binary search; 0 if all are. */
function lastAtMost(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((numbers[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
