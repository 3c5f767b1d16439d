/** Reads files of any format: text → document → recordings → reassembled. Each step is made when first asked for, and never throws. */
import { noAnswer } from "../recording/families/body";
import { familyOf } from "../recording/families/families";
import type { AnswerFacts } from "../recording/families/facts/facts";
import type { Family, Reading } from "../recording/families/family";
import { sortChunks, type SortedChunks } from "../recording/families/sortChunks";
import type { ReadDocument, ReadRecording, RecordingFormat } from "../recording/format";
import type { JsonPath } from "../recording/jsonPath";
import type { Problem, Recording } from "../recording/recording";
import type { RecordingDocument, RecordingInDocument } from "../recording/recordingDocument";
import type { Reassembled } from "../recording/reassembled";
import type { SourceText } from "../source/sourceText";
import { formats, type Formats } from "./formats";

/**
 * Reads a file lazily; `path` is its path with slashes, or its base name, `testId` the test that the path leads to, where somebody knows. Never throws,
 * whatever the text.
 */
export function readDocument(path: string, text: string, known: Formats = formats, testId?: string): RecordingDocument {
  const format = known.of(path, text);
  return new LazyDocument(format, path, format.parse(text), testId);
}

/** The first recording of a file, which most files are all of. */
export function readRecordingFile(path: string, text: string, known: Formats = formats): RecordingInDocument {
  return readDocument(path, text, known).recordings[0];
}

const nothing: ReadRecording = { path: [], recording: undefined, problems: [] };

class LazyDocument implements RecordingDocument {
  #read: ReadDocument | undefined;
  #replayed: ReadDocument | undefined;
  #recordings: RecordingDocument["recordings"] | undefined;

  constructor(
    readonly format: RecordingFormat,
    readonly path: string,
    readonly source: SourceText,
    readonly testId: string | undefined,
  ) {}

  get name(): string {
    return this.path.slice(this.path.lastIndexOf("/") + 1);
  }

  get problems(): readonly Problem[] {
    return this.#found().problems;
  }

  get recordings(): RecordingDocument["recordings"] {
    if (this.#recordings) return this.#recordings;
    const [first = nothing, ...others] = this.#found().recordings;
    return (this.#recordings = [this.#recording(first, 0), ...others.map((read, at) => this.#recording(read, at + 1))]);
  }

  withValue(value: unknown): RecordingDocument {
    return new LazyDocument(this.format, this.path, this.source.withValue(value), this.testId);
  }

  #recording(read: ReadRecording, index: number): RecordingInDocument {
    return new LazyRecording(this, index, read, () => this.#asReplayed().recordings[index]?.recording);
  }

  #found(): ReadDocument {
    return (this.#read ??= this.format.read(this.source.value, this.path));
  }

  /** The recordings as replay hands them out; the same ones in all but the few files that rewrite ids. */
  #asReplayed(): ReadDocument {
    if (this.#replayed) return this.#replayed;
    const { value } = this.source;
    const seen = this.format.asReplayed(value);
    return (this.#replayed = seen === value ? this.#found() : this.format.read(seen, this.path));
  }
}

class LazyRecording implements RecordingInDocument {
  #family: Family | undefined;
  #sorted: SortedChunks | undefined;
  #reading: Reading | undefined;
  readonly #replayed: () => Recording | undefined;
  readonly path: JsonPath;
  readonly recording: Recording | undefined;
  readonly problems: readonly Problem[];

  constructor(
    readonly document: RecordingDocument,
    readonly index: number,
    { path, recording, problems }: ReadRecording,
    replayed: () => Recording | undefined,
  ) {
    this.path = path;
    this.recording = recording;
    this.problems = problems;
    this.#replayed = replayed;
  }

  get hash(): string | undefined {
    const { format, name } = this.document;
    return format.hashOfName(name);
  }

  get testId(): string | undefined {
    return this.recording?.testId ?? this.document.testId;
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

  #readAnswer(): Reading | undefined {
    return (this.#reading ??= this.#readReplayed());
  }

  #readReplayed(): Reading | undefined {
    const recording = this.#replayed();
    return recording && this.family.read(recording, new Set(this.sorted.unsound));
  }
}

const nothingSorted: SortedChunks = { envelope: [], foreign: [], sound: [], unsound: [] };
