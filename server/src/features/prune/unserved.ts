/** Whether any test can be served a recording, as far as recordings and test sources prove it. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { withoutCopies } from "../../index/store/conversation";
import type { LocatedFinding, RecordingSummary } from "../../index/store/summary";
import { baseName, childUri, slashPath, uriOfPath } from "../../index/uris";
import { parseNodeId } from "../../pytest/nodeId";
import { unknownCall } from "../../rules/chain";
import { cassetteTestGone } from "../../rules/cassette/testGone";
import { duplicate } from "../../rules/duplicate";
import { mismatch, olderScheme } from "../../rules/hashRules";
import { misplaced } from "../../rules/misplaced";
import { recordingName } from "../../rules/recordingName";
import { testGone } from "../../rules/testGone";
import { isProven } from "../causes/causes";
import type { EarlierTests } from "../causes/earlierTests";
import { howCaused } from "../causes/howCaused";
import { preferredOf } from "../causes/preferred";
import { proposals } from "../fixes/proposals";
import { hasSuccessor } from "../fixes/renameToHash";
import type { Services } from "../services";
import type { KeptKind, PruneKind } from "./reasons";

export type Verdict =
  | { readonly kind: "unserved"; readonly why: PruneKind }
  /** It is not served as it is, but `tapedeck fix` repairs it. */
  | { readonly kind: "fixable" }
  | { readonly kind: "kept"; readonly why: KeptKind }
  /** Nothing proves that it is not served. */
  | { readonly kind: "served" };

const unserved = (why: PruneKind): Verdict => ({ kind: "unserved", why });
const kept = (why: KeptKind): Verdict => ({ kind: "kept", why });

export interface Judged {
  readonly services: Services;
  readonly document: TextDocument;
  readonly summary: RecordingSummary;
}

type Judge = (judged: Judged, finding: LocatedFinding) => Verdict | Promise<Verdict>;

/** By rule, the most severe first. */
const judges: readonly (readonly [code: string, judge: Judge])[] = [
  [
    cassetteTestGone.code,
    ({ services, document: { uri } }) => (isReplaced(services, uri) ? kept("may-be-renamed") : unserved("test-gone")),
  ],
  [testGone.code, ({ services, summary }) => (mayBeRenamed(services, summary) ? kept("may-be-renamed") : unserved("test-gone"))],
  [duplicate.code, () => unserved("duplicate")],
  [misplaced.code, ({ services, summary }) => (isBesideTest(services, summary) ? unserved("duplicate") : kept("misplaced"))],
  [recordingName.code, () => unserved("unreachable-name")],
  [olderScheme.code, byName({ kind: "served" })],
  [mismatch.code, byName(kept("edited-request"))],
  [
    unknownCall.code,
    ({ services, summary }) => (hasNewerTurn(services, summary) ? unserved("orphaned-turn") : kept("unknown-call")),
  ],
];

/** If another recording has the name that this one should have, replay serves that one. */
function byName(otherwise: Verdict): Judge {
  return async ({ services, document, summary }, { code }) =>
    (await hasSuccessor(services, document, summary, code)) ? unserved("unreachable-name") : otherwise;
}

/** The workspace must be completely read. Never rejects. */
export async function unservedBy(judged: Judged, earlier: EarlierTests): Promise<Verdict> {
  const { services, document, summary } = judged;
  if (summary.broken) return { kind: "served" };
  const findings = services.workspace.findings.of(fileOfCassette(judged));
  let first: Verdict | undefined;
  for (const [code, judge] of judges) {
    const finding = findings.find((each) => each.code === code);
    if (finding === undefined) continue;
    const cause = await howCaused(services, earlier, document, { finding, summary });
    const offered = await proposals(services, document, { finding, summary });
    if (preferredOf(offered, isProven(cause)) !== undefined) return { kind: "fixable" };
    first ??= await judge(judged, finding);
  }
  return first ?? { kind: "served" };
}

/** Findings about a cassette's test are reported on its first recording. */
function fileOfCassette({ services, document, summary }: Judged): RecordingSummary {
  const { index, findings } = services.workspace;
  return findings.cassettes.of(document.uri).kind === "gone" ? (index.inFile(document.uri)[0] ?? summary) : summary;
}

function mayBeRenamed({ workspace }: Services, { uri, testId }: RecordingSummary): boolean {
  const state = workspace.findings.sources.of(uri, testId);
  return state.kind === "gone" && (state.isReplaced === true || state.candidates.some(({ isLikely }) => isLikely));
}

/** Whether the module of a cassette (URI) has a test without cassette that may be its own under a new name. */
function isReplaced({ workspace: { findings } }: Services, uri: string): boolean {
  const link = findings.cassettes.of(uri);
  return link.kind === "gone" && findings.cassettes.mayHaveRenamed(link.module, link.name);
}

function isBesideTest({ workspace }: Services, { uri, testId }: RecordingSummary): boolean {
  const state = workspace.findings.sources.of(uri, testId);
  const path = testId === undefined ? undefined : parseNodeId(testId)?.path;
  const { lookup } = workspace.formats.ofName(baseName(uri));
  if (state.kind !== "found" || path === undefined || lookup === undefined) return false;
  const home = uriOfPath(`${slashPath(state.root)}/${lookup.besideModule(path)}`);
  return workspace.index.storedFile(childUri(home, baseName(uri))) !== undefined;
}

/**
 * Whether the conversation continues differently: the request that led to the quoted answer exists, and another recording continues from
 * the answer that it has now.
 */
function hasNewerTurn({ workspace }: Services, summary: RecordingSummary): boolean {
  const { testId, conversation, references } = summary;
  if (testId === undefined) return false;
  const others = withoutCopies(workspace.index.byTestId(testId), summary).filter(({ id }) => id !== summary.id);
  const known = new Set(others.flatMap(({ fingerprints }) => fingerprints));
  const at = references.find(({ fingerprint }) => fingerprint.startsWith("id:") && !known.has(fingerprint))?.message ?? 0;
  const before = conversation[at - 1];
  if (before === undefined) return false;
  const asked = others.find((each) => each.conversation.length === at && each.conversation[at - 1] === before);
  if (asked === undefined) return false;
  const answered = new Set(asked.fingerprints.filter((each) => each.startsWith("id:")));
  return others.some(
    (each) =>
      each.conversation[at - 1] === before &&
      each.references.some(({ fingerprint, message }) => message === at && answered.has(fingerprint)),
  );
}
