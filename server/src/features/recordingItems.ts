/** `tapedeck/recordings`: recordings as lines of a list. */
import type { RecordingItem, Requests } from "../protocol";
import { maskSecrets } from "../rules/secrets/mask";
import { numberIn } from "../recordingId";
import type { Services } from "./services";

/** By exact test id, by the hash's first digits (12 or more), or all; of these, on request, those that no test played in the last replay. */
export async function recordingItems(
  { workspace }: Services,
  params: Requests["tapedeck/recordings"]["params"],
): Promise<RecordingItem[]> {
  const ofOne = params.testId !== undefined || params.hash !== undefined;
  const selected = await workspace.complete(
    () => workspace.index.listings(params),
    (recordings) => (ofOne ? recordings : []),
  );
  const { replays } = workspace.findings;
  const isWanted = ({ id, uri }: (typeof selected)[number]) =>
    params.unplayed !== true || replays.of(uri)?.[Number(numberIn(id).slice(1))]?.isUnplayed === true;
  return selected.filter(isWanted).map(({ id, uri, testId, model, preview }) => ({
    id,
    uri,
    testId: testId === undefined ? null : maskSecrets(testId),
    model: model ?? null,
    preview,
  }));
}
