/** `tapedeck/recordings`: recordings as rows of a list. */
import type { RecordingItem, Requests } from "../protocol";
import { maskSecrets } from "../rules/secrets/mask";
import type { Services } from "./services";

/** By exact test id, by the hash's first digits (12 or more), or all. */
export async function recordingItems(
  { workspace }: Services,
  params: Requests["tapedeck/recordings"]["params"],
): Promise<RecordingItem[]> {
  const ofOne = params.testId !== undefined || params.hash !== undefined;
  const selected = await workspace.complete(
    () => workspace.index.listings(params),
    (recordings) => (ofOne ? recordings : []),
  );
  return selected.map(({ id, uri, testId, model, preview }) => ({
    id,
    uri,
    testId: testId === undefined ? null : maskSecrets(testId),
    model: model ?? null,
    preview,
  }));
}
