/** Searches for words in many files with recordings: workers read those on disk, and open documents are searched here. */
import type { Documents } from "./documents";
import type { WorkerPool } from "./scan/workerPool";
import { wordsIn, type FoundWords } from "./scan/words";

/** For each file (URI), in order: which of the words (in lower case) occur in its recordings. Rejects if the pool is disposed of. */
export async function searchWords(
  pool: WorkerPool,
  documents: Documents,
  uris: readonly string[],
  words: readonly string[],
): Promise<readonly FoundWords[]> {
  const closed = uris.filter((uri) => !documents.isOpen(uri));
  const found = new Map((await pool.words(closed, words)).map((each, at) => [closed[at], each]));
  const inOpen = (uri: string) => {
    const document = documents.getOpen(uri);
    return document && wordsIn(documents.unmasked(document), words);
  };
  return uris.map((uri) => found.get(uri) ?? inOpen(uri) ?? []);
}
