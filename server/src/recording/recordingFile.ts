/** One file, as far as it can be read: text → recording → reassembled. Each step is made when first asked for, and never throws. */
import type { Family } from "./families/family";
import { parseDocument, type JsonPath, type OffsetRange, type ParsedDocument, type SyntaxProblem } from "./document";
import { familyOf } from "./families/families";
import { readEnvelope, type Envelope } from "./envelope";
import { placesOf, type Places } from "./places";
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
  return new LazyFile(name, text);
}

/** The same file as if another value stood in it: text, problems and places stay. */
export function withValue({ name, text }: RecordingFile, value: unknown): RecordingFile {
  return new LazyFile(name, text, { ...parseDocument(text), value });
}

class LazyFile implements RecordingFile {
  #document: ParsedDocument | undefined;
  #envelope: Envelope | undefined;
  #family: Family | undefined;
  #reassembled: Reassembled | undefined;
  #places: Places | undefined;

  constructor(
    readonly name: string,
    readonly text: string,
    document?: ParsedDocument,
  ) {
    this.#document = document;
  }

  get value(): unknown {
    return this.#read().value;
  }

  get syntaxProblem(): SyntaxProblem | undefined {
    return this.#read().problem;
  }

  get recording(): Recording | undefined {
    return this.#enveloped().recording;
  }

  get problems(): readonly Problem[] {
    return this.#enveloped().problems;
  }

  get family(): Family {
    return (this.#family ??= familyOf(this.recording));
  }

  get reassembled(): Reassembled {
    return (this.#reassembled ??= reassemble(replayed(this.value, this.recording), this.family));
  }

  rangeOf(path: JsonPath, part?: "key" | "value"): OffsetRange {
    return this.#placed().rangeOf(path, part);
  }

  pathAt(offset: number): JsonPath | undefined {
    return this.#placed().pathAt(offset);
  }

  #read(): ParsedDocument {
    return (this.#document ??= parseDocument(this.text));
  }

  #enveloped(): Envelope {
    return (this.#envelope ??= readEnvelope(this.value));
  }

  #placed(): Places {
    const { standing, problem } = this.#read();
    return (this.#places ??= placesOf(standing, problem === undefined));
  }
}

/** The recording as replay hands it out; the same one in all but the few files that rewrite ids. */
function replayed(value: unknown, recording: Recording | undefined): Recording | undefined {
  const seen = asReplayed(value);
  return seen === value ? recording : readEnvelope(seen).recording;
}

function reassemble(recording: Recording | undefined, family: Family): Reassembled {
  return recording === undefined ? noAnswer(family.id) : family.reassemble(recording);
}
