/** One file, as far as it can be read: text → recording → reassembled. `formats/readRecordingFile.ts` reads it. */

import type { AnswerFacts } from "./families/facts/facts";
import type { Family } from "./families/family";
import type { SortedChunks } from "./families/sortChunks";
import type { JsonPath, OffsetRange, SyntaxProblem } from "./document";
import type { RecordingFormat } from "./format";
import type { Problem, Recording } from "./recording";
import type { Reassembled } from "./reassembled";

export interface RecordingFile {
  readonly format: RecordingFormat;
  /** The file's base name. */
  readonly name: string;
  /** The request hash that the name carries, in hex digits; undefined where it carries none. */
  readonly hash: string | undefined;
  readonly text: string;
  /** What the text says; undefined when nothing at all could be read. A truncated file still has the part that stands. */
  readonly value: unknown;
  /** Why the text is not JSON, if it is not. */
  readonly syntaxProblem: SyntaxProblem | undefined;
  /** undefined when the value is not even an object. */
  readonly recording: Recording | undefined;
  /** What is wrong with the envelope. */
  readonly problems: readonly Problem[];
  readonly family: Family;
  /** The recording's chunks, those apart that are broken or do not belong there. */
  readonly sorted: SortedChunks;
  /** What rules judge of the answer; undefined where there is none, or where the family has no answers. */
  readonly facts: AnswerFacts | undefined;
  /** What the client of a replayed test sees: ids are as replay rewrites them, chunks count as in the file. */
  readonly reassembled: Reassembled;
  /** The place of a value, or of its key (an element of a list has none: its opening bracket); the nearest enclosing value where the path leads nowhere. */
  rangeOf(path: JsonPath, part?: "key" | "value"): OffsetRange;
  /** The path of the innermost value (or key) at an offset; undefined outside the root. */
  pathAt(offset: number): JsonPath | undefined;
  /** The same file as if another value stood in it: text, problems and places stay. */
  withValue(value: unknown): RecordingFile;
}
