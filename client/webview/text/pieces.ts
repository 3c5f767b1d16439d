/** Which chunk produced which part of a text, and the text up to a chunk. */
import type { TracedText } from "../../../server/src/protocol";

/** A text's pieces with their ends, computed once per text. */
interface Ends {
  readonly ends: readonly number[];
  readonly chunks: readonly number[];
  /** Chunks are in order, because the text only grew at its end. */
  readonly grows: boolean;
}

const known = new WeakMap<TracedText, Ends>();

function endsOf(text: TracedText): Ends {
  const found = known.get(text) ?? measure(text);
  known.set(text, found);
  return found;
}

function measure({ pieces }: TracedText): Ends {
  let end = 0;
  const ends = pieces.map(({ length }) => (end += length));
  const chunks = pieces.map(({ chunk }) => chunk);
  return { ends, chunks, grows: chunks.every((chunk, index) => index === 0 || chunk >= (chunks[index - 1] ?? 0)) };
}

/** The chunk that produced the character at an offset; null beyond the end, and in a text without pieces. */
export function chunkAtOffset(text: TracedText, offset: number): number | null {
  const { ends, chunks } = endsOf(text);
  return chunks[firstAbove(ends, offset)] ?? null;
}

/** Offsets of the parts from a chunk. */
export function offsetsOf(text: TracedText, chunk: number): readonly (readonly [start: number, end: number])[] {
  const { ends, chunks, grows } = endsOf(text);
  const found: (readonly [number, number])[] = [];
  for (let index = grows ? firstAbove(chunks, chunk - 1) : 0; index < chunks.length; index++) {
    if (chunks[index] === chunk) found.push([ends[index - 1] ?? 0, ends[index] ?? 0]);
    else if (grows) break;
  }
  return found;
}

/** The text up to a chunk; the same object if it was complete, null if it had not started. */
export function textAfter(text: TracedText, chunk: number): TracedText | null {
  const { ends, chunks, grows } = endsOf(text);
  if (chunks.length === 0) return text;
  if (!grows) return assembled(text, chunk);
  const count = firstAbove(chunks, chunk);
  if (count === chunks.length) return text;
  return count === 0 ? null : { text: text.text.slice(0, ends[count - 1]), pieces: text.pieces.slice(0, count) };
}

function assembled(text: TracedText, chunk: number): TracedText | null {
  const { ends } = endsOf(text);
  const kept = text.pieces
    .map((piece, index) => ({ piece, start: ends[index - 1] ?? 0 }))
    .filter(({ piece }) => piece.chunk <= chunk);
  if (kept.length === 0) return null;
  return {
    text: kept.map(({ piece, start }) => text.text.slice(start, start + piece.length)).join(""),
    pieces: kept.map(({ piece }) => piece),
  };
}

/** Index of the first value above a limit, in a sorted list. */
function firstAbove(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
