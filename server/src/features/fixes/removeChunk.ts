/** Removes a chunk that does not belong in its stream: one of another family, or a copy of an earlier one. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { TextEdit } from "vscode-languageserver-types";
import { rangeIn } from "../../index/positions";
import { stepsOf } from "../../recording/document";
import { compactJson, listOf } from "../../recording/json";
import { chunkAt, type Recording } from "../../recording/recording";
import type { RecordingInDocument } from "../../recording/recordingDocument";
import { chunkForeign, chunkShape } from "../../rules/chunkRules";
import { chunkId } from "../../rules/chunkId";
import { streamAfterFinish, streamOrder } from "../../rules/streamRules";
import { toolRepeatedName, toolTwoCallsOneIndex } from "../../rules/toolRules";
import { hiddenAround } from "../../recording/sourceText";
import { unmaskedOf } from "../recordingIn";
import type { Fix } from "./fix";
import { improves, edited } from "./edited";

/** Chunks from `first` to `last`: an event in a stream of lines has several. */
interface Stretch {
  readonly first: number;
  readonly last: number;
}

const purpose = { label: "Remove chunks", description: "Chunks that do not belong to the stream" };

export const removeChunk: Fix = {
  codes: [chunkForeign, chunkShape, chunkId, streamOrder, streamAfterFinish, toolRepeatedName, toolTwoCallsOneIndex].map(
    ({ code }) => code,
  ),
  isSafe: true,
  propose({ services, document, summary, finding }) {
    const { documents } = services.workspace;
    const file = unmaskedOf(documents, document, summary);
    const { recording } = file;
    if (recording === undefined || file.document.source.problem !== undefined || !Array.isArray(recording.response.body))
      return [];
    const at = chunkAt(recording, { path: stepsOf(finding.pointer ?? "") })?.index;
    if (at === undefined || hiddenAround(file.document.source, recording.response.bodyPath) !== undefined) return [];
    const chunks = listOf(recording.response.body);
    const stretch = stretchAt(chunks, at);
    const original = originalOf(chunks, stretch);
    if (finding.code !== chunkForeign.code && original === undefined) return [];
    const edits = [removal(file, recording, document, stretch)];
    if (!improves(summary, edited(documents, document, summary, edits), finding.code)) return [];
    const what = original === undefined ? "" : `, a copy of chunk ${original + 1}`;
    const title = `Remove chunk ${at + 1}${what}`;
    return [{ kind: "edit", title, preferred: true, care: "safe", purpose, changes: () => [{ uri: document.uri, edits }] }];
  },
};

/** For a server-sent event all its lines, including the blank one that ends it. */
function stretchAt(chunks: readonly unknown[], at: number): Stretch {
  if (typeof chunks[at] !== "string") return { first: at, last: at };
  let [first, last] = [at, at];
  while (first > 0 && typeof chunks[first - 1] === "string" && chunks[first - 1] !== "") first--;
  while (last < chunks.length - 1 && chunks[last] !== "" && typeof chunks[last + 1] === "string") last++;
  return { first, last };
}

/** The first chunk of an equal event right before this one; undefined if there is none. */
function originalOf(chunks: readonly unknown[], { first, last }: Stretch): number | undefined {
  const length = last - first + 1;
  const text = (from: number) => compactJson(chunks.slice(from, from + length), Infinity);
  return first >= length && text(first - length) === text(first) ? first - length : undefined;
}

/** Includes a comma, and the white space around the chunk. */
function removal(
  file: RecordingInDocument,
  { chunks, response }: Recording,
  document: TextDocument,
  { first, last }: Stretch,
): TextEdit {
  const { source } = file.document;
  const rangeOf = (index: number) => source.rangeOf({ path: chunks[index]?.path ?? response.bodyPath });
  const list = source.rangeOf({ path: response.bodyPath });
  const end = rangeOf(last).end;
  if (first > 0) return { range: rangeIn(document, { start: rangeOf(first - 1).end, end }), newText: "" };
  if (last < chunks.length - 1)
    return { range: rangeIn(document, { start: rangeOf(first).start, end: rangeOf(last + 1).start }), newText: "" };
  return { range: rangeIn(document, list), newText: "[]" };
}
