/** Updates recordings after a test was renamed: they get the new id, and the hash, ids and file name that the recorder would give them. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { TextDocument as Documents } from "vscode-languageserver-textdocument";
import type { TextEdit } from "vscode-languageserver-types";
import { counted } from "../../counted";
import { fileStamp } from "../../index/scan/readText";
import { summarize } from "../../index/scan/summarize";
import { rangeIn } from "../../index/positions";
import type { RecordingSummary } from "../../index/store/summary";
import { childUri, parentOf, pathOfUri, slashPath, uriOfPath } from "../../index/uris";
import { formatNodeId, parseNodeId, type NodeId } from "../../pytest/nodeId";
import type { HashScheme } from "../../recording/naming";
import type { RecordingInDocument } from "../../recording/recordingDocument";
import { olderScheme } from "../../rules/hashRules";
import { testGone } from "../../rules/testGone";
import type { TestState } from "../../rules/workspaceRule";
import type { Services } from "../services";
import { fileOf, type RecordingId } from "../../recordingId";
import { summaryOf, unmaskedOf } from "../recordingIn";
import { idEdits } from "./answerIds";
import type { FileChange, Fix, FixContext, ProposedFix } from "./fix";
import { hasSuccessor } from "./renameToHash";

type Gone = Extract<TestState, { kind: "gone" }>;

export const renameTest: Fix = {
  codes: [testGone.code],
  async propose({ services, document, summary }) {
    const { workspace, client } = services;
    const { testId, broken } = summary;
    const state = workspace.findings.sources.of(document.uri, testId);
    if (state.kind !== "gone" || testId === undefined || broken || !client.renamesFiles) return [];
    const recordings = () => recordingsOf(services, summary.id, testId, state);
    const found: ProposedFix[] = [];
    for (const candidate of state.candidates) {
      const preferred = candidate.isLikely && (candidate.isSure || state.candidates.length === 1);
      for (const each of await proposal(services, { document, summary }, state.root, candidate.testId, recordings, preferred))
        found.push(each);
    }
    return found;
  },
};

/** All recordings of the removed test, with any parameters, because one renaming concerns them all. */
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
  recordings: () => readonly RecordingId[],
  preferred: boolean,
): Promise<readonly ProposedFix[]> {
  const base = parseNodeId(target);
  if (base === undefined) return [];
  const title = `Change the test to ${target}`;
  const own = await outcomeOf(services, document, summary, root, base);
  if ("reason" in own) return [{ kind: "refusal", title, reason: own.reason }];
  const all = () => changesOf(services, recordings(), root, base);
  const changes = async () => (await all()).files;
  const shown = async () => {
    const { count } = await all();
    return count === 1 ? title : `Change the test of ${counted(count, "recording")} to ${target}`;
  };
  const purpose = {
    label: `Change the test to ${target}`,
    description: "The test id, and the hash and file name that depend on it",
  };
  return [{ kind: "edit", title, shown, preferred, care: "reviewed", purpose, changes, own: () => [own] }];
}

/** Never overwrites a recording, or leaves the workspace: such recordings are not changed. One change for each file; `count` is the number of recordings. */
async function changesOf(
  services: Services,
  recordings: readonly RecordingId[],
  root: string,
  base: NodeId,
): Promise<{ readonly files: readonly FileChange[]; readonly count: number }> {
  const { documents } = services.workspace;
  const found = new Map<string, FileChange & { readonly edits: TextEdit[] }>();
  const taken = new Set<string>();
  let count = 0;
  for (const id of recordings) {
    const document = await documents.get(fileOf(id));
    const summary = document && summaryOf(documents, document, id);
    const change = summary && (await outcomeOf(services, document, summary, root, base));
    if (change === undefined || "reason" in change || taken.has(change.newUri ?? "")) continue;
    if (change.newUri !== undefined) taken.add(change.newUri);
    const known = found.get(change.uri) ?? { ...change, edits: [] };
    found.set(change.uri, known);
    count++;
    for (const edit of change.edits) known.edits.push(edit);
  }
  return { files: [...found.values()], count };
}

/** Why a recording is not changed: one sentence. */
interface Refused {
  readonly reason: string;
}

/** A recording that replay finds must also be found under its new test; if replay finds another one in its place, that one is changed. */
async function outcomeOf(
  services: Services,
  document: TextDocument,
  summary: RecordingSummary,
  root: string,
  base: NodeId,
): Promise<FileChange | Refused> {
  const change = changeOf(services, document, summary, root, base);
  if ("reason" in change || change.newUri === undefined) return change;
  if ((await fileStamp(pathOfUri(change.newUri))) !== undefined)
    return { reason: "That test already has a recording of this request." };
  const scheme = services.workspace.findings.schemes.of(document.uri);
  const isFound = scheme === undefined || summary.naming?.fits.includes(scheme) === true;
  if (!isFound && (await hasSuccessor(services, document, summary, olderScheme.code)))
    return { reason: "Replay finds another recording of this request." };
  return change;
}

function changeOf(
  services: Services,
  document: TextDocument,
  summary: RecordingSummary,
  root: string,
  base: NodeId,
): FileChange | Refused {
  const { documents, findings } = services.workspace;
  const { uri } = document;
  const old = summary.testId === undefined ? undefined : parseNodeId(summary.testId);
  if (summary.broken || old === undefined) return { reason: "It is not a recording of a test." };
  const file = unmaskedOf(documents, document, summary);
  const edits = testIdEdits(file, document, formatNodeId({ ...base, param: old.param }));
  const { naming } = file.document.format;
  if (naming === undefined || summary.hash === undefined || summary.naming === undefined) return { uri, edits };
  const scheme = findings.schemes.of(uri);
  const hash = scheme && hashAfter(file, document, summary, edits, scheme);
  if (hash === undefined) return { reason: "The file name does not match the request hash, so its new name is unknown." };
  const name = naming.fileNameOf(hash, summary.naming.digest);
  const newUri = childUri(folderAfter(file, uri, root, old.path, base.path), name);
  const all = [...edits, ...idEdits(file, document, naming, hashBefore(summary), hash)];
  return newUri === uri ? { uri, edits: all } : { uri, edits: all, newUri };
}

/** The hash in the answer's ids. */
function hashBefore({ naming, hash }: RecordingSummary): string | undefined {
  const { recordedUnder, hashes } = naming ?? {};
  return recordedUnder === undefined ? hash : hashes?.[recordedUnder];
}

function testIdEdits(file: RecordingInDocument, document: TextDocument, testId: string): TextEdit[] {
  const [own, ...others] = file.recording?.testIds ?? [];
  const newText = asciiJson(testId);
  const same = own === undefined ? [] : [own, ...others.filter(({ id }) => id === own.id)];
  return same.map(({ path }) => ({ range: rangeIn(document, file.document.source.rangeOf({ path })), newText }));
}

/** A JSON string as Python writes it. */
function asciiJson(text: string): string {
  return JSON.stringify(text).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The hash under the scheme in use, whichever scheme the name has; undefined if nothing proves that it was recorded with this request and test. */
function hashAfter(
  { document: { format } }: RecordingInDocument,
  document: TextDocument,
  { naming, hash }: RecordingSummary,
  edits: readonly TextEdit[],
  scheme: HashScheme,
): string | undefined {
  if (format.naming === undefined || naming === undefined) return undefined;
  if (naming.fits.length === 0 && naming.recordedUnder === undefined) return undefined;
  // The hash does not include the test.
  if (naming.withTest) return naming.fits.includes(scheme) ? hash : naming.hashes?.[scheme];
  // With a name that no request has, all hashes are computed.
  const nowhere = childUri(parentOf(document.uri), format.naming.fileNameOf("0".repeat(64), undefined));
  return summarize(nowhere, Documents.applyEdits(document, [...edits])).naming?.hashes?.[scheme];
}

/** Next to the new test, if it was next to the old one. */
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
