import { isObject } from "../recording/json";
import { hashOfName } from "../recording/names";
import type { RecordingFile } from "../recording/recordingFile";
import type { Rule } from "./rule";

export const recordingShape: Rule = {
  code: "recording.shape",
  severity: "error",
  summary:
    "A required part of the recording is missing or of the wrong type: request, response, body, or the request's own shape.",
  check(file, report) {
    if (isSomethingElse(file)) return;
    for (const problem of file.problems) report(problem);
  },
};

/** A JSON file among recordings that neither its name nor its content passes off as one, such as an index that somebody keeps there. */
function isSomethingElse(file: RecordingFile): boolean {
  if (hashOfName(file.name) !== undefined) return false;
  const { value } = file;
  return !isObject(value) || !["request", "response", "test_id"].some((key) => Object.hasOwn(value, key));
}
