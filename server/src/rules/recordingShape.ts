import { isObject, nameValue } from "../recording/json";
import type { Recording } from "../recording/recording";
import type { RecordingDocument, RecordingInDocument } from "../recording/recordingDocument";
import { cassetteShape } from "./cassette/shape";
import { isFor, type Report, type Rule } from "./rule";

export const recordingShape: Rule = {
  code: "recording.shape",
  severity: "error",
  summary:
    "A required part of the recording is missing or has the wrong type: request, response, body, or a field of the request.",
  check(file, report) {
    if (hasOwnRule(file.document)) return;
    const found = file.problems.length > 0 ? file.problems : lackOfBody(file);
    if (found.length === 0 || isSomethingElse(file)) return;
    for (const problem of found) report(problem);
  },
  checkDocument(document, report) {
    if (!hasOwnRule(document)) for (const problem of document.problems) report(problem);
  },
};

/** Problems of cassettes are reported in vcrpy's terms by another rule. */
const hasOwnRule = ({ format }: RecordingDocument): boolean => isFor(cassetteShape, format.id);

/** Only an exception has no body; a tool's result is always an object. */
export function lackOfBody({ recording }: RecordingInDocument): readonly Report[] {
  if (recording?.response.exception !== undefined || recording?.request === undefined) return [];
  const { body, bodyPath: path } = recording.response;
  const { kind } = recording.request;
  const fits = kind === "tool" ? isObject(body) : body !== null && (typeof body !== "string" || !isAnswer(recording));
  if (fits) return [];
  const expected = kind === "tool" ? "a tool's result" : "an answer";
  const lacks = body === null ? "null and there is no exception" : `${nameValue(body)} but should be ${expected}`;
  return [{ path, message: `\`response.body\` is ${lacks}, so the test gets no usable answer.` }];
}

/** Client libraries record objects; only plain HTTP, which records its status, has text. */
const isAnswer = ({ request, response }: Recording): boolean => request?.kind === "inference" && response.status === undefined;

/** A JSON file among recordings that neither its name nor its content identifies as one, such as an index. */
function isSomethingElse(file: RecordingInDocument): boolean {
  if (file.hash !== undefined || file.path.length > 0) return false;
  return file.recording === undefined || file.recording.parts.size === 0;
}
