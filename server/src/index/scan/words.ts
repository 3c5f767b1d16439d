/** Words in what recordings say. No file system here: worker and open editors share it. */
import { saidIn } from "../../recording/said";
import type { RecordingDocument, RecordingInDocument } from "../../recording/recordingDocument";

/** Of each recording in a file, in their order: which of the words it says, by their numbers. */
export type FoundWords = readonly (readonly number[])[];

/** Words are in lower case; the case of what is said does not matter. */
export function wordsIn({ recordings }: RecordingDocument, words: readonly string[]): FoundWords {
  return recordings.map((recording) => wordsOf(recording, words));
}

function wordsOf(recording: RecordingInDocument, words: readonly string[]): readonly number[] {
  const found = new Set<number>();
  for (const text of saidIn(recording)) {
    const said = text.toLowerCase();
    for (const [at, word] of words.entries()) if (!found.has(at) && said.includes(word)) found.add(at);
    if (found.size === words.length) break;
  }
  return [...found];
}
