/** `tapedeck/recordings`: recordings as lines of a list. */
import type { RecordingSummary } from "../index/summary";
import type { RecordingItem, Requests } from "../protocol";
import type { Services } from "./services";

/** By exact test id, by the hash's first digits (12 or more), or all. */
export function recordingItems({ workspace }: Services, params: Requests["tapedeck/recordings"]["params"]): RecordingItem[] {
  return select(workspace.index, params).map(({ uri, testId, model, preview }) => ({
    uri,
    testId: testId ?? null,
    model: model ?? null,
    preview,
  }));
}

function select(
  index: Services["workspace"]["index"],
  { testId, hash }: Requests["tapedeck/recordings"]["params"],
): readonly RecordingSummary[] {
  if (testId !== undefined) return index.byTestId(testId);
  return hash === undefined ? index.all() : index.byHash(hash);
}
