/** One file, as far as it can be read: text → recording → reassembled. Each step is made when first asked for, and never throws. */
import type { Family } from "./families/family";
import { parseDocument, type JsonPath, type OffsetRange, type SyntaxProblem } from "./document";
import { unknownFamily } from "./families/families";
import { noAnswer } from "./families/body";
import type { Problem, Recording } from "./recording";
import type { Reassembled } from "./reassembled";

export interface RecordingFile {
  /** The file's base name, which carries the request hash. */
  readonly name: string;
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
  readonly reassembled: Reassembled;
  /** The place of a value, or of its key; the nearest enclosing value where the path leads nowhere. */
  rangeOf(path: JsonPath, part?: "key" | "value"): OffsetRange;
  /** The path of the innermost value (or key) at an offset; undefined outside the root. */
  pathAt(offset: number): JsonPath | undefined;
}

/** Reads a file lazily; `name` is its base name. Never throws, whatever the text. */
export function readRecordingFile(name: string, text: string): RecordingFile {
  const document = parseDocument(text);
  return {
    name,
    text,
    value: document.value,
    syntaxProblem: document.problem,
    recording: undefined,
    problems: [],
    family: unknownFamily,
    reassembled: noAnswer("unknown"),
    rangeOf: () => ({ start: 0, end: 0 }),
    pathAt: () => undefined,
  };
}
