/** Where each chunk's mark stands on the time line: wider for more text, never so thin or so wide that the others are lost. */
import type { ChunkKind, ChunkNote } from "../../../server/src/protocol";

/** Left edges, as shares of the whole width, and one more for the right end: mark i goes from edge i to edge i + 1. */
export function edgesOf(notes: readonly ChunkNote[]): Float64Array {
  const edges = new Float64Array(notes.length + 1);
  let sum = 0;
  notes.forEach(({ adds }, index) => {
    sum += weightOf(adds.length);
    edges[index + 1] = sum;
  });
  for (let index = 1; index < edges.length; index++) edges[index] = (edges[index] ?? 0) / sum;
  return edges;
}

/** From 1 for nothing to 6 for a thousand characters and more. */
const weightOf = (length: number): number => 1 + Math.min(5, Math.log2(1 + length) / 2);

/** The mark that holds a share of the width; the nearest at and beyond the ends. */
export function markAtShare(edges: Float64Array, share: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edges[middle] ?? 0) <= share) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

/** Of several chunks that share a pixel, the first of these is shown. */
const rank: Readonly<Record<ChunkKind, number>> = {
  finish: 9,
  refusal: 8,
  tool: 7,
  annotation: 6,
  usage: 5,
  reasoning: 4,
  text: 3,
  role: 2,
  other: 1,
  empty: 0,
};

export interface Mark {
  /** In pixels. */
  readonly left: number;
  readonly width: number;
  readonly kind: ChunkKind;
}

/** The marks for a width in pixels: chunks that are thinner than a pixel are drawn as one. */
export function marksOf(notes: readonly ChunkNote[], edges: Float64Array, width: number): readonly Mark[] {
  const marks: Mark[] = [];
  let group: { left: number; kind: ChunkKind } | undefined;
  notes.forEach(({ kind }, index) => {
    const [left, right] = [(edges[index] ?? 0) * width, (edges[index + 1] ?? 1) * width];
    if (!group) group = { left, kind };
    else if (rank[kind] > rank[group.kind]) group.kind = kind;
    if (right - group.left < 1 && index < notes.length - 1) return;
    const span = right - group.left;
    // A gap between marks where there is room for one.
    marks.push({ left: group.left, width: span > 3 ? span - 1 : span, kind: group.kind });
    group = undefined;
  });
  return marks;
}
