/** Recordings in the order of how little their requests differ from a given one. */
import { asRequest, type PastedRequest } from "../formats/ogx/pastedRequest";
import { requestDifferences, type HashDifference, type Shown } from "../formats/ogx/requestDifference";
import { readHashable, type HashableRequest, type HashScheme } from "../formats/ogx/requestHash";
import { maskField, maskPointer } from "../rules/secrets/mask";
import type { RecordingSummary } from "../index/store/summary";
import type { Services } from "./services";

export interface Compared {
  readonly summary: RecordingSummary;
  /** undefined where there was nothing to compare with. */
  readonly differences: readonly HashDifference[] | undefined;
  /** The given request, as it would have been sent in place of the recorded one. */
  readonly asked: HashableRequest | undefined;
}

/** Each is read again to be compared, so of many only the first are. */
const most = 50;

/** Without a request to compare with, as they come. `shown` makes values fit to be seen. */
export async function byDistance(
  { workspace }: Services,
  recordings: readonly RecordingSummary[],
  request: PastedRequest | undefined,
  scheme: HashScheme,
  shown: Shown = maskField,
): Promise<readonly Compared[]> {
  const compared: Compared[] = [];
  for (const summary of recordings.slice(0, most)) {
    const document = request && (await workspace.documents.get(summary.uri));
    const recorded = document && readHashable(workspace.documents.unmasked(document));
    const asked = request && recorded && asRequest(request, recorded);
    const differences = asked && asked.kind === recorded.kind ? requestDifferences(asked, recorded, scheme, shown) : undefined;
    const masked = differences?.map((each) => ({ ...each, pointer: maskPointer(each.pointer) }));
    compared.push({ summary, differences: masked, asked });
  }
  return request ? compared.sort((a, b) => distance(a) - distance(b)) : compared;
}

function distance({ differences }: Compared): number {
  return differences ? differences.filter(({ counts }) => counts).length : Infinity;
}
