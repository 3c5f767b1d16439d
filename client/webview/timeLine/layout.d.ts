/** Where each chunk's mark stands on the time line: wider for more text, never so thin or so wide that the others are lost. */
import type { ChunkKind, ChunkNote } from "../../../server/src/protocol";
/** Left edges, as shares of the whole width, and one more for the right end: mark i goes from edge i to edge i + 1. */
export declare function edgesOf(notes: readonly ChunkNote[]): Float64Array;
/** The chunk whose mark holds a share of the width; the nearest at and beyond the ends. */
export declare function chunkAtShare(edges: Float64Array, share: number): number;
export interface Mark {
    /** In pixels. */
    readonly left: number;
    readonly width: number;
    readonly kind: ChunkKind;
}
/** The marks for a width in pixels: chunks that are thinner than a pixel are drawn as one. */
export declare function marksOf(notes: readonly ChunkNote[], edges: Float64Array, width: number): readonly Mark[];
