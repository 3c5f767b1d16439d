/** Which chunk gave which part of a text, and the text as it stood after a chunk. */
import type { TracedText } from "../../../server/src/protocol";
/** The chunk that gave the character at an offset; null beyond the end, and in a text without pieces. */
export declare function chunkAtOffset(text: TracedText, offset: number): number | null;
/** Offsets of what a chunk gave. */
export declare function offsetsOf(text: TracedText, chunk: number): readonly (readonly [start: number, end: number])[];
/** The text as it stood after a chunk; the same object when it was whole by then, null when nothing of it had come. */
export declare function textAfter(text: TracedText, chunk: number): TracedText | null;
