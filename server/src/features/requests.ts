/** Our own requests that others' pure functions answer: this gives them what they need from the workspace. */
import type { CopyFormat, Requests, RerecordPlan, RerecordTarget, StreamView } from "../protocol";
import { normalizeUri } from "../index/uris";
import { asSet } from "./diagnostics";
import { findTest } from "./findTest";
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
  const summary = documents.summary(document);
  const { testId, findings } = summary;
  const test = testId === undefined ? undefined : await findTest(services, testId, uri);
  return streamView({
    uri,
    file: documents.recording(document),
    test: test ? { uri: test.uri, range: test.nameRange } : null,
    turns: viewTurns(turnIn(services.workspace.index, summary)),
    findings: asSet(findings, folders.settingsFor(uri).rules),
    size: Buffer.byteLength(document.getText()),
  });
}

/** null for a file that is no recording, and for a form that this recording does not have. */
export async function copyRecordingAs(services: Services, anyUri: string, format: CopyFormat): Promise<string | null> {
  const view = await viewStream(services, anyUri);
  const { documents } = services.workspace;
  const document = view && (await documents.get(normalizeUri(anyUri)));
  return document ? copyAs(documents.recording(document), view, format) : null;
}

/** What is answered when making a plan threw. */
export const planFailed: RerecordPlan = { kind: "refused", reason: "Finding out what to run failed; the log says why." };

/** Answers when the first scan is done. */
export async function whenIndexed({ workspace }: Services): Promise<Requests["tapedeck/whenIndexed"]["result"]> {
  await workspace.whenIndexed();
  return { recordings: workspace.index.size };
}

export function planRerecord({ workspace }: Services, target: RerecordTarget): Promise<RerecordPlan> {
  const { index, folders, documents } = workspace;
  const readText = async (uri: string) => (await documents.get(normalizeUri(uri)))?.getText();
  return rerecordPlan({ index, folders: folders.all.map(({ uri }) => uri), readText }, target);
}
