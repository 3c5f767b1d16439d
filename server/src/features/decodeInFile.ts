/** _Decode Body in File_: rewrites a compressed or binary body as text, without changing what replay returns. */
import { isDeepStrictEqual } from "node:util";
import { TextDocument } from "vscode-languageserver-textdocument";
import { CodeActionKind, type CodeAction, type Range, type TextEdit } from "vscode-languageserver-types";
import { rangeIn } from "../index/positions";
import { hiddenBodies } from "../recording/hiddenBodies";
import type { RecordingDocument } from "../recording/recordingDocument";
import { workspaceEdit } from "./fixes/workspaceEdit";
import type { Services } from "./services";

const purpose = {
  label: "Decode bodies",
  description: "Answers stay the same; the compression header is removed and the length corrected.",
};

/** For the hidden bodies that a range touches. */
export function decodeActions(services: Services, document: TextDocument, range: Range): CodeAction[] {
  const { documents } = services.workspace;
  const file = documents.unmasked(document);
  if (file.format.decodeInFile === undefined || file.source.hidden.length === 0) return [];
  const wanted = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  return file.recordings.flatMap(hiddenBodies).flatMap((body): CodeAction[] => {
    const start = file.source.rangeOf(body, "key").start;
    if (start > wanted.end || file.source.rangeOf(body).end < wanted.start) return [];
    const edits = file.format
      .decodeInFile?.(file.source, body)
      ?.map(({ newText, ...offsets }) => ({ range: rangeIn(document, offsets), newText }));
    if (edits === undefined || !saysTheSame(file, documents.read(document.uri, TextDocument.applyEdits(document, edits))))
      return [];
    return [actionOf(services, document, edits)];
  });
}

function actionOf({ client }: Services, { uri }: TextDocument, edits: TextEdit[]): CodeAction {
  const edit = workspaceEdit(client.changeAnnotations, [{ care: "reviewed", purpose, changes: [{ uri, edits }] }]);
  return { title: "Decode body in file", kind: CodeActionKind.RefactorRewrite, edit };
}

/** Whether every recording still has the same meaning. */
function saysTheSame(before: RecordingDocument, after: RecordingDocument): boolean {
  return (
    after.source.problem === undefined &&
    before.recordings.length === after.recordings.length &&
    before.recordings.every(({ recording }, at) => {
      const now = after.recordings[at]?.recording;
      return (
        isDeepStrictEqual(recording?.requestFields, now?.requestFields) &&
        isDeepStrictEqual(recording?.response.body, now?.response.body)
      );
    })
  );
}
