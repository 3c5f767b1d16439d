/** What is wrong with a broken recording, in two or three words. */
import type { SyntaxProblem } from "../recording/document";
import { isObject } from "../recording/json";
import type { RecordingFile } from "../recording/recordingFile";

const notJson: Record<SyntaxProblem["kind"], string> = {
  empty: "empty file",
  truncated: "truncated",
  "merge-conflict": "merge conflict",
  "lfs-pointer": "Git LFS pointer",
  syntax: "syntax error",
};

/** "not JSON: truncated", "no response", "wrong is_streaming"; undefined for a recording whose envelope is whole. */
export function whatIsWrong({ syntaxProblem, value, recording, problems }: RecordingFile): string | undefined {
  if (syntaxProblem) return `not JSON: ${notJson[syntaxProblem.kind]}`;
  const lacking = ["request", "response"].filter((part) => !isObject(value) || !Object.hasOwn(value, part));
  if (recording === undefined || lacking.length === 2) return "not a recording";
  if (lacking[0] !== undefined) return `no ${lacking[0]}`;
  const [problem] = problems;
  return problem && `${problem.part === "key" ? "incomplete" : "wrong"} ${problem.path.at(-1) ?? "recording"}`;
}
