/** Two recordings compared by what they mean, wherever their texts come from. */
import { baseName, normalizeUri } from "../index/uris";
import type { ComparedSide, ComparedText, Comparison } from "../protocol";
import { difference } from "../recording/difference";
import { readRecordingFile, type RecordingFile } from "../recording/recordingFile";
import { maskedFiles } from "../rules/secrets/mask";
import type { Services } from "./services";

/** null: one of them cannot be read. */
export async function compare(services: Services, before: ComparedText, after: ComparedText): Promise<Comparison | null> {
  const [old, now] = await Promise.all([read(services, before), read(services, after)]);
  if (!old || !now) return null;
  const [shownOld = old, shownNow = now] = maskedFiles(old, now);
  return { before: side(before.uri, shownOld), after: side(after.uri, shownNow), difference: difference(shownOld, shownNow) };
}

async function read({ workspace }: Services, { uri, text }: ComparedText): Promise<RecordingFile | undefined> {
  const normalized = normalizeUri(uri);
  if (text !== undefined) return readRecordingFile(baseName(normalized), text);
  const document = await workspace.documents.get(normalized);
  return document && workspace.documents.unmasked(document);
}

const side = (uri: string, { name, recording, reassembled }: RecordingFile): ComparedSide => ({
  uri,
  fileName: name,
  testId: recording?.testId ?? null,
  model: reassembled.model,
  chunks: recording?.chunks.length ?? 0,
});
