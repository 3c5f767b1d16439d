/** Sorts recordings by how little their requests differ from a given one. */
import type { AskedRequest, HashDifference, HashScheme, PlacedRequest, Shown } from "../recording/naming";
import { readDocument } from "../formats/readDocument";
import { maskedText, maskPointer } from "../rules/secrets/mask";
import type { RecordingSummary } from "../index/store/summary";
import type { Services } from "./services";

export interface Compared {
  readonly summary: RecordingSummary;
  /** undefined if there was nothing to compare with. */
  readonly differences: readonly HashDifference[] | undefined;
  /** The given request as if sent in place of the recorded one. */
  readonly asked: PlacedRequest | undefined;
}

/** The most recordings to compare, because each has to be read again. */
const most = 50;

/** Keeps the order if there is no request to compare with. `shown` formats values for display. */
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

/** Masks a field's value, given as JSON, like a credential in a file. */
export function maskField(json: string, field: string): string {
  const head = `{${JSON.stringify(field)}:`;
  const { text, offsetOf } = maskedText(readDocument("", `${head}${json}}`));
  return text.slice(offsetOf(head.length), -1);
}

function distance({ differences }: Compared): number {
  return differences ? differences.filter(({ counts }) => counts).length : Infinity;
}
