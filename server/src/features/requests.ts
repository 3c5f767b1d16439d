/** Answers our own requests, giving pure functions what they need from the workspace. */
import {
  copyFormats,
  type Copied,
  type CopyFormat,
  type Requests,
  type RerecordPlan,
  type RerecordTarget,
  type StagedFile,
  type StagedJudgement,
  type StreamView,
} from "../protocol";
import type { Location, Position } from "vscode-languageserver-types";
import { startOf } from "../index/recordingPlaces";
import type { RecordingSummary } from "../index/store/summary";
import { baseName, normalizeUri } from "../index/uris";
import { compareStaged } from "../rerecord/judge";
import { spliceTexts } from "../rerecord/splice";
import { asSet, findingsOf, shownFindings } from "./diagnostics";
import { hashStatus } from "./hashStatus";
import { findTest } from "./findTest";
import { withUnion } from "./modelUnion";
import { rerecordPlan, type RerecordServices } from "./rerecordPlan";
import { fileOf, type RecordingId } from "../recordingId";
import { shownOf, summaryAt, summaryOf } from "./recordingIn";
import type { Services } from "./services";
import { streamView } from "./streamView";
import { copyAs } from "./streamView/copyAs";
import { turnIn, viewTurns } from "./turns";

/**
 * The stream view of a recording; of the first one if the id is only a file's URI. null for a file that is not a recording or cannot be read, and for
 * an unknown id.
 */
export async function viewStream(services: Services, anyId: RecordingId): Promise<StreamView | null> {
  const id = normalizeUri(anyId);
  const uri = fileOf(id);
  const { documents } = services.workspace;
  const document = await services.workspace.recording(uri);
  if (!document) return null;
  await services.workspace.completeTestOf(document);
  const summary = summaryOf(documents, document, id);
  if (!summary) return null;
  const { testId } = summary;
  const test = testId === undefined ? undefined : await findTest(services, testId, uri);
  const all = documents.summaries(document);
  const view = streamView({
    id: summary.id,
    file: shownOf(documents, document, summary),
    test: test ? { uri: test.uri, range: test.nameRange } : null,
    turns: viewTurns(turnIn(services.workspace.index, summary)),
    siblings: all.length === 1 ? [] : all.map(({ id: each, model, preview }) => ({ id: each, model: model ?? null, preview })),
    findings: shownFindings(services, summary),
    hashStatus: hashStatus(services.workspace.formats, summary, services.workspace.findings.schemes.of(uri)),
    size: Buffer.byteLength(document.getText()),
  });
  return withUnion(services, view);
}

/** null for a file that is not a recording, and for a format in which this recording cannot be copied. */
export async function copyRecordingAs(services: Services, id: RecordingId, format: CopyFormat): Promise<Copied | null> {
  return (await copies(services, id))?.(format) ?? null;
}

/** The formats in which a recording can be copied; empty for a file that is not a recording. */
export async function copyFormatsOf(services: Services, id: RecordingId): Promise<readonly CopyFormat[]> {
  const copy = await copies(services, id);
  return copy === undefined ? [] : copyFormats.filter((format) => copy(format) !== null);
}

async function copies(services: Services, id: RecordingId): Promise<((format: CopyFormat) => Copied | null) | undefined> {
  const view = await viewStream(services, id);
  const { documents } = services.workspace;
  const document = view && (await documents.get(view.uri));
  const summary = document && summaryOf(documents, document, view.id);
  return summary ? (format) => copyAs(shownOf(documents, document, summary), view, format) : undefined;
}

/** The recording at a position of a file; null if it is not a recording. */
export async function recordingAtPlace({ workspace }: Services, anyUri: string, position: Position): Promise<RecordingId | null> {
  const uri = normalizeUri(anyUri);
  const document = await workspace.recording(uri);
  return document ? summaryAt(workspace.documents, document, position).id : null;
}

/** The file and the start of a recording; null if it no longer exists. */
export async function placeOfRecording({ workspace }: Services, anyId: RecordingId): Promise<Location | null> {
  const id = normalizeUri(anyId);
  const { documents } = workspace;
  const document = await documents.get(fileOf(id));
  const summary = document && summaryOf(documents, document, id);
  return summary ? { uri: summary.uri, range: startOf(shownOf(documents, document, summary), document) } : null;
}

/** The answer if making a plan threw. */
export const planFailed: RerecordPlan = { kind: "refused", reason: "Preparing the run failed. See the log for details." };

/** Answers when the test of every recording is known. */
export async function whenListed({ workspace }: Services): Promise<Requests["tapedeck/whenListed"]["result"]> {
  await workspace.whenListed();
  return { recordings: workspace.index.size };
}

/** Answers when the first scan is done. */
export async function whenIndexed({ workspace }: Services): Promise<Requests["tapedeck/whenIndexed"]["result"]> {
  await workspace.whenIndexed();
  return { recordings: workspace.index.size, checked: workspace.index.size - workspace.index.unread };
}

export function planRerecord(services: Services, target: RerecordTarget): Promise<RerecordPlan> {
  return rerecordPlan(rerecordServices(services), target);
}

export function rerecordServices(services: Services): RerecordServices {
  const { index, folders, documents } = services.workspace;
  const readText = async (uri: string) => (await documents.get(normalizeUri(uri)))?.getText();
  const hasFinding = (summary: RecordingSummary, code: string) =>
    asSet(findingsOf(services, summary), folders.settingsFor(summary.uri).rules).some((finding) => finding.code === code);
  return { index, folders: folders.all.map(({ uri }) => uri), readText, hasFinding };
}

export function judgeStaged({ workspace }: Services, params: Requests["tapedeck/judgeStaged"]["params"]): StagedJudgement {
  const uri = normalizeUri(params.uri);
  return compareStaged(baseName(uri), params.before, params.after, workspace.folders.settingsFor(uri).rules);
}

export function spliceStaged({ uri, before, after, numbers }: Requests["tapedeck/splice"]["params"]): StagedFile {
  return spliceTexts(baseName(normalizeUri(uri)), before, after, numbers);
}

/** The answer if comparing threw: what was not compared does not count as noise. */
export const notJudged: StagedJudgement = {
  testId: null,
  name: "",
  sameMeaning: false,
  summary: "It could not be compared.",
  findings: [],
};
