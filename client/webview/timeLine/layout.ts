/** The positions of marks on the time line: wider for more text, but never so thin or wide that others are lost. */
import type { ChunkKind, ChunkNote } from "../../../server/src/protocol";

/** Left edges as fractions of the whole width, plus the right end: mark i extends from edge i to edge i + 1. */
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

/** From 1 for an empty chunk to 6 for a thousand characters and more. */
const weightOf = (length: number): number => 1 + Math.min(5, Math.log2(1 + length) / 2);

/** The mark at a fraction of the width; the nearest one at and beyond the ends. */
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

/** If several chunks share a pixel, the first of these kinds is shown. */
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

/** The marks for a width in pixels: chunks that are thinner than a pixel are merged. */
export function marksOf(notes: readonly ChunkNote[], edges: Float64Array, width: number): readonly Mark[] {
  const marks: Mark[] = [];
  let group: { left: number; kind: ChunkKind } | undefined;
  notes.forEach(({ kind }, index) => {
    const [left, right] = [(edges[index] ?? 0) * width, (edges[index + 1] ?? 1) * width];
    if (!group) group = { left, kind };
    else if (rank[kind] > rank[group.kind]) group.kind = kind;
    if (right - group.left < 1 && index < notes.length - 1) return;
    const span = right - group.left;
    // Leaves a gap between marks if there is room for one.
    marks.push({ left: group.left, width: span > 3 ? span - 1 : span, kind: group.kind });
    group = undefined;
  });
  return marks;
}
