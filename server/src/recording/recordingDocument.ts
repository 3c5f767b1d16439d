/** One file, as far as it can be read: text → document → recordings → reassembled. `formats/readDocument.ts` reads it. */
import type { AnswerFacts } from "./families/facts/facts";
import type { Family } from "./families/family";
import type { SortedChunks } from "./families/sortChunks";
import type { RecordingFormat } from "./format";
import type { JsonPath } from "./jsonPath";
import type { Problem } from "./recording";
import type { Reassembled } from "./reassembled";
import type { RecordingFile, RecordingInFile } from "./recordingInFile";

/** A file with the recordings in it. */
export interface RecordingDocument extends RecordingFile {
  readonly format: RecordingFormat;
  /** The test that the file's path leads to; undefined where it leads to none, and where recordings name theirs. */
  readonly testId: string | undefined;
  /** Problems of the file outside of its recordings. */
  readonly problems: readonly Problem[];
  /** In order, and never empty: a file without readable recordings has one at `[]` of which nothing is known. */
  readonly recordings: readonly [RecordingInDocument, ...RecordingInDocument[]];
  /** The same file with another value; text, problems and places stay. */
  withValue(value: unknown): RecordingDocument;
}

/** A recording with the document that it stands in. */
export interface RecordingInDocument extends RecordingInFile {
  readonly document: RecordingDocument;
  /** Its index in the document, from 0. */
  readonly index: number;
  /** Identifies the parsed content: the same object in every version of the document in which the recording is unchanged. */
  readonly read: object;
  /** Its path; `[]` if it is the whole document. */
  readonly path: JsonPath;
  /** The request hash in the file's name, in hex digits; undefined if there is none. */
  readonly hash: string | undefined;
  /** Its own test, or the document's; undefined if it has none. */
  readonly testId: string | undefined;
  readonly family: Family;
  /** The chunks, separated into sound, broken and foreign ones. */
  readonly sorted: SortedChunks;
  /** The facts of the answer that rules check; undefined if there is none, or if the family has no answers. */
  readonly facts: AnswerFacts | undefined;
  /** What the client in a replayed test sees: ids are those that replay writes, chunks are counted as in the file. */
  readonly reassembled: Reassembled;
}

/** The recording at an offset: the last one that starts before it, or else the first. */
export function recordingAt(
  { recordings, source }: Pick<RecordingDocument, "recordings" | "source">,
  offset: number,
): RecordingInDocument {
  let [low, high] = [1, recordings.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (source.rangeOf({ path: recordings[middle]?.path ?? [] }).start > offset) high = middle;
    else low = middle + 1;
  }
  return recordings[low - 1] ?? recordings[0];
}

/** A recording's own text: the whole file's if it is the only one, and both parts if the file keeps answers apart from requests. */
export function ownText({ document: { source }, path, recording }: RecordingInDocument): string {
  if (path.length === 0) return source.text;
  const textAt = (place: JsonPath): string => {
    const { start, end } = source.rangeOf({ path: place });
    return source.text.slice(start, end);
  };
  const answer = recording?.response.path ?? path;
  const isApart = path.some((step, at) => step !== answer[at]);
  return isApart ? `${textAt(path)}\n${textAt(answer)}` : textAt(path);
}
