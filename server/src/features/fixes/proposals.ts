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

/** Those that the settings leave on; without a range, of the whole file. */
export function findingsAt(services: Services, document: TextDocument, range?: Range): readonly FoundFinding[] {
  const { documents, folders } = services.workspace;
  const { rules } = folders.settingsFor(document.uri);
  const all = documents
    .summaries(document)
    .flatMap((summary) => asSet(findingsOf(services, summary), rules).map((finding) => ({ finding, summary })));
  return range ? all.filter(({ finding }) => touches(finding.range, range)) : all;
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
