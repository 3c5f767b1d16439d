/** A file's text to what the index keeps of it. No file system here: worker and open editors share it. */
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

/** Of the first recording in a file, which most files are all of. Never throws, whatever the text: what cannot be read gives a broken summary. */
export function summarize(uri: string, text: string): RecordingSummary {
  return summarizeText(uri, text, formats)[0];
}

/** Of all recordings in a file, in their order; at least one. `testId`: the test that the file's path leads to. Never throws. */
export function summarizeText(uri: string, text: string, known: Formats, testId?: string): Summaries {
  return summarizeDocument(readDocument(slashPath(uri), text, known, { testId }), positionsIn(uri, text));
}

/** The same for a file that is already read; the text document gives the URI and the positions. */
export function summarizeDocument(file: RecordingDocument, document: Positions): Summaries {
  const shown = lazy(() => maskedDocument(file));
  const about = aboutIn(file, shown);
  const [first, ...others] = file.recordings;
  const summaryOf = numbered((each: RecordingInDocument) => currentSummary(each, shown, document, about));
  return [withFile(summaryOf(first), first, document, about), ...others.map(summaryOf)];
}

/** Of several recordings with the same request, all but the first have a number. */
function numbered(summaryOf: (file: RecordingInDocument) => RecordingSummary): (file: RecordingInDocument) => RecordingSummary {
  const counts = new Map<string, number>();
  return (file) => {
    const summary = summaryOf(file);
    const count = (counts.get(summary.identity) ?? 0) + 1;
    counts.set(summary.identity, count);
    return count === 1 || summary.identity === "" ? summary : { ...summary, identity: `${summary.identity} ${count}` };
  };
}

/** Of recordings as they are read, with the line at which they began then. */
const made = new WeakMap<object, { readonly summary: RecordingSummary; readonly line: number }>();

/** What was summed up before the file changed stands, at another line, for what is still there. */
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

/** What is said of the file comes with its first recording. */
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

/** The recording in a document with masks; the recording itself where what is summed up of it has none, such as one whose headers alone hold any. */
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

/** `shown` is the same recording with masks for credentials. */
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
 * What the first kilobyte of a file says: which tests its recordings belong to, and where that stands. The rest is empty until the whole file is
 * read. undefined where the beginning does not tell.
 */
export function summarizeHead(uri: string, head: string, known: Formats): readonly RecordingSummary[] | undefined {
  return outlined(uri, head, known, false);
}

/** The same of a whole text in which tests may be named anywhere: much less work than reading all of it. */
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

/** A file that could not be read at all; `message` says why. */
export function unreadable(uri: string, message: string, known: Formats): RecordingSummary {
  const { code, severity } = recordingUnreadable;
  return { ...emptySummary(uri, known), preview: message, findings: [{ code, severity, message, range: startOfFile }] };
}
