/** Two recordings and what they mean differently. */
import type { Difference } from "../recording/difference";
import type { RecordingId } from "../recordingId";

/** A recording to compare: a file as it is now, or the text it had elsewhere (in git, in a staging folder). */
export interface ComparedText {
  /** The recording's id: of a file with several, its URI alone names the first. */
  readonly uri: RecordingId;
  /** Absent: the file's own text, the open editor's before the disk's. */
  readonly text?: string;
  /** Which of the text's recordings; absent: the one that the id names. */
  readonly index?: number;
  /** The sentence that says why there is no text; absent where there is one. */
  readonly missing?: string;
  /** There is no such recording: all of the other side is new, or gone. */
  readonly absent?: true;
}

/** Two recordings and what they mean differently. */
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
