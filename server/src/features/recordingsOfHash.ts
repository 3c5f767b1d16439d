/** The recordings that a request hash leads to: by their names, and by what their requests hash to under any scheme. */
import { sha256 } from "../index/sha256";
import type { RecordingSummary } from "../index/store/summary";
import { baseName } from "../index/uris";
import { hashesLike, sameHash } from "../formats/ogx/naming";
import { readRecordingFile } from "../formats/readRecordingFile";
import { readHashable, requestHash, type HashScheme } from "../formats/ogx/requestHash";
import type { Services } from "./services";

export interface RecordingOfHash {
  readonly summary: RecordingSummary;
  /** The schemes under which its request has the hash; none where only its name says so. */
  readonly schemes: readonly HashScheme[];
  /** The whole hash, of which perhaps only the first digits were asked for. */
  readonly hash: string;
}

/** Waits for the first scan, for before it nobody knows. `testId` is the test's that asked, where that is known. */
export async function recordingsOfHash(
  { workspace }: Services,
  hash: string,
  testId: string | undefined,
): Promise<readonly RecordingOfHash[]> {
  await workspace.whenIndexed();
  const { index } = workspace;
  const known = [...new Set([...index.byHash(hash), ...index.byComputedHash(hash)])];
  if (known.length > 0) {
    return known.map((summary) => {
      const like = summary.naming ? hashesLike(summary.naming, summary.hash, hash) : [];
      const schemes = [...new Set(like.map(({ scheme }) => scheme))];
      return { summary, schemes, hash: like[0]?.hash ?? summary.hash ?? hash };
    });
  }
  // The hash of the first scheme is kept of its own recordings alone: of others it is made now, of all of them only for so short a hash.
  const isShort = hash.length < 64;
  const asked = testId !== undefined ? index.byTestId(testId).map(({ uri }) => uri) : isShort ? index.uris() : [];
  const found: RecordingOfHash[] = [];
  for (const uri of asked) {
    const first = await firstHash(workspace, uri);
    const summary = first !== undefined && sameHash(first, hash) ? index.get(uri) : undefined;
    if (first !== undefined && summary) found.push({ summary, schemes: ["1"], hash: first });
  }
  return found;
}

async function firstHash({ documents }: Services["workspace"], uri: string): Promise<string | undefined> {
  const text = await documents.getSaved(uri);
  const request = text === undefined ? undefined : readHashable(readRecordingFile(baseName(uri), text));
  return request && requestHash(request, "1", sha256);
}
