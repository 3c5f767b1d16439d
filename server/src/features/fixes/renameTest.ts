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
import type { RecordingInDocument } from "../../recording/recordingDocument";
import { testGone } from "../../rules/testGone";
import type { TestState } from "../../rules/workspaceRule";
import type { Services } from "../services";
import { fileOf, type RecordingId } from "../../recordingId";
import { summaryOf, unmaskedOf } from "../recordingIn";
import { idEdits } from "./answerIds";
import type { FileChange, Fix, FixContext, ProposedFix } from "./fix";

type Gone = Extract<TestState, { kind: "gone" }>;

export const renameTest: Fix = {
  codes: [testGone.code],
  async propose({ services, document, summary }) {
    const { workspace, client } = services;
    const { testId, broken } = summary;
    const state = workspace.findings.sources.of(document.uri, testId);
    if (state.kind !== "gone" || testId === undefined || broken || !client.renamesFiles) return [];
    const recordings = recordingsOf(services, summary.id, testId, state);
    const found: ProposedFix[] = [];
    for (const candidate of state.candidates) {
      const preferred = candidate.isLikely && (candidate.isSure || state.candidates.length === 1);
      for (const each of await proposal(services, { document, summary }, state.root, candidate.testId, recordings, preferred))
        found.push(each);
    }
    return found;
  },
};

/** All of the test that is gone, of whatever parameters: one renaming concerns them all. */
function recordingsOf({ workspace }: Services, id: RecordingId, testId: string, { root }: Gone): readonly RecordingId[] {
  const test = parseNodeId(testId);
  const all = test === undefined ? [] : workspace.index.byBaseTestId(formatNodeId({ ...test, param: undefined }));
  const isOfRoot = (each: RecordingSummary) => {
    const state = workspace.findings.sources.of(each.uri, each.testId);
    return state.kind === "gone" && state.root === root;
  };
  return [...new Set([id, ...all.filter(isOfRoot).map((each) => each.id)])];
}

async function proposal(
  services: Services,
  { document, summary }: Pick<FixContext, "document" | "summary">,
  root: string,
  target: string,
  recordings: readonly RecordingId[],
  preferred: boolean,
): Promise<readonly ProposedFix[]> {
  const base = parseNodeId(target);
  if (base === undefined) return [];
  const whose = recordings.length === 1 ? "test" : `test of ${recordings.length} recordings`;
  const title = `Change the ${whose} to ${target}`;
  const own = changeOf(services, document, summary, root, base);
  if (await isTaken(own)) return [{ kind: "refusal", title, reason: "That test already has a recording of this request." }];
  const changes = () => changesOf(services, recordings, root, base);
  const purpose = {
    label: `Change the test to ${target}`,
    description: "The test id, and the hash and file name that depend on it",
  };
  return [{ kind: "edit", title, preferred, care: "reviewed", purpose, changes }];
}

/** Never over another recording, nor two over each other: those stay as they are. One change for each file. */
async function changesOf(
  services: Services,
  recordings: readonly RecordingId[],
  root: string,
  base: NodeId,
): Promise<FileChange[]> {
  const { documents } = services.workspace;
  const found = new Map<string, FileChange & { readonly edits: TextEdit[] }>();
  const taken = new Set<string>();
  for (const id of recordings) {
    const document = await documents.get(fileOf(id));
    const summary = document && summaryOf(documents, document, id);
    const change = summary && changeOf(services, document, summary, root, base);
    if (change === undefined || taken.has(change.newUri ?? "") || (await isTaken(change))) continue;
    if (change.newUri !== undefined) taken.add(change.newUri);
    const known = found.get(change.uri) ?? { ...change, edits: [] };
    found.set(change.uri, known);
    for (const edit of change.edits) known.edits.push(edit);
  }
  return [...found.values()];
}

async function isTaken(change: FileChange | undefined): Promise<boolean> {
  return change?.newUri !== undefined && (await fileStamp(pathOfUri(change.newUri))) !== undefined;
}

/** Of one recording; undefined where it is broken, or of no test. */
function changeOf(
  services: Services,
  document: TextDocument,
  summary: RecordingSummary,
  root: string,
  base: NodeId,
): FileChange | undefined {
  const { documents, findings } = services.workspace;
  const { uri } = document;
  const old = summary.testId === undefined ? undefined : parseNodeId(summary.testId);
  if (summary.broken || old === undefined) return undefined;
  const file = unmaskedOf(documents, document, summary);
  const edits = testIdEdits(file, document, formatNodeId({ ...base, param: old.param }));
  const { naming } = file.document.format;
  const scheme = findings.schemes.of(uri);
  const hash = scheme && hashAfter(file, document, summary, edits, scheme);
  if (hash === undefined || naming === undefined) return { uri, edits };
  const name = naming.fileNameOf(hash, summary.naming?.digest);
  const newUri = childUri(folderAfter(file, uri, root, old.path, base.path), name);
  const all = [...edits, ...idEdits(file, document, naming, summary.hash, hash)];
  return newUri === uri ? { uri, edits: all } : { uri, edits: all, newUri };
}

function testIdEdits(file: RecordingInDocument, document: TextDocument, testId: string): TextEdit[] {
  const [own, ...others] = file.recording?.testIds ?? [];
  const newText = asciiJson(testId);
  const same = own === undefined ? [] : [own, ...others.filter(({ id }) => id === own.id)];
  return same.map(({ path }) => ({ range: rangeIn(document, file.document.source.rangeOf({ path })), newText }));
}

/** As Python writes it. */
function asciiJson(text: string): string {
  return JSON.stringify(text).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** undefined where the file is not named by the hash of its request, so that no other name would be right either. */
function hashAfter(
  { document: { format } }: RecordingInDocument,
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
function folderAfter(
  { document: { format } }: RecordingInDocument,
  uri: string,
  root: string,
  oldPath: string,
  newPath: string,
): string {
  const folder = parentOf(uri);
  const { lookup } = format;
  if (lookup === undefined) return folder;
  const beside = (path: string) => uriOfPath(`${slashPath(root)}/${lookup.besideModule(path)}`);
  return folder === beside(oldPath) ? beside(newPath) : folder;
}
