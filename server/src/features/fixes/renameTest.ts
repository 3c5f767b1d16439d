/** Follows the renaming of a test: the recording gets its new id, and the hash, ids and file name that the recorder would give it. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { TextDocument as Documents } from "vscode-languageserver-textdocument";
import type { TextEdit } from "vscode-languageserver-types";
import { fileStamp } from "../../index/readText";
import { rangeIn, summarize } from "../../index/summarize";
import type { RecordingSummary } from "../../index/summary";
import { childUri, parentOf, pathOfUri, slashPath, uriOfPath } from "../../index/uris";
import { formatNodeId, parseNodeId } from "../../pytest/nodeId";
import { valueAt, type JsonPath } from "../../recording/document";
import { fileNameOf } from "../../recording/naming";
import { newestScheme, type HashScheme } from "../../recording/requestHash";
import type { RecordingFile } from "../../recording/recordingFile";
import { recordingsBeside } from "../../rules/misplaced";
import { testGone } from "../../rules/testGone";
import { confirmed } from "./confirmed";
import type { Fix } from "./fix";

export const renameTest: Fix = {
  codes: [testGone.code],
  async propose({ services, document }) {
    const { workspace, client } = services;
    const summary = workspace.documents.summary(document);
    const state = workspace.findings.sources.of(document.uri, summary.testId);
    const [old, base] = [parse(summary.testId), parse(state.kind === "gone" ? state.nearest : undefined)];
    const file = workspace.documents.unmasked(document);
    if (state.kind !== "gone" || old === undefined || base === undefined || summary.broken || !client.renamesFiles) return [];
    const testId = formatNodeId({ ...base, param: old.param });
    const title = `Change the test to ${formatNodeId(base)}`;
    const edits = testIdEdits(file, document, testId);
    const scheme = workspace.findings.schemes.of(document.uri);
    const hash = scheme && hashAfter(document, summary, edits, scheme);
    if (hash === undefined) return [{ title, edit: () => confirmed(client.changeAnnotations, document.uri, edits, why(title)) }];
    const newUri = childUri(folderAfter(document.uri, state.root, old.path, base.path), fileNameOf(hash, summary.naming?.digest));
    if ((await fileStamp(pathOfUri(newUri))) !== undefined)
      return [{ title, refusal: "That test has a recording of this request already." }];
    const all = [...edits, ...idEdits(file, document, summary.hash ?? "", hash)];
    return [{ title, preferred: true, edit: () => confirmed(client.changeAnnotations, document.uri, all, why(title), newUri) }];
  },
};

const parse = (testId: string | undefined) => (testId === undefined ? undefined : parseNodeId(testId));

const why = (label: string) => ({ label, description: "The test id, and the hash that it is part of" });

function testIdEdits(file: RecordingFile, document: TextDocument, testId: string): TextEdit[] {
  const paths: readonly JsonPath[] = [["test_id"], ["request", "test_id"]];
  const old = file.recording?.testId;
  const newText = asciiJson(testId);
  return paths
    .filter((path) => valueAt(file.value, path) === old)
    .map((path) => ({ range: rangeIn(document, file.rangeOf(path)), newText }));
}

/** As Python writes it. */
function asciiJson(text: string): string {
  return JSON.stringify(text).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** undefined where the file is not named by the hash of its request, so that no other name would be right either. */
function hashAfter(
  document: TextDocument,
  { naming, hash }: RecordingSummary,
  edits: readonly TextEdit[],
  scheme: HashScheme,
): string | undefined {
  if (hash === undefined || naming?.fits.includes(scheme) !== true) return undefined;
  // Under a name that no request has, all hashes are told.
  const nowhere = childUri(parentOf(document.uri), `${"0".repeat(64)}.json`);
  const after = summarize(nowhere, Documents.applyEdits(document, [...edits])).naming;
  return after?.hashes?.[scheme] ?? after?.hashes?.[newestScheme];
}

/** Beside the new test, where it was beside the old one. */
function folderAfter(uri: string, root: string, oldPath: string, newPath: string): string {
  const folder = parentOf(uri);
  const beside = (path: string) => uriOfPath(`${slashPath(root)}/${recordingsBeside(path)}`);
  return folder === beside(oldPath) ? beside(newPath) : folder;
}

/** The recorder writes the first digits of the hash into the answer's ids. */
function idEdits(file: RecordingFile, document: TextDocument, oldHash: string, newHash: string): TextEdit[] {
  const id = `rec-${oldHash.slice(0, 12)}`;
  const edits: TextEdit[] = [];
  for (const path of [["response"], ["id_normalization_mapping"]]) {
    if (valueAt(file.value, path) === undefined) continue;
    const { start, end } = file.rangeOf(path);
    for (let at = file.text.indexOf(id, start); at >= 0 && at < end; at = file.text.indexOf(id, at + id.length))
      edits.push({ range: rangeIn(document, { start: at, end: at + id.length }), newText: `rec-${newHash.slice(0, 12)}` });
  }
  return edits;
}
