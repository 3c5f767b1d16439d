/** Reads files of any format: text → document → recordings → reassembled. Each step runs on first use, and never throws. */
import { noAnswer } from "../recording/families/body";
import { familyOf } from "../recording/families/families";
import type { AnswerFacts } from "../recording/families/facts/facts";
import type { Family, Reading } from "../recording/families/family";
import { sortChunks, type SortedChunks } from "../recording/families/sortChunks";
import type { ReadDocument, ReadRecording, RecordingFormat } from "../recording/format";
import { isSame } from "../recording/difference/fields";
import type { JsonPath } from "../recording/jsonPath";
import { lazy } from "../recording/lazy";
import type { Problem, Recording } from "../recording/recording";
import type { RecordingDocument, RecordingInDocument } from "../recording/recordingDocument";
import type { Reassembled } from "../recording/reassembled";
import type { SourceText } from "../recording/sourceText";
import { formats, type Formats } from "./formats";

/**
 * Reads a file lazily. `path` has forward slashes, or is a base name; `testId` is the test that the path belongs to, if known; `before` is the file's
 * previous version. Never throws, whatever the text.
 */
export function readDocument(
  path: string,
  text: string,
  known: Formats = formats,
  { testId, before }: { readonly testId?: string | undefined; readonly before?: RecordingDocument | undefined } = {},
): RecordingDocument {
  const format = known.of(path, text);
  const source = format.parse(text, before?.format === format ? before.source : undefined);
  return new LazyDocument(format, path, source, testId);
}

/** The first recording of a file, which is the only one in most files. */
export function readRecordingFile(path: string, text: string, known: Formats = formats): RecordingInDocument {
  return readDocument(path, text, known).recordings[0];
}

const nothing = (): ReadRecording => ({ path: [], recording: undefined, problems: [] });

class LazyDocument implements RecordingDocument {
  #read: ReadDocument | undefined;
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
    const [first = nothing(), ...others] = this.#found().recordings;
    return (this.#recordings = [this.#recording(first, 0), ...others.map((read, at) => this.#recording(read, at + 1))]);
  }

  withValue(value: unknown): RecordingDocument {
    return new LazyDocument(this.format, this.path, this.source.withValue(value), this.testId);
  }

  #recording(read: ReadRecording, index: number): RecordingInDocument {
    if (this.format.asReplayed === undefined) return new LazyRecording(this, index, read, ownReading(read, this.source));
    return new LazyRecording(this, index, read, new OwnReading(read.recording, () => this.#asReplayed()[index]?.recording));
  }

  #found(): ReadDocument {
    return (this.#read ??= this.format.read(this.source.value, this.path));
  }

  /** The recordings as replay serves them; the same objects unless the file rewrites ids. */
  readonly #asReplayed = lazy((): readonly ReadRecording[] => {
    const { value } = this.source;
    const seen = this.format.asReplayed?.(value) ?? value;
    return (seen === value ? this.#found() : this.format.read(seen, this.path)).recordings;
  });
}

/** What depends only on the recording, not on its document. */
class OwnReading {
  readonly family = lazy((): Family => familyOf(this.recording));
  readonly sorted = lazy((): SortedChunks => (this.recording === undefined ? nothingSorted : sortChunks(this.recording)));
  readonly answer = lazy((): Reading | undefined => {
    const recording = this.replayed();
    return recording && this.family().read(recording, new Set(this.sorted().unsound));
  });

  constructor(
    readonly recording: Recording | undefined,
    readonly replayed: () => Recording | undefined,
  ) {}
}

const ownReadings = new WeakMap<ReadRecording, OwnReading>();

/** Computed once for all versions of a file in which the recording is unchanged, if replay serves it unchanged. */
function ownReading(read: ReadRecording, { hasAliases }: SourceText): OwnReading {
  const known = ownReadings.get(read) ?? ofSameCall(read.recording, hasAliases === true);
  ownReadings.set(read, known);
  return known;
}

/** Keyed by the response's body. One body may have two readings: with and without masks for credentials in its request. */
const byBody = new WeakMap<object, readonly OwnReading[]>();

/**
 * Nothing derived depends on the headers, so a call in which only they changed is the same. With aliases, one body may be shared or contain itself.
 */
function ofSameCall(recording: Recording | undefined, hasAliases: boolean): OwnReading {
  const made = new OwnReading(recording, () => recording);
  const body = recording?.response.body;
  if (hasAliases || recording === undefined || typeof body !== "object" || body === null) return made;
  const all = byBody.get(body) ?? [];
  const known = all.find((each) => each.recording && isSameCall(each.recording, recording));
  if (known === undefined) byBody.set(body, [made, ...all.slice(0, 1)]);
  return known ?? made;
}

function isSameCall(one: Recording, other: Recording): boolean {
  return isSame(one.request, other.request) && isSame({ ...one.response, body: null }, { ...other.response, body: null });
}

class LazyRecording implements RecordingInDocument {
  readonly path: JsonPath;
  readonly recording: Recording | undefined;
  readonly problems: readonly Problem[];
  readonly #reading: OwnReading;

  constructor(
    readonly document: RecordingDocument,
    readonly index: number,
    readonly read: ReadRecording,
    reading: OwnReading,
  ) {
    ({ path: this.path, recording: this.recording, problems: this.problems } = read);
    this.#reading = reading;
  }

  get hash(): string | undefined {
    const { format, name } = this.document;
    return format.hashOfName(name);
  }

  get testId(): string | undefined {
    return this.recording?.testId ?? this.document.testId;
  }

  get family(): Family {
    return this.#reading.family();
  }

  get sorted(): SortedChunks {
    return this.#reading.sorted();
  }

  get reassembled(): Reassembled {
    return this.#reading.answer()?.reassembled ?? noAnswer(this.family.id);
  }

  get facts(): AnswerFacts | undefined {
    return this.#reading.answer()?.facts;
  }
}

const nothingSorted: SortedChunks = { envelope: [], foreign: [], sound: [], unsound: [] };
