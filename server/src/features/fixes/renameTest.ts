/** Follows the renaming of a test: its recordings get the new id, and the hash, ids and file name that the recorder would give them. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { TextDocument as Documents } from "vscode-languageserver-textdocument";
import type { TextEdit } from "vscode-languageserver-types";
import { fileStamp } from "../../index/scan/readText";
import { rangeIn, summarize } from "../../index/scan/summarize";
import type { RecordingSummary } from "../../index/store/summary";
import { childUri, parentOf, pathOfUri, slashPath, uriOfPath } from "../../index/uris";
import { formatNodeId, parseNodeId, type NodeId } from "../../pytest/nodeId";
import type { HashScheme } from "../../recording/naming";
import type { RecordingFile } from "../../recording/recordingFile";
import { testGone } from "../../rules/testGone";
import type { TestState } from "../../rules/workspaceRule";
import type { Services } from "../services";
import type { FileChange, Fix, ProposedFix } from "./fix";

type Gone = Extract<TestState, { kind: "gone" }>;

export const renameTest: Fix = {
  codes: [testGone.code],
  async propose({ services, document }) {
    const { workspace, client } = services;
    const { testId, broken } = workspace.documents.summary(document);
    const state = workspace.findings.sources.of(document.uri, testId);
    if (state.kind !== "gone" || testId === undefined || broken || !client.renamesFiles) return [];
    const recordings = recordingsOf(services, document.uri, testId, state);
    const found: ProposedFix[] = [];
    for (const candidate of state.candidates) {
      const preferred = candidate.isLikely && (candidate.isSure || state.candidates.length === 1);
      for (const each of await proposal(services, document, state.root, candidate.testId, recordings, preferred))
        found.push(each);
    }
    return found;
  },
};

/** All of the test that is gone, of whatever parameters: one renaming concerns them all. */
function recordingsOf({ workspace }: Services, uri: string, testId: string, { root }: Gone): readonly string[] {
  const id = parseNodeId(testId);
  const all = id === undefined ? [] : workspace.index.byBaseTestId(formatNodeId({ ...id, param: undefined }));
  const isOfRoot = (each: RecordingSummary) => {
    const state = workspace.findings.sources.of(each.uri, each.testId);
    return state.kind === "gone" && state.root === root;
  };
  return [...new Set([uri, ...all.filter(isOfRoot).map((each) => each.uri)])];
}

async function proposal(
  services: Services,
  document: TextDocument,
  root: string,
  target: string,
  recordings: readonly string[],
  preferred: boolean,
): Promise<readonly ProposedFix[]> {
  const base = parseNodeId(target);
  if (base === undefined) return [];
  const whose = recordings.length === 1 ? "test" : `test of ${recordings.length} recordings`;
  const title = `Change the ${whose} to ${target}`;
  const own = changeOf(services, document, root, base);
  if (await isTaken(own)) return [{ kind: "refusal", title, reason: "That test has a recording of this request already." }];
  const changes = () => changesOf(services, recordings, root, base);
  const purpose = { label: `Change the test to ${target}`, description: "The test id, and the hash and name that it is part of" };
  return [{ kind: "edit", title, preferred, care: "reviewed", purpose, changes }];
}

/** Never over another recording, nor two over each other: those stay as they are. */
async function changesOf(services: Services, recordings: readonly string[], root: string, base: NodeId): Promise<FileChange[]> {
  const found: FileChange[] = [];
  for (const uri of recordings) {
    const document = await services.workspace.documents.get(uri);
    const change = document && changeOf(services, document, root, base);
    if (change === undefined || (await isTaken(change))) continue;
    if (change.newUri === undefined || !found.some(({ newUri }) => newUri === change.newUri)) found.push(change);
  }
  return found;
}

async function isTaken(change: FileChange | undefined): Promise<boolean> {
  return change?.newUri !== undefined && (await fileStamp(pathOfUri(change.newUri))) !== undefined;
}

/** Of one recording; undefined where it is broken, or of no test. */
function changeOf(services: Services, document: TextDocument, root: string, base: NodeId): FileChange | undefined {
  const { documents, findings } = services.workspace;
  const { uri } = document;
  const summary = documents.summary(document);
  const old = summary.testId === undefined ? undefined : parseNodeId(summary.testId);
  if (summary.broken || old === undefined) return undefined;
  const file = documents.unmasked(document);
  const edits = testIdEdits(file, document, formatNodeId({ ...base, param: old.param }));
  const { naming } = file.format;
  const scheme = findings.schemes.of(uri);
  const hash = scheme && hashAfter(file, document, summary, edits, scheme);
  if (hash === undefined || naming === undefined) return { uri, edits };
  const name = naming.fileNameOf(hash, summary.naming?.digest);
  const newUri = childUri(folderAfter(file, uri, root, old.path, base.path), name);
  const all = [...edits, ...idEdits(file, document, naming.idOf(summary.hash ?? ""), naming.idOf(hash))];
  return newUri === uri ? { uri, edits: all } : { uri, edits: all, newUri };
}

function testIdEdits(file: RecordingFile, document: TextDocument, testId: string): TextEdit[] {
  const [own, ...others] = file.recording?.testIds ?? [];
  const newText = asciiJson(testId);
  const same = own === undefined ? [] : [own, ...others.filter(({ id }) => id === own.id)];
  return same.map(({ path }) => ({ range: rangeIn(document, file.rangeOf(path)), newText }));
}

/** As Python writes it. */
function asciiJson(text: string): string {
  return JSON.stringify(text).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** undefined where the file is not named by the hash of its request, so that no other name would be right either. */
function hashAfter(
  { format }: RecordingFile,
  document: TextDocument,
  { naming, hash }: RecordingSummary,
  edits: readonly TextEdit[],
  scheme: HashScheme,
): string | undefined {
  if (hash === undefined || format.naming === undefined || naming?.fits.includes(scheme) !== true) return undefined;
  if (naming.withTest) return hash; // There is no test in it.
  // Under a name that no request has, all hashes are told.
  const nowhere = childUri(parentOf(document.uri), format.naming.fileNameOf("0".repeat(64), undefined));
  const after = summarize(nowhere, Documents.applyEdits(document, [...edits])).naming;
  return after?.hashes?.[scheme] ?? after?.hashes?.[format.naming.newest];
}

/** Beside the new test, where it was beside the old one. */
function folderAfter({ format }: RecordingFile, uri: string, root: string, oldPath: string, newPath: string): string {
  const folder = parentOf(uri);
  const { lookup } = format;
  if (lookup === undefined) return folder;
  const beside = (path: string) => uriOfPath(`${slashPath(root)}/${lookup.besideModule(path)}`);
  return folder === beside(oldPath) ? beside(newPath) : folder;
}

/** The recorder writes the first digits of the hash into the answer's ids. */
function idEdits(file: RecordingFile, document: TextDocument, id: string, newText: string): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const path of file.recording?.idPaths ?? []) {
    const { start, end } = file.rangeOf(path);
    for (let at = file.text.indexOf(id, start); at >= 0 && at < end; at = file.text.indexOf(id, at + id.length))
      edits.push({ range: rangeIn(document, { start: at, end: at + id.length }), newText });
  }
  return edits;
}
