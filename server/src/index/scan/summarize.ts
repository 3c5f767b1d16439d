/** A file's text to what the index keeps of it. No file system here: worker and open editors share it. */
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Range } from "vscode-languageserver-types";
import { pointerOf, type JsonPath, type OffsetRange } from "../../recording/document";
import { describeAnswer } from "../../recording/describe";
import { formatOf } from "../../formats/formats";
import { readRecordingFile } from "../../formats/readRecordingFile";
import { parseNodeId } from "../../pytest/nodeId";
import type { RecordingFile } from "../../recording/recordingFile";
import { modelAsked } from "../../recording/request";
import { check } from "../../rules/check";
import type { Finding } from "../../rules/rule";
import { recordingUnreadable } from "../../rules/unreadable";
import { maskedFile, maskPointer } from "../../rules/secrets/mask";
import { conversationDigests } from "../store/conversation";
import { emptySummary, startOfFile } from "../store/emptySummary";
import { locateCalls } from "../store/quotedCalls";
import { fingerprintsOf, referencesOf } from "../store/fingerprints";
import type { LocatedFinding, RecordingSummary } from "../store/summary";
import { sha256 } from "../sha256";
import { baseName } from "../uris";

/** Never throws, whatever the text: what cannot be read as a recording gives a broken summary. */
export function summarize(uri: string, text: string): RecordingSummary {
  return summarizeFile(readRecordingFile(baseName(uri), text), TextDocument.create(uri, "json", 0, text));
}

/** The same for a file that is already read; the document gives the URI and the positions. */
export function summarizeFile(file: RecordingFile, document: TextDocument): RecordingSummary {
  const { recording, reassembled: answer } = file;
  const shown = maskedFile(file);
  const range = (offsets: OffsetRange): Range => rangeIn(document, offsets);
  const { references: quotes, ids } = referencesOf(recording?.request);
  const { testIdRange, parameterRange } = placesOfTestId(file, document);
  return {
    uri: document.uri,
    format: file.format.id,
    testId: recording?.testId,
    testIdRange,
    parameterRange,
    hash: file.hash,
    naming: file.format.naming?.namingOf(file, sha256),
    family: answer.family,
    model: modelAsked(shown.recording?.request) ?? shown.reassembled.model ?? undefined,
    streaming: answer.streaming,
    chunkCount: recording?.chunks.length ?? 0,
    preview: describeAnswer(shown),
    finishReasons: shown.reassembled.choices.flatMap(({ finishReason }) => finishReason?.value ?? []),
    inputTokens: answer.usage?.inputTokens ?? undefined,
    outputTokens: answer.usage?.outputTokens ?? undefined,
    conversation: conversationDigests(recording?.request),
    fingerprints: fingerprintsOf(answer.choices),
    references: quotes,
    quotedCalls: locateCalls(file, ids, range),
    broken: file.syntaxProblem !== undefined || recording === undefined || file.problems.length > 0,
    findings: check(file).map((finding) => locate(finding, file, range)),
  };
}

/**
 * What the first kilobyte of a file says, as the recorder writes it: which test it belongs to, and where that stands. The rest is empty until
 * the whole file is read. undefined where the test id does not come first.
 */
export function summarizeHead(uri: string, head: string): RecordingSummary | undefined {
  const first = formatOf(baseName(uri), head).quickTest?.firstTestId(head);
  if (!first) return undefined;
  const { testId, literal, range } = first;
  return {
    ...emptySummary(uri),
    testId,
    testIdRange: range,
    parameterRange: parametersIn(range, literal, testId),
    broken: false,
  };
}

/** The same of a whole text in which the test id may stand anywhere: much less work than reading all of it. */
export function summarizeTest(uri: string, text: string): RecordingSummary {
  if (formatOf(baseName(uri), text).quickTest?.mayNameTest(text) === false) return { ...emptySummary(uri), broken: false };
  const file = readRecordingFile(baseName(uri), text);
  const places = placesOfTestId(file, TextDocument.create(uri, "json", 0, text));
  return { ...emptySummary(uri), testId: file.recording?.testId, ...places, broken: false };
}

/** A file that could not be read at all; `message` says why. */
export function unreadable(uri: string, message: string): RecordingSummary {
  const { code, severity } = recordingUnreadable;
  return { ...emptySummary(uri), preview: message, findings: [{ code, severity, message, range: startOfFile }] };
}

export function rangeIn(document: TextDocument, { start, end }: OffsetRange): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

function locate(finding: Finding, file: RecordingFile, range: (offsets: OffsetRange) => Range): LocatedFinding {
  const { code, severity, message, related, count, also } = finding;
  const pointer = (path: JsonPath): string => maskPointer(pointerOf(path));
  return {
    ...{ code, severity, message, range: range(finding.range), pointer: pointer(finding.path) },
    ...(related
      ? { related: related.map((each) => ({ message: each.message, range: range(each.range ?? file.rangeOf(each.path)) })) }
      : {}),
    ...(count > 1 ? { count, also: also.map((each) => ({ range: range(each.range), pointer: pointer(each.path) })) } : {}),
  };
}

/** Where the test id stands, and the part of it that tells parameter sets from one another. */
function placesOfTestId(file: RecordingFile, document: TextDocument): Pick<RecordingSummary, "testIdRange" | "parameterRange"> {
  const { testId, testIdPath } = file.recording ?? {};
  if (testId === undefined || testIdPath === undefined) return { testIdRange: startOfFile, parameterRange: undefined };
  const first = testIdPath.length === 1 ? file.format.quickTest?.firstTestId(file.text) : undefined;
  if (first?.testId === testId)
    return { testIdRange: first.range, parameterRange: parametersIn(first.range, first.literal, testId) };
  const offsets = file.rangeOf(testIdPath);
  const range = rangeIn(document, offsets);
  return { testIdRange: range, parameterRange: parametersIn(range, file.text.slice(offsets.start, offsets.end), testId) };
}

/** From the first bracket of the JSON string to its end; a string is always on one line. undefined for a test without parameters. */
function parametersIn({ start }: Range, literal: string, testId: string): Range | undefined {
  const from = testId.endsWith("]") && parseNodeId(testId)?.param !== undefined ? literal.indexOf("[") : -1;
  if (from < 0) return undefined;
  const to = literal.endsWith('"') ? literal.length - 1 : literal.length;
  const at = (index: number) => ({ line: start.line, character: start.character + index });
  return { start: at(from), end: at(to) };
}
