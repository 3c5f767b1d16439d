/** Findings as LSP diagnostics, with the severities of the settings. */
import { createHash } from "node:crypto";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { DiagnosticSeverity, type Diagnostic } from "vscode-languageserver-types";
import { bodyOfUri } from "../index/decodedBodies";
import { fileOf } from "../recordingId";
import type { Baseline } from "../index/baseline/baselines";
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

/** The diagnostics of one file with a digest of them: equal digests mean equal diagnostics. */
export interface Report {
  readonly uri: string;
  readonly items: Diagnostic[];
  readonly resultId: string;
}

/** The result id of a report without diagnostics. */
export const noDiagnostics = "none";

/**
 * Uses the editor's text for an open document, the recording's rules for a decoded body, and the index for any other file. Files that are not
 * recordings have no findings.
 */
export function reportOf(services: Services, uri: string): Report {
  const { documents } = services.workspace;
  const open = documents.getOpen(uri);
  const body = open && documents.bodyIn(open);
  const of = bodyOfUri(uri)?.id;
  const summary = of === undefined ? undefined : currentSummaries(services, fileOf(of)).find(({ id }) => id === of);
  const shown =
    body && summary
      ? told(services, summary, findingsInBody(body, open)).shown
      : currentSummaries(services, uri).flatMap((each) => shownFindings(services, each));
  const isRepeated = open !== undefined && clientReportsSyntaxError(services, open);
  return reportOn(
    uri,
    shown.filter(({ code }) => !isRepeated || code !== jsonSyntax.code).map((finding) => diagnosticOf(services, uri, finding)),
  );
}

/** Truncated files, merge conflicts and the like are errors that we describe better. */
function clientReportsSyntaxError({ workspace: { documents }, client }: Services, document: TextDocument): boolean {
  if (!client.reportsJsonErrors || document.languageId !== "json") return false;
  return documents.unmasked(document).source.problem?.kind === "syntax";
}

export function reportOn(uri: string, items: Diagnostic[]): Report {
  return { uri, items, resultId: items.length === 0 ? noDiagnostics : digest(items) };
}

function digest(items: readonly Diagnostic[]): string {
  return createHash("sha1").update(JSON.stringify(items)).digest("base64url").slice(0, 16);
}

/** The recordings of a file (URI); for an open document those in the editor's text. */
export function currentSummaries({ workspace }: Services, uri: string): readonly RecordingSummary[] {
  const { documents, index } = workspace;
  const open = documents.getOpen(uri);
  if (open) return workspace.isRecording(open) ? documents.summaries(open) : [];
  return index.inFile(uri);
}

/** The findings of a recording: those on its own content, and those of workspace rules. */
export function findingsOf({ workspace }: Pick<Services, "workspace">, summary: RecordingSummary): readonly LocatedFinding[] {
  return [...workspace.findings.of(summary), ...summary.findings];
}

/** The findings that the settings leave on, with their severities. */
export interface Told {
  readonly shown: readonly LocatedFinding[];
  /** Those in the baseline. */
  readonly muted: readonly LocatedFinding[];
}

export function told(
  { workspace }: Pick<Services, "workspace">,
  summary: RecordingSummary,
  all: readonly LocatedFinding[],
): Told {
  const [shown, muted]: [LocatedFinding[], LocatedFinding[]] = [[], []];
  for (const finding of asSet(all, workspace.folders.settingsFor(summary.uri).rules))
    (workspace.baselines.isMuted(summary, finding) ? muted : shown).push(finding);
  return { shown, muted };
}

/** The findings of a recording that the settings leave on and the baseline does not mute. */
export const shownFindings = (services: Services, summary: RecordingSummary): readonly LocatedFinding[] =>
  told(services, summary, findingsOf(services, summary)).shown;

/** Applies the severities of the settings, and removes findings that they turn off. */
export function asSet(findings: readonly LocatedFinding[], settings: Settings["rules"]): readonly LocatedFinding[] {
  return findings.flatMap((finding) => {
    const severity = severityAsSet(finding.code, finding.severity, settings);
    return severity === "off" ? [] : [{ ...finding, severity }];
  });
}

const documented = new Set(documentedRules.map(({ code }) => code));

/** The diagnostic of a broken baseline, at the place that is wrong. */
export function brokenBaseline({ message, range }: NonNullable<Baseline["problem"]>): Diagnostic {
  return { range, severity: DiagnosticSeverity.Error, source: "tapedeck", message };
}

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
