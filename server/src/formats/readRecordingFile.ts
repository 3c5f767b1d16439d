/** Reads files of any format: text → recording → reassembled. Each step is made when first asked for, and never throws. */
import { parseDocument, type JsonPath, type OffsetRange, type ParsedDocument, type SyntaxProblem } from "../recording/document";
import { noAnswer } from "../recording/families/body";
import { familyOf } from "../recording/families/families";
import type { AnswerFacts } from "../recording/families/facts/facts";
import type { Family, Reading } from "../recording/families/family";
import { sortChunks, type SortedChunks } from "../recording/families/sortChunks";
import type { RecordingFormat } from "../recording/format";
import { placesOf, type Places } from "../recording/places";
import type { Problem, Recording } from "../recording/recording";
import type { RecordingFile } from "../recording/recordingFile";
import type { Reassembled } from "../recording/reassembled";
import { formatOf } from "./formats";

type Envelope = ReturnType<RecordingFormat["read"]>;

/** Reads a file lazily; `name` is its base name. Never throws, whatever the text. */
export function readRecordingFile(name: string, text: string): RecordingFile {
  return new LazyFile(name, text);
}

class LazyFile implements RecordingFile {
  #document: ParsedDocument | undefined;
  #envelope: Envelope | undefined;
  #family: Family | undefined;
  #sorted: SortedChunks | undefined;
  #reading: Reading | undefined;
  #places: Places | undefined;
  readonly format: RecordingFormat;

  constructor(
    readonly name: string,
    readonly text: string,
    document?: ParsedDocument,
  ) {
    this.format = formatOf(name, text);
    this.#document = document;
  }

  get hash(): string | undefined {
    return this.format.hashOfName(this.name);
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

  get sorted(): SortedChunks {
    return (this.#sorted ??= this.recording === undefined ? nothingSorted : sortChunks(this.recording));
  }

  get reassembled(): Reassembled {
    return this.#readAnswer()?.reassembled ?? noAnswer(this.family.id);
  }

  get facts(): AnswerFacts | undefined {
    return this.#readAnswer()?.facts;
  }

  rangeOf(path: JsonPath, part?: "key" | "value"): OffsetRange {
    return this.#placed().rangeOf(path, part);
  }

  pathAt(offset: number): JsonPath | undefined {
    return this.#placed().pathAt(offset);
  }

  withValue(value: unknown): RecordingFile {
    return new LazyFile(this.name, this.text, { ...this.#read(), value });
  }

  #read(): ParsedDocument {
    return (this.#document ??= parseDocument(this.text));
  }

  #enveloped(): Envelope {
    return (this.#envelope ??= this.format.read(this.value));
  }

  /** The recording as replay hands it out; the same one in all but the few files that rewrite ids. */
  #replayed(): Recording | undefined {
    const seen = this.format.asReplayed(this.value);
    return seen === this.value ? this.recording : this.format.read(seen).recording;
  }

  #readAnswer(): Reading | undefined {
    return (this.#reading ??= this.#readReplayed());
  }

  #readReplayed(): Reading | undefined {
    const recording = this.#replayed();
    return recording && this.family.read(recording, new Set(this.sorted.unsound));
  }

  #placed(): Places {
    const { standing, problem } = this.#read();
    return (this.#places ??= placesOf(standing, problem === undefined));
  }
}

const nothingSorted: SortedChunks = { envelope: [], foreign: [], sound: [], unsound: [] };
