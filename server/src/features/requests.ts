/** Our own requests that others' pure functions answer: this gives them what they need from the workspace. */
import type { Copied, CopyFormat, Requests, RerecordPlan, RerecordTarget, StagedJudgement, StreamView } from "../protocol";
import type { RecordingSummary } from "../index/store/summary";
import { baseName, normalizeUri } from "../index/uris";
import { compareStaged } from "../rerecord/judge";
import { asSet, findingsOf } from "./diagnostics";
import { hashStatus } from "./hashStatus";
import { findTest } from "./findTest";
import { withUnion } from "./modelUnion";
import { rerecordPlan } from "./rerecordPlan";
import type { Services } from "./services";
import { streamView } from "./streamView";
import { copyAs } from "./streamView/copyAs";
import { turnIn, viewTurns } from "./turns";

/** null for a file that is no recording or cannot be read. */
export async function viewStream(services: Services, anyUri: string): Promise<StreamView | null> {
  const uri = normalizeUri(anyUri);
  const { documents, folders } = services.workspace;
  const document = folders.isRecording(uri) ? await documents.get(uri) : undefined;
  if (!document) return null;
  await services.workspace.completeTestOf(document);
  const summary = documents.summary(document);
  const { testId } = summary;
  const test = testId === undefined ? undefined : await findTest(services, testId, uri);
  const view = streamView({
    uri,
    file: documents.recording(document),
    test: test ? { uri: test.uri, range: test.nameRange } : null,
    turns: viewTurns(turnIn(services.workspace.index, summary)),
    findings: asSet(findingsOf(services, summary), folders.settingsFor(uri).rules),
    hashStatus: hashStatus(summary, services.workspace.findings.schemes.of(uri)),
    size: Buffer.byteLength(document.getText()),
  });
  return withUnion(services, view);
}

/** null for a file that is no recording, and for a form that this recording does not have. */
export async function copyRecordingAs(services: Services, anyUri: string, format: CopyFormat): Promise<Copied | null> {
  const view = await viewStream(services, anyUri);
  const { documents } = services.workspace;
  const document = view && (await documents.get(normalizeUri(anyUri)));
  return document ? copyAs(documents.recording(document), view, format) : null;
}

/** What is answered when making a plan threw. */
export const planFailed: RerecordPlan = { kind: "refused", reason: "Finding out what to run failed; the log says why." };

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
  const { index, folders, documents } = services.workspace;
  const readText = async (uri: string) => (await documents.get(normalizeUri(uri)))?.getText();
  const hasFinding = (summary: RecordingSummary, code: string) =>
    asSet(findingsOf(services, summary), folders.settingsFor(summary.uri).rules).some((finding) => finding.code === code);
  return rerecordPlan({ index, folders: folders.all.map(({ uri }) => uri), readText, hasFinding }, target);
}

export function judgeStaged({ workspace }: Services, params: Requests["tapedeck/judgeStaged"]["params"]): StagedJudgement {
  const uri = normalizeUri(params.uri);
  return compareStaged(baseName(uri), params.before, params.after, workspace.folders.settingsFor(uri).rules);
}

/** What is answered when judging threw: nothing is called noise that was not looked at. */
export const notJudged: StagedJudgement = {
  testId: null,
  sameMeaning: false,
  summary: "It could not be compared.",
  findings: [],
};
