/** A recording with the file that it stands in, nothing made of its answer yet: what names and look-ups are told by. */
import type { SourceText } from "./sourceText";
import type { Problem, Recording } from "./recording";

export interface RecordingFile {
  /** The file's path, with slashes, and its base name: the same where no more is known. */
  readonly path: string;
  readonly name: string;
  readonly source: SourceText;
}

export interface RecordingInFile {
  readonly document: RecordingFile;
  /** undefined for what is not a recording at all, such as a text or a number. */
  readonly recording: Recording | undefined;
  /** What is wrong with the envelope. */
  readonly problems: readonly Problem[];
}
