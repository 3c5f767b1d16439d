/** The recordings that match a request hash: by name, and by the hash of their request under any scheme. */
import { sha256 } from "../index/sha256";
import type { RecordingSummary } from "../index/store/summary";
import { baseName } from "../index/uris";
import type { Formats } from "../formats/formats";
import { readRecordingFile } from "../formats/readDocument";
import { sameHash, type HashScheme, type SchemeHash } from "../recording/naming";
import { fragmentOf, type RecordingId } from "../recordingId";
import type { Services } from "./services";

export interface RecordingOfHash {
  readonly summary: RecordingSummary;
  /** The schemes under which its request has the hash; empty if only its name has. */
  readonly schemes: readonly HashScheme[];
  /** The complete hash, even if only its first digits were given. */
  readonly hash: string;
}

/** Waits for the first scan. `testId` is the test that looked it up, if known. */
export async function recordingsOfHash(
  { workspace }: Services,
  hash: string,
  testId: string | undefined,
): Promise<readonly RecordingOfHash[]> {
  await workspace.whenIndexed();
  const { index, formats } = workspace;
  const known = [...new Set([...index.byHash(hash), ...index.byComputedHash(hash)])];
  if (known.length > 0) {
    return known.map((summary) => {
      const like = hashesLike(formats, summary, hash);
      const schemes = [...new Set(like.map(({ scheme }) => scheme))];
      return { summary, schemes, hash: like[0]?.hash ?? summary.hash ?? hash };
    });
  }
  // Truncated hashes are only stored for recordings named by them: for others they are computed now, and for all only if the given hash is so short.
  const isShort = hash.length < 64;
  const asked = testId !== undefined ? index.byTestId(testId).map(({ id }) => id) : isShort ? index.ids() : [];
  const found: RecordingOfHash[] = [];
  for (const id of asked) {
    const cut = (await cutHashes(workspace, id)).find((each) => sameHash(each.hash, hash));
    const summary = cut && index.get(id);
    if (summary) found.push({ summary, schemes: [cut.scheme], hash: cut.hash });
  }
  return found;
}

function hashesLike(formats: Formats, { uri, naming, hash: named }: RecordingSummary, hash: string): readonly SchemeHash[] {
  return (naming && formats.ofName(baseName(uri)).naming?.hashesLike(naming, named, hash)) ?? [];
}

/** The hashes under schemes that truncate them. Recordings that share a file are not named by any. */
async function cutHashes({ documents, formats }: Services["workspace"], id: RecordingId): Promise<readonly SchemeHash[]> {
  const text = fragmentOf(id) === "" ? await documents.getSaved(id) : undefined;
  const file = text === undefined ? undefined : readRecordingFile(baseName(id), text, formats);
  const naming = file?.document.format.naming;
  const cut = naming?.schemes.filter(({ digits }) => digits < 64) ?? [];
  return cut.flatMap(({ name: scheme }) => {
    const hash = file && naming?.hashUnder(file, scheme, sha256);
    return hash === undefined ? [] : [{ scheme, hash }];
  });
}
