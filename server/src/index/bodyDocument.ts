/** A decoded body as a document: its recording, with places in the body's text. */
import type { HiddenBody } from "../recording/hiddenBodies";
import type { RecordingFormat } from "../recording/format";
import type { RecordingDocument, RecordingInDocument } from "../recording/recordingDocument";
import { bodySource } from "../source/embedded/bodySource";
import type { SourceText } from "../recording/sourceText";

export interface BodyDocument extends RecordingDocument {
  readonly body: HiddenBody;
}

/** `recording` is in its file, and `body` is one of its hidden bodies. Everything derived from the recording is computed once, there. */
export function bodyDocument(recording: RecordingInDocument, body: HiddenBody): BodyDocument {
  return new DecodedBody(recording, body);
}

class DecodedBody implements BodyDocument {
  readonly problems = [];
  readonly source: SourceText;
  readonly recordings: RecordingDocument["recordings"];

  constructor(
    readonly recording: RecordingInDocument,
    readonly body: HiddenBody,
  ) {
    this.source = bodySource(recording.document.source, body);
    this.recordings = [new RecordingOfBody(this, recording)];
  }

  get format(): RecordingFormat {
    return this.recording.document.format;
  }

  get path(): string {
    return this.recording.document.path;
  }

  get name(): string {
    return this.recording.document.name;
  }

  get testId(): string | undefined {
    return this.recording.document.testId;
  }

  withValue(value: unknown): RecordingDocument {
    const { recordings } = this.recording.document.withValue(value);
    return new DecodedBody(recordings[this.recording.index] ?? recordings[0], this.body);
  }
}

/** The same recording in another document. */
class RecordingOfBody implements RecordingInDocument {
  readonly index = 0;

  constructor(
    readonly document: RecordingDocument,
    readonly inFile: RecordingInDocument,
  ) {}

  get read(): object {
    return this;
  }
  get path(): RecordingInDocument["path"] {
    return this.inFile.path;
  }
  get hash(): string | undefined {
    return this.inFile.hash;
  }
  get testId(): string | undefined {
    return this.inFile.testId;
  }
  get recording(): RecordingInDocument["recording"] {
    return this.inFile.recording;
  }
  get problems(): RecordingInDocument["problems"] {
    return this.inFile.problems;
  }
  get family(): RecordingInDocument["family"] {
    return this.inFile.family;
  }
  get sorted(): RecordingInDocument["sorted"] {
    return this.inFile.sorted;
  }
  get facts(): RecordingInDocument["facts"] {
    return this.inFile.facts;
  }
  get reassembled(): RecordingInDocument["reassembled"] {
    return this.inFile.reassembled;
  }
}
