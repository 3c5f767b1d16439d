/** One file, as far as it can be read: text → recording → reassembled. Each step is made when first asked for, and never throws. */
import type { Family } from "./families/family";
import { parseDocument, type JsonPath, type OffsetRange, type SyntaxProblem } from "./document";
import { familyOf } from "./families/families";
import { readEnvelope } from "./envelope";
import { lazy } from "./lazy";
import { placesOf } from "./places";
import { asReplayed } from "./replayed";
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
  /** What the client of a replayed test sees: ids are as replay rewrites them, chunks count as in the file. */
  readonly reassembled: Reassembled;
  /** The place of a value, or of its key (an element of a list has none: its opening bracket); the nearest enclosing value where the path leads nowhere. */
  rangeOf(path: JsonPath, part?: "key" | "value"): OffsetRange;
  /** The path of the innermost value (or key) at an offset; undefined outside the root. */
  pathAt(offset: number): JsonPath | undefined;
}

/** Reads a file lazily; `name` is its base name. Never throws, whatever the text. */
export function readRecordingFile(name: string, text: string): RecordingFile {
  const document = lazy(() => parseDocument(text));
  const envelope = lazy(() => readEnvelope(document().value));
  const family = lazy(() => familyOf(envelope().recording));
  const reassembled = lazy(() => reassemble(replayed(document().value, envelope().recording), family()));
  const places = lazy(() => placesOf(document().standing, document().problem === undefined));
  return {
    name,
    text,
    get value() {
      return document().value;
    },
    get syntaxProblem() {
      return document().problem;
    },
    get recording() {
      return envelope().recording;
    },
    get problems() {
      return envelope().problems;
    },
    get family() {
      return family();
    },
    get reassembled() {
      return reassembled();
    },
    rangeOf: (path, part) => places().rangeOf(path, part),
    pathAt: (offset) => places().pathAt(offset),
  };
}

/** The recording as replay hands it out; the same one in all but the few files that rewrite ids. */
function replayed(value: unknown, recording: Recording | undefined): Recording | undefined {
  const seen = asReplayed(value);
  return seen === value ? recording : readEnvelope(seen).recording;
}

function reassemble(recording: Recording | undefined, family: Family): Reassembled {
  return recording === undefined ? noAnswer(family.id) : family.reassemble(recording);
}
