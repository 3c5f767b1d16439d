/** Where in a document a recording, its test id and its findings stand. */
import type { Range } from "vscode-languageserver-types";
import { parseNodeId } from "../pytest/nodeId";
import { pointerOf, type JsonPath, type OffsetRange } from "../recording/document";
import type { RecordingInDocument } from "../recording/recordingDocument";
import type { Finding } from "../rules/rule";
import { maskPointer } from "../rules/secrets/mask";
import type { AboutFinding } from "./baseline/about";
import { rangeIn, startOfFile, type Positions } from "./positions";
import type { LocatedFinding, RecordingSummary } from "./store/summary";

/** Where a recording begins, as a place without length. */
export function startOf({ path, document: { source } }: RecordingInDocument, document: Positions): Range {
  if (path.length === 0) return startOfFile;
  const start = document.positionAt(source.rangeOf({ path }).start);
  return { start, end: start };
}

/** Where the test id stands, and the part of it that tells parameter sets from one another. */
export function placesOfTestId(
  file: RecordingInDocument,
  document: Positions,
): Pick<RecordingSummary, "testIdRange" | "parameterRange"> {
  const { testId, testIdPath } = file.recording ?? {};
  const { format, source } = file.document;
  if (testId === undefined || testIdPath === undefined)
    return { testIdRange: startOf(file, document), parameterRange: undefined };
  const first = testIdPath.length === 1 ? format.quickTest?.firstTestId(source.text) : undefined;
  if (first?.testId === testId)
    return { testIdRange: first.range, parameterRange: parametersIn(first.range, first.literal, testId) };
  const offsets = source.rangeOf({ path: testIdPath });
  const range = rangeIn(document, offsets);
  return { testIdRange: range, parameterRange: parametersIn(range, source.text.slice(offsets.start, offsets.end), testId) };
}

/** From the first bracket of the JSON string to its end; a string is always on one line. undefined for a test without parameters. */
export function parametersIn({ start }: Range, literal: string, testId: string): Range | undefined {
  const from = testId.endsWith("]") && parseNodeId(testId)?.param !== undefined ? literal.indexOf("[") : -1;
  if (from < 0) return undefined;
  const to = literal.endsWith('"') ? literal.length - 1 : literal.length;
  const at = (index: number) => ({ line: start.line, character: start.character + index });
  return { start: at(from), end: at(to) };
}

/** Findings of a recording with their places in the document's text. */
export function locatedIn(
  file: RecordingInDocument,
  document: Positions,
  findings: readonly Finding[],
  about: AboutFinding,
): readonly LocatedFinding[] {
  return findings.map((finding) => ({
    ...locate(finding, file, (offsets) => rangeIn(document, offsets)),
    about: about(file, finding),
  }));
}

function locate(finding: Finding, file: RecordingInDocument, range: (offsets: OffsetRange) => Range): LocatedFinding {
  const { code, severity, message, related, count, also } = finding;
  const pointer = (path: JsonPath): string => maskPointer(pointerOf(path));
  return {
    ...{ code, severity, message, range: range(finding.range), pointer: pointer(finding.path) },
    ...(related
      ? {
          related: related.map((each) => ({
            message: each.message,
            range: range(each.range ?? file.document.source.rangeOf(each)),
          })),
        }
      : {}),
    ...(count > 1 ? { count, also: also.map((each) => ({ range: range(each.range), pointer: pointer(each.path) })) } : {}),
  };
}
