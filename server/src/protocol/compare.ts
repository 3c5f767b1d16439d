/** The differences in meaning between two recordings. */
import type { Difference } from "../recording/difference";
import type { RecordingId } from "../recordingId";

/** A recording to compare: a file as it is now, or its text from elsewhere (git, a staging folder). */
export interface ComparedText {
  /** The recording's id; a URI alone means the first recording of the file. */
  readonly uri: RecordingId;
  /** Absent: the text of the open editor, or else of the file. */
  readonly text?: string;
  /** The index of the recording in `text`; absent: the one that the id names. */
  readonly index?: number;
  /** A sentence that says why there is no text; absent if there is one. */
  readonly missing?: string;
  /** This side does not exist: everything on the other side was added or removed. */
  readonly absent?: true;
}

/** The differences in meaning between two recordings. */
export interface Comparison {
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  readonly difference: Difference;
}

export interface ComparedSide {
  readonly uri: string;
  readonly fileName: string;
  readonly testId: string | null;
  readonly model: string | null;
  readonly chunks: number;
}
