/** Copies a recording in several formats. */
import type { Copied, CopyFormat, StreamView } from "../../protocol";
import type { RecordingInDocument } from "../../recording/recordingDocument";
import { shellWord, whyNoWord } from "../../recording/shellWord";
import { asCurl } from "./copies/curl";
import { asMarkdown } from "./copies/markdown";
import { asPython } from "./copies/python";

/** null if it does not apply to the recording. */
export function copyAs(file: RecordingInDocument, view: StreamView, format: CopyFormat): Copied | null {
  const { testId } = view;
  switch (format) {
    case "text":
      return copied(textOf(view));
    case "curl":
      return asCurl(file) ?? null;
    case "python":
      return copied(asPython(file) ?? null);
    case "markdown":
      return copied(asMarkdown(view));
    case "testId":
      return testId === null ? null : testIdAsIs(testId);
    case "pytest":
      return testId === null ? null : pytestCommand(testId);
  }
}

const copied = (text: string | null): Copied | null => (text === null || text === "" ? null : { kind: "text", text });

function pytestCommand(testId: string): Copied {
  const wrong = whyNoWord(testId);
  if (wrong !== undefined) return { kind: "refused", reason: `The test id holds ${wrong}: pytest makes no such ids.` };
  // A node id that starts with a dash would be an option.
  return { kind: "text", text: `python -m pytest ${shellWord(testId.startsWith("-") ? `./${testId}` : testId)}` };
}

/** An id is mostly pasted into a terminal, after the name of a program. */
function testIdAsIs(testId: string): Copied {
  if (!/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(testId))
    return { kind: "text", text: testId };
  const reason = "The test id holds control characters, which a terminal would obey if it were pasted there.";
  return { kind: "refused", reason: `${reason} The pytest command spells them out.` };
}

/** The answer in words: all choices, or the response's other content. */
function textOf({ answer, body, result }: StreamView): string | null {
  const texts = answer.choices.map(({ content, refusal }) => content?.text ?? refusal?.text ?? "").filter((text) => text !== "");
  if (texts.length > 0) return texts.join("\n\n");
  return result?.kind === "tool" ? result.content : (body ?? answer.error?.message ?? null);
}
