/** A recording in the forms in which people carry it elsewhere. */
import type { CopyFormat, StreamView } from "../../protocol";
import type { RecordingFile } from "../../recording/recordingFile";
import { asCurl } from "./copies/curl";
import { asMarkdown } from "./copies/markdown";
import { asPython } from "./copies/python";
import { shellWord } from "./copies/shell";

/** null: the recording has no such thing. */
export function copyAs(file: RecordingFile, view: StreamView, format: CopyFormat): string | null {
  const { testId } = view;
  switch (format) {
    case "text":
      return textOf(view);
    case "curl":
      return asCurl(file) ?? null;
    case "python":
      return asPython(file) ?? null;
    case "markdown":
      return asMarkdown(view);
    case "testId":
      return testId;
    case "pytest":
      // A node id that begins with a dash would be an option.
      return testId === null ? null : `python -m pytest ${shellWord(testId.startsWith("-") ? `./${testId}` : testId)}`;
  }
}

/** What the answer says in words: all choices, or what the response holds instead. */
function textOf({ answer, body, result }: StreamView): string | null {
  const texts = answer.choices.map(({ content, refusal }) => content?.text ?? refusal?.text ?? "").filter((text) => text !== "");
  if (texts.length > 0) return texts.join("\n\n");
  return result?.kind === "tool" ? result.content : (body ?? answer.error?.message ?? null);
}
