/** `tapedeck/explain`: why replay did not find a recording. The command line asks the same. */
import { fileNameOf } from "../recording/naming";
import { readPastedRequest, type PastedRequest } from "../recording/pastedRequest";
import type { Shown } from "../recording/requestDifference";
import { newestScheme, requestHash, type HashScheme } from "../recording/requestHash";
import { nameStatus, schemeOfName } from "../recording/schemeInUse";
import { lookUp, rootOf } from "../index/lookup";
import type { RecordingSummary } from "../index/summary";
import { sha256 } from "../index/sha256";
import { baseName, isWithin, parentOf } from "../index/uris";
import type { Explanation, HashStatus, LookupPlace, NearRecording } from "../protocol";
import { baseId, findNodeIds } from "../pytest/nodeId";
import { verdictOn } from "./explainVerdict";
import { findModule } from "./findTest";
import { byDistance, type Compared } from "./nearestRequest";
import type { Services } from "./services";

/** What somebody knows of a missing recording. */
export interface MissingQuestion {
  readonly hash: string | undefined;
  readonly testId: string | undefined;
  readonly request: PastedRequest | undefined;
}

/** Takes a hash, a failure's text or a request as JSON apart. A node id above the hash is the test's, for pytest prints it first. */
export function readQuestion(text: string, given: { readonly testId?: string; readonly request?: string } = {}): MissingQuestion {
  const hash = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/.exec(text) ?? /(?<![\w-])[0-9a-f]{12}(?!\w)/.exec(text);
  const json = given.request ?? (text.trimStart().startsWith("{") ? text : undefined);
  const ids = json === text ? [] : findNodeIds(text);
  const above = ids.findLast(({ end }) => hash === null || end <= hash.index) ?? ids[0];
  const testId = given.testId ?? above?.text;
  return {
    hash: json === text ? undefined : hash?.[0],
    testId,
    request: json === undefined ? undefined : readPastedRequest(json, testId ?? null),
  };
}

/** undefined where the question holds neither hash, test nor request. `shown` makes values fit to be seen: with masks, when left out. */
export async function explain(services: Services, question: MissingQuestion, shown?: Shown): Promise<Explanation | undefined> {
  const { request } = question;
  const ofRequest = request?.kind === "request" && request.request.kind !== "tool" ? request.request.testId : null;
  const testId = question.testId ?? ofRequest ?? undefined;
  if (question.hash === undefined && testId === undefined && request === undefined) return undefined;
  const { workspace } = services;
  const module = testId === undefined ? undefined : await findModule(services, testId);
  const near = await nearestRecordings(services, testId, question.hash, module);
  const root = rootFor(services, testId, module, near);
  const scheme = workspace.findings.schemes.of(`${root}/`) ?? newestScheme;
  const compared = await byDistance(services, near, request, scheme, shown);
  const hash = question.hash ?? hashOf(request, compared, scheme);
  const isRecording = (uri: string) => workspace.folders.isRecording(uri);
  const lookedIn =
    hash === undefined
      ? []
      : await lookUp(workspace.index, { root, testId, hash: fullHash(services, hash), scheme, isRecording });
  const elsewhere = await misplaced(services, near, hash, lookedIn);
  const facts: Omit<Explanation, "verdict"> = {
    testId: testId ?? null,
    hash: hash ?? null,
    scheme,
    lookedIn,
    elsewhere: elsewhere.map((each) => nearRecording(each, scheme)),
    nearest: compared.map(({ summary, differences }) => nearRecording(summary, scheme, differences)),
    comparison: comparisonOf(compared),
  };
  return { verdict: verdictOn(facts), ...facts };
}

/** Of the same test; else of the same function with other parameters; else of the same module. By the hash, where no test is known. */
async function nearestRecordings(
  { workspace }: Services,
  testId: string | undefined,
  hash: string | undefined,
  module: string | undefined,
): Promise<readonly RecordingSummary[]> {
  const { index } = workspace;
  const asking = testId === undefined ? [] : [() => index.byTestId(testId), () => index.byBaseTestId(baseId(testId))];
  const byHash = () => {
    const tests = hash === undefined ? [] : index.byHash(hash).flatMap((each) => each.testId ?? []);
    return [...new Set(tests)].flatMap((test) => index.byTestId(test));
  };
  const ofModule = () => (module === undefined ? [] : index.ofModule(module).map(({ summary }) => summary));
  for (const ask of [...asking, byHash, ofModule]) {
    const found = await workspace.complete(ask, (recordings) => recordings);
    if (found.length > 0) return found;
  }
  return [];
}

/** pytest's root: by the test's module, by the place of its recordings, or the first workspace folder. */
function rootFor(
  { workspace: { folders } }: Services,
  testId: string | undefined,
  module: string | undefined,
  near: readonly RecordingSummary[],
): string {
  const byModule = module !== undefined && testId !== undefined ? rootOf(module, testId) : undefined;
  const around = near[0] && folders.folderOf(near[0].uri);
  return byModule ?? around ?? folders.all[0]?.uri ?? "file:///";
}

function hashOf(request: PastedRequest | undefined, compared: readonly Compared[], scheme: HashScheme): string | undefined {
  const asked = request?.kind === "request" ? request.request : compared[0]?.asked;
  return asked && requestHash(asked, scheme, sha256);
}

/** Of first digits, the whole hash of the recording that has them. */
function fullHash({ workspace }: Services, hash: string): string {
  return workspace.index.byHash(hash)[0]?.hash ?? hash;
}

/** Recordings with this hash where replay does not look, and those of the test whose request has it under a name of another scheme. */
async function misplaced(
  { workspace }: Services,
  near: readonly RecordingSummary[],
  hash: string | undefined,
  lookedIn: readonly LookupPlace[],
): Promise<readonly RecordingSummary[]> {
  if (hash === undefined) return [];
  const byHash = await workspace.complete(
    () => workspace.index.byHash(hash),
    (recordings) => recordings,
  );
  const looksIn = (uri: string) => lookedIn.some(({ folder }) => isWithin(uri, folder) && parentOf(uri) === folder);
  const byOtherName = near.filter(({ naming }) => Object.values(naming?.hashes ?? {}).includes(hash));
  return [...new Set([...byHash.filter(({ uri }) => !looksIn(uri)), ...byOtherName.filter((each) => each.hash !== hash)])];
}

function nearRecording(summary: RecordingSummary, scheme: HashScheme, differences?: Compared["differences"]): NearRecording {
  const { uri, testId, model, preview } = summary;
  return {
    uri,
    fileName: baseName(uri),
    testId: testId ?? null,
    model: model ?? null,
    preview,
    status: hashStatus(summary, scheme),
    differences: differences?.filter(({ counts }) => counts).length ?? null,
  };
}

function comparisonOf([nearest]: readonly Compared[]): Explanation["comparison"] {
  return nearest?.differences ? { uri: nearest.summary.uri, differences: nearest.differences } : null;
}

/** Whether a recording's name is the hash of its request. A scheme of undefined: the newest. */
export function hashStatus({ naming }: Pick<RecordingSummary, "naming">, scheme: HashScheme | undefined): HashStatus {
  return naming ? nameStatus(naming, scheme) : "unhashable";
}

/** A line of `tapedeck hash`. */
export interface HashReport {
  readonly status: HashStatus;
  /** The newest scheme that the name fits; null where it fits none. */
  readonly scheme: HashScheme | null;
  /** The name that the recorder gives the file; null where it gives none by hash. */
  readonly expected: string | null;
}

/** What the names of a workspace's recordings say about this one's. `scheme` is the one in use; undefined: the newest. */
export function hashReport(
  { naming, hash }: Pick<RecordingSummary, "naming" | "hash">,
  name: string,
  scheme: HashScheme = newestScheme,
): HashReport {
  if (!naming) return { status: "unhashable", scheme: null, expected: null };
  const status = nameStatus(naming, scheme);
  const named = schemeOfName(naming);
  if (status === "current" && hash !== undefined) {
    return { status, scheme: named, expected: name.startsWith("models-") ? fileNameOf(hash, naming.digest) : name };
  }
  const expected = naming.hashes?.[scheme];
  return { status, scheme: named, expected: expected === undefined ? null : fileNameOf(expected, naming.digest) };
}
