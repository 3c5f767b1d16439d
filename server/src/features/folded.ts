/** Which findings of a recording may be folded into one on its test module, and the text there. */
import type { Diagnostic } from "vscode-languageserver-types";
import type { LocatedFinding, RecordingSummary } from "../index/store/summary";
import { uriOfPath, slashPath } from "../index/uris";
import { parseNodeId } from "../pytest/nodeId";
import { documentedRules } from "../rules/documented";
import { diagnosticOf } from "./diagnostics";
import type { Fold, Foldable } from "./folds";
import type { Services } from "./services";

/** A finding, and what may be folded of it; undefined for nothing. */
export type FoldedFinding = readonly [finding: LocatedFinding, foldable: Foldable | undefined];

/** `found` are the findings that the settings leave on, with their severities. */
export function foldables(
  services: Services,
  summary: RecordingSummary,
  found: readonly LocatedFinding[],
): readonly FoldedFinding[] {
  const { fold } = services.workspace.folders.settingsFor(summary.uri).problems;
  const isFoldable = ({ code }: LocatedFinding) => fold.some((pattern) => isOf(code, pattern));
  const module = found.some(isFoldable) ? moduleOf(services, summary) : undefined;
  return found.map((finding) => {
    const { code, severity } = finding;
    return [finding, module !== undefined && isFoldable(finding) ? { module, code, severity } : undefined];
  });
}

/** Matches a rule's code, or a family such as `hash.*`. */
const isOf = (code: string, pattern: string): boolean =>
  pattern.endsWith(".*") ? code.startsWith(pattern.slice(0, -1)) : code === pattern;

/** The module that has or had the test; undefined if none is in the workspace, or it is not read yet. */
function moduleOf({ workspace }: Services, { uri, testId }: RecordingSummary): string | undefined {
  const state = workspace.findings.sources.of(uri, testId);
  if (state.kind === "gone") return state.what === "function" ? state.module : undefined;
  const path = testId === undefined ? undefined : parseNodeId(testId)?.path;
  return state.kind === "found" && path !== undefined ? uriOfPath(`${slashPath(state.root)}/${path}`) : undefined;
}

const summaries = new Map(documentedRules.map(({ code, summary }) => [code, summary]));

export function foldedDiagnostic(services: Services, { module, code, severity, uris }: Fold): Diagnostic {
  const message = `${countOf(uris)} of this module: ${summaries.get(code) ?? code}`;
  const place = { line: 0, character: 0 };
  return diagnosticOf(services, module, { code, severity, message, range: { start: place, end: place } });
}

export const countOf = ({ size }: Fold["uris"]): string => `${size.toLocaleString("en-US")} recordings`;
