import { onlyError } from "../recording/families/errorBody";
import { nameValue, oneLine, shortPrintable } from "../recording/json";
import type { JsonPath } from "../recording/jsonPath";
import type { RecordingInDocument } from "../recording/recordingDocument";
import { brokenShapes } from "./chunks";
import type { Rule } from "./rule";

export const providerFailure: Rule = {
  code: "provider.failure",
  severity: "information",
  summary: "The recording contains a failure of the provider: an exception, an error status, or a filtered or malformed answer.",
  check(file, report) {
    const failure = wholeFailure(file);
    if (failure !== undefined) {
      report(failure);
      return;
    }
    const facts = file.facts;
    for (const { what, path, part } of facts?.failures ?? []) {
      const message = `The recording contains a failure: ${clean(what)}, so replay fails in the same way.`;
      report({ path, ...(part ? { part } : {}), message });
    }
    if (facts === undefined || facts.failures.length > 0) return;
    for (const { finish, finishMessage } of facts.choices) {
      const why = finish && whyFailed(file, finish.value);
      if (finish === undefined || why === undefined || isReported(file, finish.path)) continue;
      const said = clean(finishMessage ?? "");
      report({
        path: finish.path,
        message: `The answer ends with ${nameValue(finish.value)}: ${why}${said === "" ? "" : ` (${said})`}, so the test gets half an answer or none.`,
      });
    }
  },
};

/** Why there is no proper answer, if the family knows this finish reason as a failure; details may follow a colon. */
function whyFailed({ family: { failureWords = {} } }: RecordingInDocument, word: string): string | undefined {
  const [kind = word] = word.split(":", 1);
  return Object.hasOwn(failureWords, kind) ? failureWords[kind] : undefined;
}

/** A value that replay's classes reject is reported by another rule. */
function isReported(file: RecordingInDocument, path: JsonPath): boolean {
  return brokenShapes(file).some(({ report }) => report.path.join("/") === path.join("/"));
}

/** The failure of the whole response: the exception, or else the status, or else the error body. */
function wholeFailure(file: RecordingInDocument) {
  const { recording } = file;
  if (recording === undefined || file.family.asksNoModel === true) return undefined;
  const { exception, status, exceptionPath, statusPath } = recording.response;
  if (exception === undefined && (status ?? 0) < 400 && file.family.isFailure !== true) return undefined;
  const { error } = file.reassembled;
  const said = clean(error?.message ?? exception?.message ?? "");
  const words = /\w/.test(said) ? ` (${said})` : "";
  if (exception !== undefined) {
    return { path: exceptionPath, message: `The recording contains an exception${words}, so replay raises it again.` };
  }
  if (status !== undefined && status >= 400) {
    return {
      path: statusPath,
      message: `The provider answered with status ${status}${words}, so replay fails in the same way.`,
    };
  }
  const only = onlyError(recording);
  if (error === null || only === undefined) return undefined;
  return {
    path: only.path,
    part: "key" as const,
    message: `The provider answered with an error${words}, so replay fails in the same way.`,
  };
}

const clean = (text: string): string => shortPrintable(oneLine(text), 160);
