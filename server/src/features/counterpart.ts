/** Which recording of one version of a file is the same as one of another version: in between, others may have come and gone. */
import { isDeepStrictEqual } from "node:util";
import type { RecordingDocument, RecordingInDocument } from "../recording/recordingDocument";

/**
 * The one with the same request, of several alike the one with the same number among these; where no request is the same, the one in the same place.
 * undefined where that place holds another recording's request.
 */
export function counterpartIn(document: RecordingDocument, of: RecordingInDocument): RecordingInDocument | undefined {
  const own = alike(of.document, of);
  const found = alike(document, of)[own.indexOf(of)];
  if (found !== undefined) return found;
  const inPlace = document.recordings[of.index];
  return inPlace !== undefined && alike(of.document, inPlace).length === 0 ? inPlace : undefined;
}

/** Those with the request of a recording. */
function alike({ recordings }: RecordingDocument, { recording }: RecordingInDocument): readonly RecordingInDocument[] {
  const request = recording?.requestFields;
  return recordings.filter((each) => isDeepStrictEqual(each.recording?.requestFields, request));
}
