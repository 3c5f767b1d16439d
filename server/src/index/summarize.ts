/** A file's text to what the index keeps of it. No file system here: worker and open editors share it. */
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Range } from "vscode-languageserver-types";
import { pointerOf, type OffsetRange } from "../recording/document";
import { parseNodeId } from "../pytest/nodeId";
import { describeAnswer } from "../recording/describe";
import { namingOf } from "../recording/naming";
import { hashOfName } from "../recording/names";
import { readRecordingFile, type RecordingFile } from "../recording/recordingFile";
import type { RecordedRequest } from "../recording/recording";
import { check } from "../rules/check";
import { jsonSyntax } from "../rules/jsonSyntax";
import type { Finding } from "../rules/rule";
import { conversationDigests } from "./conversation";
import { nothingRead, startOfFile } from "./nothingRead";
import { locateCalls } from "./quotedCalls";
import { marksOf, quotesOf } from "./quotes";
import type { LocatedFinding, RecordingSummary } from "./summary";
import { sha256 } from "./sha256";
import { baseName } from "./uris";

/** Never throws, whatever the text: what cannot be read as a recording gives a broken summary. */
export function summarize(uri: string, text: string): RecordingSummary {
  return summarizeFile(readRecordingFile(baseName(uri), text), TextDocument.create(uri, "json", 0, text));
}

/** The same for a file that is already read; the document gives the URI and the positions. */
export function summarizeFile(file: RecordingFile, document: TextDocument): RecordingSummary {
  const { recording, reassembled: answer } = file;
  const range = (offsets: OffsetRange): Range => rangeIn(document, offsets);
  const { quotes, ids } = quotesOf(recording?.request);
  const { testIdRange, parameterRange } = placesOfTestId(file, document);
  return {
    uri: document.uri,
    testId: recording?.testId,
    testIdRange,
    parameterRange,
    hash: hashOfName(file.name),
    naming: namingOf(file, sha256),
    family: answer.family,
    model: modelAsked(recording?.request) ?? answer.model ?? undefined,
    streaming: answer.streaming,
    chunkCount: recording?.chunks.length ?? 0,
    preview: describeAnswer(file),
    finishReasons: answer.choices.flatMap(({ finishReason }) => finishReason?.value ?? []),
    inputTokens: answer.usage?.inputTokens ?? undefined,
    outputTokens: answer.usage?.outputTokens ?? undefined,
    conversation: conversationDigests(recording?.request),
    said: marksOf(answer.choices),
    quotes,
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
  const testId = valueOf(testIdFirst.exec(head)?.[1] ?? "");
  const place = testId === undefined ? undefined : testIdAtStart(head, testId);
  if (testId === undefined || place === undefined) return undefined;
  const { range, literal } = place;
  return {
    ...nothingRead(uri),
    testId,
    testIdRange: range,
    parameterRange: parametersIn(range, literal, testId),
    broken: false,
  };
}

/** The same of a whole text in which the test id may stand anywhere: much less work than reading all of it. */
export function summarizeTest(uri: string, text: string): RecordingSummary {
  if (!text.replace(noTest, "").includes('"test_id"')) return { ...nothingRead(uri), broken: false };
  const file = readRecordingFile(baseName(uri), text);
  const places = placesOfTestId(file, TextDocument.create(uri, "json", 0, text));
  return { ...nothingRead(uri), testId: file.recording?.testId, ...places, broken: false };
}

/** A file that could not be read at all, too large or without permission, cannot be read as JSON. `message` says why. */
export function unreadable(uri: string, message: string): RecordingSummary {
  const { code, severity } = jsonSyntax;
  return { ...nothingRead(uri), preview: message, findings: [{ code, severity, message, range: startOfFile }] };
}

export function rangeIn(document: TextDocument, { start, end }: OffsetRange): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

function locate(finding: Finding, file: RecordingFile, range: (offsets: OffsetRange) => Range): LocatedFinding {
  const { code, severity, message, related } = finding;
  const located = { code, severity, message, range: range(finding.range), pointer: pointerOf(finding.path) };
  if (!related) return located;
  return {
    ...located,
    related: related.map((each) => ({ message: each.message, range: range(each.range ?? file.rangeOf(each.path)) })),
  };
}

/** Where the test id stands, and the part of it that tells parameter sets from one another. */
function placesOfTestId(file: RecordingFile, document: TextDocument): Pick<RecordingSummary, "testIdRange" | "parameterRange"> {
  const { testId, testIdPath } = file.recording ?? {};
  if (testId === undefined || testIdPath === undefined) return { testIdRange: startOfFile, parameterRange: undefined };
  const first = testIdPath.length === 1 ? testIdAtStart(file.text, testId) : undefined;
  if (first) return { testIdRange: first.range, parameterRange: parametersIn(first.range, first.literal, testId) };
  const offsets = file.rangeOf(testIdPath);
  const range = rangeIn(document, offsets);
  return { testIdRange: range, parameterRange: parametersIn(range, file.text.slice(offsets.start, offsets.end), testId) };
}

/** The recorder writes the test id first; reading it there spares a tree of the whole file. Bounded, for a pattern that runs on overflows the stack. */
const testIdFirst = /^\s*\{\s*"test_id"\s*:\s*("(?:[^"\\\n]|\\.){0,4000}")/;

/** Of a request that no test made. */
const noTest = /^\s*\{\s*"test_id"\s*:\s*null\b/;

function testIdAtStart(text: string, testId: string): { readonly range: Range; readonly literal: string } | undefined {
  const match = testIdFirst.exec(text);
  const literal = match?.[1];
  if (match === null || literal === undefined) return undefined;
  if (literal.slice(1, -1) !== testId && valueOf(literal) !== testId) return undefined;
  // Only white space came before, so there is no need for a table of all lines.
  const { line, character } = endOf(match[0].slice(0, -literal.length));
  return { literal, range: { start: { line, character }, end: { line, character: character + literal.length } } };
}

/** The position after a short text. */
function endOf(text: string): Range["end"] {
  const lines = text.includes("\r") ? text.split(/\r\n|\r|\n/) : text.split("\n");
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

/** From the first bracket of the JSON string to its end; a string is always on one line. */
function parametersIn({ start }: Range, literal: string, testId: string): Range | undefined {
  const from = parseNodeId(testId)?.param === undefined ? -1 : literal.indexOf("[");
  if (from < 0) return undefined;
  const to = literal.endsWith('"') ? literal.length - 1 : literal.length;
  const at = (index: number) => ({ line: start.line, character: start.character + index });
  return { start: at(from), end: at(to) };
}

/** What a JSON string says; undefined where it is none. */
function valueOf(literal: string): string | undefined {
  try {
    return String(JSON.parse(literal));
  } catch {
    return undefined;
  }
}

function modelAsked(request: RecordedRequest | undefined): string | undefined {
  if (request?.kind === "inference" && request.model) return request.model;
  if (request?.kind !== "inference" && request?.kind !== "http") return undefined;
  const { body } = request;
  const model = typeof body === "object" && body !== null && "model" in body ? body.model : undefined;
  return typeof model === "string" ? model : undefined;
}
