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
  /** What is wrong with the file beside what is wrong with single recordings. */
  readonly problems: readonly Problem[];
  /** In their order. Never empty: a file that holds none, or of which nothing can be read, has one at `[]` of which nothing is known. */
  readonly recordings: readonly [RecordingInDocument, ...RecordingInDocument[]];
  /** The same file as if another value stood in it: text, problems and places stay. */
  withValue(value: unknown): RecordingDocument;
}

/** A recording with the document that it stands in. */
export interface RecordingInDocument extends RecordingInFile {
  readonly document: RecordingDocument;
  /** Its number among those of the document, from 0. */
  readonly index: number;
  /** What was read of it: the same object in every version of the document in which nothing of the recording has changed. */
  readonly read: object;
  /** Where it stands; `[]` where it is all of the document. */
  readonly path: JsonPath;
  /** The request hash that the file's name carries, in hex digits; undefined where it carries none. */
  readonly hash: string | undefined;
  /** Its own, or that of the document; undefined for one of no test. */
  readonly testId: string | undefined;
  readonly family: Family;
  /** The recording's chunks, those apart that are broken or do not belong there. */
  readonly sorted: SortedChunks;
  /** What rules judge of the answer; undefined where there is none, or where the family has no answers. */
  readonly facts: AnswerFacts | undefined;
  /** What the client of a replayed test sees: ids are as replay rewrites them, chunks count as in the file. */
  readonly reassembled: Reassembled;
}

/** The recording at an offset: the last one that begins before it, else the first. */
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

/** A recording's own text: all of the file's where it is alone in it, both parts where a file keeps answers apart from requests. */
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
