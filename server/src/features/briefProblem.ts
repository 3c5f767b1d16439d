/** What is wrong with a broken recording, in two or three words, for lists and lenses. */
import type { SyntaxProblem } from "../recording/document";
import type { RecordingPart } from "../recording/recording";
import type { RecordingInDocument } from "../recording/recordingDocument";

const unreadable: Record<Exclude<SyntaxProblem["kind"], "aliases" | "binary" | "encoding">, string> = {
  empty: "empty file",
  truncated: "truncated",
  "merge-conflict": "merge conflict",
  "lfs-pointer": "Git LFS pointer",
  "too-deep": "nested too deeply to be read",
  syntax: "syntax error",
};

/** "not JSON: truncated", "no response", "wrong is_streaming"; undefined if the envelope is complete. */
export function briefProblem({ document, recording, problems }: RecordingInDocument): string | undefined {
  const { format, path, source } = document;
  if (format.notRead !== undefined) return `${format.notRead(path, source.text)}: not read`;
  const syntaxProblem = source.problem;
  if (syntaxProblem?.kind === "encoding") return "not UTF-8";
  if (syntaxProblem?.kind === "binary") return "binary file";
  if (syntaxProblem?.kind === "aliases") return "aliases that expand too far: not read";
  if (syntaxProblem) return `not ${source.notation === "yaml" ? "YAML" : "JSON"}: ${unreadable[syntaxProblem.kind]}`;
  const lacks = (part: RecordingPart) => recording?.parts.has(part) !== true;
  if (lacks("request")) return lacks("response") ? "not a recording" : "no request";
  if (lacks("response")) return "no response";
  const [problem] = problems;
  return problem && `${problem.part === "key" ? "incomplete" : "wrong"} ${problem.path.at(-1) ?? "recording"}`;
}
