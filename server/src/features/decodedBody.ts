/** Bodies that stand in their file compressed or as base64: which there are, and what they say. */
import type { BodyOf, Requests } from "../protocol";
import type { JsonPath } from "../recording/jsonPath";
import type { RecordingInDocument } from "../recording/recordingDocument";
import { fileOf, type RecordingId } from "../recordingId";
import type { HiddenText } from "../source/sourceText";
import { summaryOf, unmaskedOf } from "./recordingIn";
import type { Services } from "./services";

/** As it was recorded: whoever opens the file sees as much. */
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

/** The hidden bodies of a recording. */
export function hiddenBodies({
  recording,
  document: { source },
}: RecordingInDocument): readonly (HiddenText & { readonly of: BodyOf })[] {
  if (recording === undefined) return [];
  const { request, response } = recording;
  const bodyAt = (path: JsonPath): BodyOf | undefined => {
    if (isSame(path, response.bodyPath)) return "response";
    return request !== undefined && isSame(path, request.bodyPath) ? "request" : undefined;
  };
  return source.hidden.flatMap((each) => {
    const of = bodyAt(each.path);
    return of === undefined ? [] : [{ ...each, of }];
  });
}

function isSame(a: JsonPath, b: JsonPath): boolean {
  return a.length === b.length && a.every((step, at) => step === b[at]);
}

function languageOf(text: string): string {
  if (/^\s*[[{]/.test(text)) return "json";
  return /^\s*</.test(text) ? "html" : "plaintext";
}
