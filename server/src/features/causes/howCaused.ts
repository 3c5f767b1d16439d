/** Finds the cause of a finding, as far as the recording and the workspace prove it. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { LocatedFinding, RecordingSummary } from "../../index/store/summary";
import { sha256 } from "../../index/sha256";
import { baseId } from "../../pytest/nodeId";
import { mismatch, olderScheme } from "../../rules/hashRules";
import { testGone } from "../../rules/testGone";
import type { FoundFinding } from "../fixes/proposals";
import { unmaskedOf } from "../recordingIn";
import type { Services } from "../services";
import type { CausedFinding } from "./causes";
import { EarlierTests, type EarlierTestsOptions } from "./earlierTests";

/** Earlier tests in a workspace whose recordings are all read. */
export function earlierTests({ workspace }: Services, history: EarlierTestsOptions["history"]): EarlierTests {
  const tests = [...workspace.index.allStored()].flatMap(({ testId }) => (testId === undefined ? [] : baseId(testId)));
  return new EarlierTests({ known: [...new Set(tests)], history });
}

/** The cause of a finding if the rule alone determines it. */
export const plainCause = ({ code }: LocatedFinding, { id, uri, testId }: RecordingSummary): CausedFinding => ({
  ...{ code, id, uri, testId },
  kind: "rule",
});

/** Never rejects. */
export async function howCaused(
  services: Services,
  earlier: EarlierTests,
  document: TextDocument,
  { finding: { code }, summary }: FoundFinding,
): Promise<CausedFinding> {
  const { id, uri, testId, naming } = summary;
  const found = { code, id, uri, testId };
  if (code === olderScheme.code) {
    const names = services.workspace.documents.unmasked(document).format.naming;
    const [from, to] = [naming && names?.schemeOfName(naming), services.workspace.findings.schemes.of(uri)];
    return { ...found, kind: "older-scheme", ...(from && to ? { change: { from, to } } : {}) };
  }
  if (code === testGone.code) {
    const target = renamedTo(services, summary);
    if (target === undefined || testId === undefined) return { ...found, kind: "rule" };
    return { ...found, kind: "test-renamed", change: { from: baseId(testId), to: target } };
  }
  if (code !== mismatch.code) return { ...found, kind: "rule" };
  if (naming?.recordedUnder !== undefined) return { ...found, kind: "file-renamed" };
  const from = await testBefore(services, earlier, document, summary);
  if (from === undefined || testId === undefined) return { ...found, kind: "edited" };
  return { ...found, kind: "test-id-edited", change: { from, to: testId } };
}

/** The test (base id) that the one of a recording is now; undefined where that is not known. */
export function renamedTo({ workspace }: Services, { uri, testId }: RecordingSummary): string | undefined {
  const state = workspace.findings.sources.of(uri, testId);
  if (state.kind !== "gone") return undefined;
  return state.candidates.find(({ isLikely, isSure }) => isLikely && (isSure || state.candidates.length === 1))?.testId;
}

/** The test with which a recording's name is the hash of its request; undefined if none is known. */
async function testBefore(
  { workspace }: Services,
  earlier: EarlierTests,
  document: TextDocument,
  summary: RecordingSummary,
): Promise<string | undefined> {
  const { uri, testId, hash } = summary;
  const file = unmaskedOf(workspace.documents, document, summary);
  const { naming } = file.document.format;
  if (testId === undefined || hash === undefined || naming?.hashOfTest === undefined) return undefined;
  const schemes = naming.schemes.filter(({ digits, knowsTests }) => knowsTests && digits === hash.length);
  const hashes = different(schemes.flatMap(({ name }) => naming.hashOfTest?.(file, name, sha256) ?? []));
  return earlier.of({ uri, testId, fits: (test) => hashes.some((hashOf) => hashOf(test) === hash) });
}

/** Removes functions that are equal for any test, because most schemes give the same result for a request. */
const different = (hashes: readonly ((testId: string) => string)[]) => [
  ...new Map(hashes.map((hashOf) => [hashOf(""), hashOf])).values(),
];
