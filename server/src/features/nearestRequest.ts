/** Recordings in the order of how little their requests differ from a given one. */
import type { AskedRequest, HashDifference, HashScheme, PlacedRequest, Shown } from "../recording/naming";
import { readDocument } from "../formats/readDocument";
import { maskedText, maskPointer } from "../rules/secrets/mask";
import type { RecordingSummary } from "../index/store/summary";
import type { Services } from "./services";

export interface Compared {
  readonly summary: RecordingSummary;
  /** undefined where there was nothing to compare with. */
  readonly differences: readonly HashDifference[] | undefined;
  /** The given request, as it would have been sent in place of the recorded one. */
  readonly asked: PlacedRequest | undefined;
}

/** Each is read again to be compared, so of many only the first are. */
const most = 50;

/** Without a request to compare with, as they come. `shown` makes values fit to be seen. */
export async function byDistance(
  { workspace }: Services,
  recordings: readonly RecordingSummary[],
  request: AskedRequest | undefined,
  scheme: HashScheme,
  shown: Shown = maskField,
): Promise<readonly Compared[]> {
  const compared: Compared[] = [];
  for (const summary of recordings.slice(0, most)) {
    const document = request && (await workspace.documents.get(summary.uri));
    const asked = document && request.inPlaceOf(workspace.documents.unmasked(document).recordings[0]);
    const differences = asked?.differences(scheme, shown);
    const masked = differences?.map((each) => ({ ...each, pointer: maskPointer(each.pointer) }));
    compared.push({ summary, differences: masked, asked });
  }
  return request ? compared.sort((a, b) => distance(a) - distance(b)) : compared;
}

/** A field's value as JSON, as the rules on credentials see it in a file. */
export function maskField(json: string, field: string): string {
  const head = `{${JSON.stringify(field)}:`;
  const { text, offsetOf } = maskedText(readDocument("", `${head}${json}}`));
  return text.slice(offsetOf(head.length), -1);
}

function distance({ differences }: Compared): number {
  return differences ? differences.filter(({ counts }) => counts).length : Infinity;
}
