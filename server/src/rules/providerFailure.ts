import { nameValue, objectOf, oneLine, printable, shorten } from "../recording/json";
import type { RecordingFile } from "../recording/recordingFile";
import type { Rule } from "./rule";

/** Finish reasons that say why there is no proper answer. */
const refusals: Readonly<Record<string, string>> = {
  content_filter: "the provider's content filter cut it off",
  MALFORMED_FUNCTION_CALL: "the model made a function call that nobody can read",
  UNEXPECTED_TOOL_CALL: "the model called a tool that it was not offered",
  SAFETY: "the provider's safety filter cut it off",
  RECITATION: "it recites its sources",
  BLOCKLIST: "it holds forbidden words",
  PROHIBITED_CONTENT: "it holds prohibited content",
  SPII: "it holds personal data",
  IMAGE_SAFETY: "the provider's safety filter cut it off",
};

export const providerFailure: Rule = {
  code: "provider.failure",
  severity: "information",
  summary: "The recording holds a failure of the provider: an exception, an error status, a filtered or malformed answer.",
  check(file, report) {
    const failure = wholeFailure(file);
    if (failure !== undefined) {
      report(failure);
      return;
    }
    const facts = file.facts;
    for (const { what, path, part } of facts?.failures ?? []) {
      const message = `The recording holds a failure: ${clean(what)}, so a replay fails in the same way.`;
      report({ path, ...(part ? { part } : {}), message });
    }
    for (const { finish } of facts?.choices ?? []) {
      const why = finish === undefined || !Object.hasOwn(refusals, finish.value) ? undefined : refusals[finish.value];
      if (finish === undefined || why === undefined) continue;
      report({
        path: finish.path,
        message: `The answer ends with ${nameValue(finish.value)}: ${why}, so the test replays half an answer or none.`,
      });
    }
  },
};

/** The response as a whole is a failure: the exception, else the status, else the error body. */
function wholeFailure(file: RecordingFile) {
  const { recording } = file;
  if (recording === undefined) return undefined;
  const { exception, status, body, bodyPath, exceptionPath, statusPath } = recording.response;
  if (exception === undefined && (status ?? 0) < 400 && file.family.isFailure !== true) return undefined;
  const { error } = file.reassembled;
  const said = clean(error?.message ?? exception?.message ?? "");
  const words = said === "" ? "" : ` (${said})`;
  if (exception !== undefined) {
    return { path: exceptionPath, message: `The recording holds an exception${words}, so a replay raises it again.` };
  }
  if (status !== undefined && status >= 400) {
    return {
      path: statusPath,
      message: `The provider answered with status ${status}${words}, so a replay fails in the same way.`,
    };
  }
  if (error === null) return undefined;
  const key = objectOf(body).error === undefined ? [] : ["error"];
  return {
    path: [...bodyPath, ...key],
    part: "key" as const,
    message: `The provider answered with an error${words}, so a replay fails in the same way.`,
  };
}

const clean = (text: string): string => printable(shorten(oneLine(text), 160));
