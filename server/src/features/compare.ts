/** Compares two recordings by meaning, wherever their texts come from. */
import { fileStamp, type FileText } from "../index/scan/readText";
import { isFile, normalizeUri, pathOfUri, shortName } from "../index/uris";
import type { ComparedSide, ComparedText, Comparison } from "../protocol";
import { difference, type Side } from "../recording/difference";
import { pointerOf } from "../recording/jsonPath";
import { pairsOf } from "../recording/pairs";
import type { RecordingDocument, RecordingInDocument } from "../recording/recordingDocument";
import { fileOf, fragmentOf, recordingId, type RecordingId } from "../recordingId";
import { maskedSides, readSide } from "../rules/readSide";
import type { Services } from "./services";

/** The result also says what cannot be read. */
export async function compare(services: Services, before: ComparedText, after: ComparedText): Promise<Comparison> {
  const now = await read(services, after);
  // For two versions of a file, compares the recordings with the same request.
  const isVersion = before.text !== undefined && normalizeUri(before.uri) === normalizeUri(after.uri);
  const old = await read(services, before, isVersion ? now.file : undefined);
  const [shownOld = old, shownNow = now] = maskedSides(old, now);
  return { before: side(before.uri, shownOld), after: side(after.uri, shownNow), difference: difference(shownOld, shownNow) };
}

async function read(
  { workspace }: Services,
  { uri, text, index, missing, absent }: ComparedText,
  counterpartOf?: RecordingInDocument,
): Promise<Side> {
  const normalized = normalizeUri(uri);
  if (absent === true) return { file: undefined, unread: [] };
  if (missing !== undefined) return { file: undefined, unread: [missing] };
  if (text !== undefined) {
    const document = workspace.documents.read(fileOf(normalized), text);
    return index === undefined ? sideOf(document, normalized, counterpartOf) : sideAt(document, index);
  }
  const file = fileOf(normalized);
  const document = await workspace.documents.get(file);
  if (document && !(await isGone(file))) return sideOf(workspace.documents.unmasked(document), normalized);
  return { file: undefined, unread: [whyUnreadable(await workspace.documents.readSaved(file))] };
}

/** The recording that an id names; for a file's own URI the first. */
function sideOf(document: RecordingDocument, id: RecordingId, counterpartOf?: RecordingInDocument): Side {
  const { recordings } = document;
  const fragment = fragmentOf(id);
  if (counterpartOf !== undefined && fragment !== "" && document.source.problem === undefined) {
    const pairs = pairsOf(recordings, counterpartOf.document.recordings);
    const same = pairs.find(({ after }) => after === counterpartOf)?.before;
    return same ? readSide(same) : { file: undefined, unread: ["This version of the file has no such recording."] };
  }
  return sideAt(
    document,
    fragment === "" ? 0 : recordings.findIndex(({ path }) => recordingId("", pointerOf(path)) === fragment),
  );
}

function sideAt({ recordings }: RecordingDocument, index: number): Side {
  const found = recordings[index];
  return found ? readSide(found) : { file: undefined, unread: ["The file has no such recording."] };
}

/** Whether it was deleted, even if it is still open in an editor. */
const isGone = async (uri: string): Promise<boolean> => isFile(uri) && (await fileStamp(pathOfUri(uri))) === undefined;

function whyUnreadable(file: FileText): string {
  return file.kind === "unreadable" ? file.message : "The file does not exist.";
}

const side = (uri: string, { file }: Side): ComparedSide => ({
  uri,
  fileName: shortName(normalizeUri(uri)),
  testId: file?.testId ?? null,
  model: file?.reassembled.model ?? null,
  chunks: file?.recording?.chunks.length ?? 0,
});
