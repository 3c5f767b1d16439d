/** Bodies that their file stores compressed or as base64. */
import type { HiddenText } from "./sourceText";
import type { JsonPath } from "./jsonPath";
import type { RecordingInDocument } from "./recordingDocument";

export interface HiddenBody extends HiddenText {
  readonly of: "request" | "response";
}

/** The hidden bodies of a recording. */
export function hiddenBodies({ recording, document: { source } }: RecordingInDocument): readonly HiddenBody[] {
  if (recording === undefined) return [];
  const { request, response } = recording;
  const bodyAt = (path: JsonPath): HiddenBody["of"] | undefined => {
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
