/** Findings as SARIF 2.1.0, which code scanning services read. */
import { isAbsolute } from "node:path";
import type { Range } from "vscode-languageserver-types";
import { uriOfPath } from "../../index/uris";
import { homePage, rulePage } from "../../rules/pages";
import type { Severity } from "../../rules/rule";
import type { Checked, CheckedFinding } from "./checked";

/** What a SARIF log says about a rule. */
export interface KnownRule {
  readonly code: string;
  readonly severity: Severity;
  readonly isOff?: boolean;
  readonly summary: string;
}

const levels: Record<Severity, string> = { error: "error", warning: "warning", information: "note", hint: "note" };

/**
 * A complete log with one run. Findings in the baseline, if `checked` has any, are marked as suppressed. `version` is the version of the tool,
 * `address` the URL of its repository.
 */
export function asSarif(
  { findings, muted = [] }: Pick<Checked, "findings"> & Partial<Checked>,
  rules: readonly KnownRule[],
  version: string,
  address?: string,
) {
  const home = homePage(address);
  const indices = new Map(rules.map(({ code }, index) => [code, index]));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "tapedeck",
            version,
            ...(home === undefined ? {} : { informationUri: home }),
            rules: rules.map((rule) => describeRule(rule, home)),
          },
        },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { SRCROOT: { description: { text: "The working directory of tapedeck." } } },
        results: [
          ...findings.map((finding) => result(finding, indices.get(finding.code))),
          ...muted.map((finding) => ({ ...result(finding, indices.get(finding.code)), suppressions })),
        ],
      },
    ],
  };
}

const suppressions = [{ kind: "external", status: "accepted", justification: "The finding is in the baseline." }];

function describeRule({ code, severity, isOff, summary }: KnownRule, home: string | undefined) {
  const page = rulePage(code, home ?? "");
  return {
    id: code,
    shortDescription: { text: summary },
    ...(page === undefined ? {} : { helpUri: page }),
    defaultConfiguration: { level: levels[severity], ...(isOff ? { enabled: false } : {}) },
  };
}

function result(
  { file, code, severity, message, pointer, range, related, count }: CheckedFinding,
  ruleIndex: number | undefined,
) {
  const logical = pointer === "" ? {} : { logicalLocations: [{ fullyQualifiedName: pointer, kind: "value" }] };
  return {
    ruleId: code,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[severity],
    message: { text: message },
    occurrenceCount: count,
    locations: [{ ...location(file, range), ...logical }],
    ...(related.length > 0
      ? { relatedLocations: related.map((each) => ({ ...location(each.file, each.range), message: { text: each.message } })) }
      : {}),
  };
}

function location(file: string, { start, end }: Range) {
  const region = {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
  return { physicalLocation: { artifactLocation: artifact(file), region } };
}

function artifact(file: string) {
  if (isAbsolute(file)) return { uri: uriOfPath(file) };
  return { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: "SRCROOT" };
}
