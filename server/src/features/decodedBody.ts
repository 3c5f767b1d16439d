/** Bodies that their file stores compressed or as base64: their content, and the findings in a document that shows one. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { BodyDocument } from "../index/bodyDocument";
import { aboutIn } from "../index/baseline/about";
import { locatedIn } from "../index/recordingPlaces";
import type { LocatedFinding } from "../index/store/summary";
import type { BodyOf, Requests } from "../protocol";
import { hiddenBodies } from "../recording/hiddenBodies";
import { fileOf, type RecordingId } from "../recordingId";
import { checkRecording } from "../rules/check";
import { maskedDocument } from "../rules/secrets/mask";
import { hiddenAround, type Place } from "../recording/sourceText";
import { summaryOf, unmaskedOf } from "./recordingIn";
import type { Services } from "./services";

/** A decoded body with its credentials, as in the file itself. */
export async function decodedBody(
  { workspace: { documents } }: Services,
  id: RecordingId,
  of: BodyOf,
): Promise<Requests["tapedeck/decodedBody"]["result"]> {
  const document = await documents.get(fileOf(id));
  const summary = document && summaryOf(documents, document, id);
  if (document === undefined || summary === undefined) return null;
  const found = hiddenBodies(unmaskedOf(documents, document, summary)).find((each) => each.of === of);
  return found === undefined ? null : { text: found.text, languageId: languageOf(found.text) };
}

/** The findings in a body, with ranges in the document that shows it. All others are reported on the file. */
export function findingsInBody(body: BodyDocument, document: TextDocument): readonly LocatedFinding[] {
  const [recording] = body.recordings;
  const isInside = ({ path }: Pick<Place, "path">) => hiddenAround({ hidden: [body.body] }, path) !== undefined;
  const found = checkRecording(recording)
    .filter(isInside)
    .map((finding) => ({ ...finding, related: finding.related?.filter(isInside) ?? [], also: finding.also.filter(isInside) }));
  return locatedIn(
    recording,
    document,
    found,
    aboutIn(body, () => maskedDocument(body)),
  );
}

function languageOf(text: string): string {
  if (/^\s*[[{]/.test(text)) return "json";
  return /^\s*</.test(text) ? "html" : "plaintext";
}
