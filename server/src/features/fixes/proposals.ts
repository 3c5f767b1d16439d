/** Which fixes there are for what stands somewhere. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Range } from "vscode-languageserver-types";
import type { LocatedFinding, RecordingSummary } from "../../index/store/summary";
import { asSet, findingsOf } from "../diagnostics";
import type { Services } from "../services";
import type { ProposedFix } from "./fix";
import { fixes } from "./fixes";

/** A finding, and the recording that it is about. */
export interface FoundFinding {
  readonly finding: LocatedFinding;
  readonly summary: RecordingSummary;
}

/** Those that the settings leave on; without a range, of the whole file. What holds at several places is found at any of them. */
export function findingsAt(services: Services, document: TextDocument, range?: Range): readonly FoundFinding[] {
  const { documents, folders } = services.workspace;
  const { rules } = folders.settingsFor(document.uri);
  return documents.summaries(document).flatMap((summary) => {
    const all = asSet(findingsOf(services, summary), rules);
    const found = range ? all.flatMap((finding) => placeIn(finding, range) ?? []) : all;
    return found.map((finding) => ({ finding, summary }));
  });
}

/** The finding at the first of its places that is touched. */
function placeIn(finding: LocatedFinding, range: Range): LocatedFinding | undefined {
  const place = [finding, ...(finding.also ?? [])].find((each) => touches(each.range, range));
  return place && { ...finding, ...place };
}

export async function proposals(
  services: Services,
  document: TextDocument,
  { finding, summary }: FoundFinding,
): Promise<readonly ProposedFix[]> {
  const found: ProposedFix[] = [];
  for (const fix of fixes) {
    if (fix.codes?.includes(finding.code) === false) continue;
    for (const proposed of await fix.propose({ services, document, summary, finding })) found.push(proposed);
  }
  return found;
}

function touches(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

function isBefore(a: Range["start"], b: Range["start"]): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
