/** Searches for words in recorded text. Does not access the disk: workers and open documents share it. */
import { saidIn } from "../../recording/said";
import type { RecordingDocument, RecordingInDocument } from "../../recording/recordingDocument";

/** For each recording of a file, in order: the indices of the words that occur in it. */
export type FoundWords = readonly (readonly number[])[];

/** `words` are in lower case; the case of the text does not matter. */
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
