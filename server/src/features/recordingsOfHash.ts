/** The recordings that a request hash leads to: by their names, and by what their requests hash to under any scheme. */
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
  const { index, formats } = workspace;
  const known = [...new Set([...index.byHash(hash), ...index.byComputedHash(hash)])];
  if (known.length > 0) {
    return known.map((summary) => {
      const like = hashesLike(formats, summary, hash);
      const schemes = [...new Set(like.map(({ scheme }) => scheme))];
      return { summary, schemes, hash: like[0]?.hash ?? summary.hash ?? hash };
    });
  }
  // A hash that is cut is kept of recordings named so alone: of others it is made now, of all of them only for so short a hash.
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

/** Under the schemes that name files by a part of the hash. Recordings that share a file are named by none. */
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
