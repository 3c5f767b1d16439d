/** Findings as LSP diagnostics, with the severities of the settings. */
import { createHash } from "node:crypto";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { DiagnosticSeverity, type Diagnostic } from "vscode-languageserver-types";
import { shownFile } from "../index/decodedBodies";
import { relatedPlaces, type LocatedFinding, type RecordingSummary } from "../index/store/summary";
import type { Settings } from "../protocol";
import { documentedRules, severityAsSet } from "../rules/documented";
import { jsonSyntax } from "../rules/jsonSyntax";
import { rulePage } from "../rules/pages";
import type { Severity } from "../rules/rule";
import { findingsInBody } from "./decodedBody";
import type { Services } from "./services";

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** The diagnostics of one file with a digest of them: equal digests, equal diagnostics. */
export interface Report {
  readonly uri: string;
  readonly items: Diagnostic[];
  readonly resultId: string;
}

/** The result id of a report without any. */
export const noDiagnostics = "none";

/** An open document is judged as it stands in the editor, a decoded body by what its recording's rules say of it, any other file as the index knows it. No recording has no findings. */
export function reportOf(services: Services, uri: string): Report {
  const { documents } = services.workspace;
  const open = documents.getOpen(uri);
  const body = open && documents.bodyIn(open);
  if (body) return report(services, uri, findingsInBody(body, open));
  const found = currentSummaries(services, uri).flatMap((summary) => findingsOf(services, summary));
  const isRepeated = open !== undefined && clientReportsSyntaxError(services, open);
  return report(services, uri, isRepeated ? found.filter(({ code }) => code !== jsonSyntax.code) : found);
}

/** A truncated file, a merge conflict and the like are errors of which we say more. */
function clientReportsSyntaxError({ workspace: { documents }, client }: Services, document: TextDocument): boolean {
  if (!client.reportsJsonErrors || document.languageId !== "json") return false;
  return documents.unmasked(document).source.problem?.kind === "syntax";
}

/** These findings with the severities of the settings. */
export function report(services: Services, uri: string, findings: readonly LocatedFinding[]): Report {
  const { rules } = services.workspace.folders.settingsFor(shownFile(uri));
  return reportOn(
    uri,
    asSet(findings, rules).map((finding) => diagnosticOf(services, uri, finding)),
  );
}

export function reportOn(uri: string, items: Diagnostic[]): Report {
  return { uri, items, resultId: items.length === 0 ? noDiagnostics : digest(items) };
}

function digest(items: readonly Diagnostic[]): string {
  return createHash("sha1").update(JSON.stringify(items)).digest("base64url").slice(0, 16);
}

/** The recordings of a file (URI): of an open document as it stands in the editor. */
export function currentSummaries({ workspace }: Services, uri: string): readonly RecordingSummary[] {
  const { documents, index } = workspace;
  const open = documents.getOpen(uri);
  if (open) return workspace.isRecording(open) ? documents.summaries(open) : [];
  return index.inFile(uri);
}

/** What the rules say of a recording: those on its own content, and those on the workspace. */
export function findingsOf({ workspace }: Services, summary: RecordingSummary): readonly LocatedFinding[] {
  return [...workspace.findings.of(summary), ...summary.findings];
}

/** The findings that the settings leave on, with the severities they give. */
export function asSet(findings: readonly LocatedFinding[], settings: Settings["rules"]): readonly LocatedFinding[] {
  return findings.flatMap((finding) => {
    const severity = severityAsSet(finding.code, finding.severity, settings);
    return severity === "off" ? [] : [{ ...finding, severity }];
  });
}

const documented = new Set(documentedRules.map(({ code }) => code));

export function diagnosticOf({ client }: Services, uri: string, finding: LocatedFinding): Diagnostic {
  const { code, severity, message, range } = finding;
  const related = relatedPlaces(finding);
  const page = documented.has(code) ? rulePage(code) : undefined;
  return {
    range,
    severity: severities[severity],
    source: "tapedeck",
    code,
    message,
    ...(page === undefined ? {} : { codeDescription: { href: page } }),
    ...(related.length > 0 && client.relatedInformation
      ? {
          relatedInformation: related.map((each) => ({
            message: each.message,
            location: { uri: each.uri ?? uri, range: each.range },
          })),
        }
      : {}),
  };
}
