/** Turns a file's text into summaries for the index. Does not access the disk: workers and open documents share it. */
import type { Range } from "vscode-languageserver-types";
import { pointerOf, type OffsetRange } from "../../recording/document";
import { lazy } from "../../recording/lazy";
import { describeAnswer, describeAsked } from "../../recording/describe";
import { formats, type Formats } from "../../formats/formats";
import { aboutIn, requestDigest, type AboutFinding } from "../baseline/about";
import { answeredOn } from "../../recording/http/answeredOn";
import { readDocument } from "../../formats/readDocument";
import type { RecordingDocument, RecordingInDocument } from "../../recording/recordingDocument";
import { modelAsked } from "../../recording/request";
import { recordingId } from "../../recordingId";
import { checkFile, checkRecording } from "../../rules/check";
import { recordingUnreadable } from "../../rules/unreadable";
import { maskedDocument } from "../../rules/secrets/mask";
import { conversationDigests } from "../store/conversation";
import { emptySummary } from "../store/emptySummary";
import { type Positions, positionsIn, rangeIn, startOfFile } from "../positions";
import { locateCalls } from "../store/quotedCalls";
import { fingerprintsOf, referencesOf } from "../store/fingerprints";
import { movedBy } from "../store/moved";
import type { RecordingSummary, Summaries } from "../store/summary";
import { locatedIn, parametersIn, placesOfTestId, startOf } from "../recordingPlaces";
import { sha256 } from "../sha256";
import { slashPath } from "../uris";

/**
 * The summary of a file's first recording, which is the only one in most files. Never throws: an unreadable text gives a summary marked as broken.
 */
export function summarize(uri: string, text: string): RecordingSummary {
  return summarizeText(uri, text, formats)[0];
}

/** The summaries of all recordings in a file, in order; at least one. `testId` is the test that the file's path belongs to. Never throws. */
export function summarizeText(uri: string, text: string, known: Formats, testId?: string): Summaries {
  return summarizeDocument(readDocument(slashPath(uri), text, known, { testId }), positionsIn(uri, text));
}

/** The same for a parsed file; the text document provides the URI and positions. */
export function summarizeDocument(file: RecordingDocument, document: Positions): Summaries {
  const shown = lazy(() => maskedDocument(file));
  const about = aboutIn(file, shown);
  const [first, ...others] = file.recordings;
  const summaryOf = numbered((each: RecordingInDocument) => currentSummary(each, shown, document, about));
  return [withFile(summaryOf(first), first, document, about), ...others.map(summaryOf)];
}

/** If several recordings have the same request, all but the first get a number. */
function numbered(summaryOf: (file: RecordingInDocument) => RecordingSummary): (file: RecordingInDocument) => RecordingSummary {
  const counts = new Map<string, number>();
  return (file) => {
    const summary = summaryOf(file);
    const count = (counts.get(summary.identity) ?? 0) + 1;
    counts.set(summary.identity, count);
    return count === 1 || summary.identity === "" ? summary : { ...summary, identity: `${summary.identity} ${count}` };
  };
}

/** Summaries by parsed content, with the line at which the recording then started. */
const made = new WeakMap<object, { readonly summary: RecordingSummary; readonly line: number }>();

/** Reuses the summary from before the file changed for unchanged recordings, moved to the new line. */
function currentSummary(
  file: RecordingInDocument,
  shown: () => RecordingDocument,
  document: Positions,
  about: AboutFinding,
): RecordingSummary {
  const { line } = startOf(file, document).start;
  const known = made.get(file.read);
  if (known) return { ...movedBy(line - known.line, known.summary), testId: file.testId };
  const summary = summarizeFile(file, shownOf(file, shown()), document, about);
  made.set(file.read, { summary, line });
  return summary;
}

/** Findings about the file come with its first recording. */
function withFile(
  summary: RecordingSummary,
  file: RecordingInDocument,
  document: Positions,
  about: AboutFinding,
): RecordingSummary {
  const onFile = file.document.format.notRead === undefined ? checkFile(file) : [];
  const found = locatedIn(file, document, onFile, (...finding) => about(finding[0], finding[1], true)).map((each) => ({
    ...each,
    isOnFile: true,
  }));
  const findings = [...found, ...summary.findings].sort(({ range: { start: one } }, { range: { start: other } }) =>
    one.line === other.line ? one.character - other.character : one.line - other.line,
  );
  return { ...summary, answeredOn: oldestAnswer(file.document), findings };
}

/** The recording with credentials masked; the recording itself if its summary contains none, for example if only headers do. */
function shownOf(file: RecordingInDocument, document: RecordingDocument): RecordingInDocument {
  const shown = document.recordings[file.index] ?? file;
  const [before, after] = [file.recording, shown.recording];
  if (before?.request?.kind !== "http" || after?.request?.kind !== "http") return shown;
  const isSame =
    before.request.body === after.request.body &&
    before.request.url === after.request.url &&
    before.response.body === after.response.body &&
    before.response.exception === after.response.exception;
  return isSame ? file : shown;
}

/** `shown` is the same recording with credentials masked. */
function summarizeFile(
  file: RecordingInDocument,
  shown: RecordingInDocument,
  document: Positions,
  about: AboutFinding,
): RecordingSummary {
  const { recording, reassembled: answer } = file;
  const { format, source } = file.document;
  const isOnlyNamed = format.notRead !== undefined;
  const range = (offsets: OffsetRange): Range => rangeIn(document, offsets);
  const { references: quotes, ids } = referencesOf(recording?.request);
  const { testIdRange, parameterRange } = placesOfTestId(file, document);
  return {
    id: recordingId(document.uri, pointerOf(file.path)),
    uri: document.uri,
    identity: file.path.length === 0 ? "" : requestDigest(shown.recording?.request),
    format: format.id,
    testId: file.testId,
    testIdRange,
    parameterRange,
    hash: file.hash,
    naming: format.naming?.namingOf(file, sha256),
    family: answer.family,
    model: modelAsked(shown.recording?.request) ?? shown.reassembled.model ?? undefined,
    streaming: answer.streaming,
    chunkCount: recording?.chunks.length ?? 0,
    asked: describeAsked(shown),
    preview: describeAnswer(shown),
    finishReasons: shown.reassembled.choices.flatMap(({ finishReason }) => finishReason?.value ?? []),
    inputTokens: answer.usage?.inputTokens ?? undefined,
    outputTokens: answer.usage?.outputTokens ?? undefined,
    answeredOn: undefined,
    conversation: conversationDigests(recording?.request),
    fingerprints: fingerprintsOf(answer.choices),
    references: quotes,
    quotedCalls: locateCalls(file, ids, range),
    broken: !isOnlyNamed && (source.problem !== undefined || recording === undefined || file.problems.length > 0),
    findings: isOnlyNamed ? [] : locatedIn(file, document, checkRecording(file), about),
  };
}

function oldestAnswer({ recordings }: RecordingDocument): string | undefined {
  return recordings.flatMap(({ recording }) => (recording && answeredOn(recording)) ?? []).sort()[0];
}

/**
 * Reads the tests of a file's recordings, and their ranges, from its first kilobyte. The rest is empty until the whole file is
 * read. undefined if the beginning does not tell.
 */
export function summarizeHead(uri: string, head: string, known: Formats): readonly RecordingSummary[] | undefined {
  return outlined(uri, head, known, false);
}

/** The same for a whole text with tests anywhere: much faster than parsing it. */
export function summarizeTests(uri: string, text: string, known: Formats): readonly RecordingSummary[] {
  const found = outlined(uri, text, known, true);
  if (found) return found;
  const document = positionsIn(uri, text);
  return readDocument(slashPath(uri), text, known).recordings.map((file) => {
    const id = recordingId(uri, pointerOf(file.path));
    return { ...emptySummary(id, known), testId: file.testId, ...placesOfTestId(file, document), broken: false };
  });
}

function outlined(uri: string, text: string, known: Formats, isWhole: boolean): readonly RecordingSummary[] | undefined {
  const path = slashPath(uri);
  const format = known.of(path, text);
  return format.outline?.(path, text, isWhole)?.map((outline) => {
    const empty = { ...emptySummary(recordingId(uri, pointerOf(outline.path)), known), format: format.id };
    const { testId, place } = outline.test ?? {};
    if (testId === undefined || place === undefined) return { ...empty, testId, broken: false };
    const { literal, range } = place;
    return { ...empty, testId, testIdRange: range, parameterRange: parametersIn(range, literal, testId), broken: false };
  });
}

/** The summary of a file that cannot be read; `message` says why. */
export function unreadable(uri: string, message: string, known: Formats): RecordingSummary {
  const { code, severity } = recordingUnreadable;
  return { ...emptySummary(uri, known), preview: message, findings: [{ code, severity, message, range: startOfFile }] };
}
