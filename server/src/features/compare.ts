/** Two recordings compared by what they mean, wherever their texts come from. */
import { fileStamp, type FileText } from "../index/scan/readText";
import { baseName, isFile, normalizeUri, pathOfUri } from "../index/uris";
import type { ComparedSide, ComparedText, Comparison } from "../protocol";
import { difference, type Side } from "../recording/difference";
import { readRecordingFile } from "../formats/readRecordingFile";
import { maskedSides, readSide } from "../rules/readSide";
import type { Services } from "./services";

/** A side that cannot be read is part of the answer. */
export async function compare(services: Services, before: ComparedText, after: ComparedText): Promise<Comparison> {
  const [old, now] = await Promise.all([read(services, before), read(services, after)]);
  const [shownOld = old, shownNow = now] = maskedSides(old, now);
  return { before: side(before.uri, shownOld), after: side(after.uri, shownNow), difference: difference(shownOld, shownNow) };
}

async function read({ workspace }: Services, { uri, text, missing }: ComparedText): Promise<Side> {
  const normalized = normalizeUri(uri);
  if (missing !== undefined) return { file: undefined, unread: [missing] };
  if (text !== undefined) return readSide(readRecordingFile(baseName(normalized), text));
  const document = await workspace.documents.get(normalized);
  if (document && !(await isGone(normalized))) return readSide(workspace.documents.unmasked(document));
  return { file: undefined, unread: [whyUnreadable(await workspace.documents.readSaved(normalized))] };
}

/** Deleted, though an editor may still show what it was. */
const isGone = async (uri: string): Promise<boolean> => isFile(uri) && (await fileStamp(pathOfUri(uri))) === undefined;

function whyUnreadable(file: FileText): string {
  return file.kind === "unreadable" ? file.message : "There is no such file.";
}

const side = (uri: string, { file }: Side): ComparedSide => ({
  uri,
  fileName: baseName(uri),
  testId: file?.recording?.testId ?? null,
  model: file?.reassembled.model ?? null,
  chunks: file?.recording?.chunks.length ?? 0,
});
