/** Finds the fixes at a place. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Range } from "vscode-languageserver-types";
import type { LocatedFinding, RecordingSummary } from "../../index/store/summary";
import { asSet, findingsOf } from "../diagnostics";
import type { Services } from "../services";
import type { ProposedFix } from "./fix";
import { fixes } from "./fixes";

/** A finding, and its recording. */
export interface FoundFinding {
  readonly finding: LocatedFinding;
  readonly summary: RecordingSummary;
}

/** The findings in a range, by default in the whole document, that the settings leave on. A finding with several places is found at each of them. */
export function findingsAt(services: Services, document: TextDocument, range?: Range): readonly FoundFinding[] {
  const all = foundIn(services, document.uri, services.workspace.documents.summaries(document));
  return range ? all.flatMap(({ finding, summary }) => placed(placeIn(finding, range), summary)) : all;
}

/** The findings of these recordings of a file (URI) that the settings leave on. */
export function foundIn(services: Services, uri: string, summaries: readonly RecordingSummary[]): readonly FoundFinding[] {
  const { rules } = services.workspace.folders.settingsFor(uri);
  return summaries.flatMap((summary) => asSet(findingsOf(services, summary), rules).map((finding) => ({ finding, summary })));
}

const placed = (finding: LocatedFinding | undefined, summary: RecordingSummary): readonly FoundFinding[] =>
  finding ? [{ finding, summary }] : [];

/** The finding at the first of its places that the range touches. */
function placeIn(finding: LocatedFinding, range: Range): LocatedFinding | undefined {
  const place = [finding, ...(finding.also ?? [])].find((each) => touches(each.range, range));
  return place && { ...finding, ...place };
}

/** Whether there are edits for findings of this rule; `isSafe`: safe ones. */
export const hasEdits = (code: string, isSafe = false): boolean =>
  fixes.some((fix) => fix.codes?.includes(code) === true && (fix.isSafe === true || !isSafe));

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
