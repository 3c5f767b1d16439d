/** Explains why replay did not find a recording by the hash of its request. */
import { lookUp, rootOf } from "../index/lookup";
import { sha256 } from "../index/sha256";
import type { RecordingSummary } from "../index/store/summary";
import { baseName, shortName } from "../index/uris";
import type { HashExplanation, NearRecording } from "../protocol";
import type { FailureText } from "../pytest/failureText";
import { baseId } from "../pytest/nodeId";
import type { Formats } from "../formats/formats";
import { traitsOf, type AskedRequest, type HashScheme, type Shown } from "../recording/naming";
import { notServedRecordings, testOfHash } from "./notServed";
import { verdictOn } from "./explainVerdict";
import { failedTest } from "./failedTest";
import { findModule } from "./findTest";
import { hashStatus } from "./hashStatus";
import { byDistance, type Compared } from "./nearestRequest";
import { recordingPlan } from "./recordMissing";
import { recordingsOfHash } from "./recordingsOfHash";
import type { Services } from "./services";

/** What is known about a missing recording. */
export interface HashQuestion {
  readonly hash: string | undefined;
  readonly testId: string | undefined;
  /** What the failure's text says about the test, if none was named. */
  readonly failure: FailureText | undefined;
  readonly request: AskedRequest | undefined;
}

/** undefined if the question has neither hash, test nor request. `shown` formats values for display; by default it masks credentials. */
export async function explainHash(
  services: Services,
  question: HashQuestion,
  shown?: Shown,
): Promise<HashExplanation | undefined> {
  const { request } = question;
  const named = await namedTest(services, question);
  if (question.hash === undefined && named === undefined && request === undefined) return undefined;
  const { workspace } = services;
  const { formats } = workspace;
  const ofHash = question.hash === undefined ? [] : await recordingsOfHash(services, question.hash, named);
  const testId = named === undefined ? testOfHash(ofHash) : withParameters(named, testOfHash(ofHash));
  const module = testId === undefined ? undefined : await findModule(services, testId);
  const near = await nearestRecordings(services, testId, module);
  const [recording = ofHash[0]?.summary] = near;
  const root = rootFor(services, testId, module, recording);
  const format = formats.hashedOf(recording && baseName(recording.uri));
  const scheme = workspace.findings.schemes.of(`${root}/`, format) ?? format.naming.newest;
  const compared = await byDistance(services, near, request, scheme, shown);
  const hash = question.hash ?? hashOf(request, compared, scheme);
  const found = hash === undefined || question.hash !== undefined ? ofHash : await recordingsOfHash(services, hash, testId);
  const isRecording = (uri: string) => workspace.folders.isRecording(uri);
  const full = (found[0]?.hash ?? hash)?.slice(0, traitsOf(format.naming, scheme)?.digits);
  const asked = { format, root, testId, scheme, isRecording };
  const lookedIn = full === undefined ? [] : await lookUp(workspace.index, { ...asked, hash: full });
  const served = lookedIn.find(({ exists }) => exists);
  const notServed = notServedRecordings(found, { formats, hash: full, testId, scheme, lookedIn, served: served?.file });
  const told: Omit<HashExplanation, "verdict" | "record"> = {
    kind: "hash",
    testId: testId ?? null,
    hash: hash ?? null,
    scheme,
    lookedIn,
    elsewhere: notServed.map(({ summary, ...why }) => ({ ...nearRecording(formats, summary, scheme), ...why })),
    nearest: compared.map(({ summary, differences }) => nearRecording(formats, summary, scheme, differences)),
    comparison: comparisonOf(compared),
  };
  const servedRecording = found.find(({ summary }) => summary.uri === served?.file);
  const { text, recordingHelps } = verdictOn({ ...told, served, servedRecording, testGiven: named !== undefined, formats, root });
  const record = recordingHelps && testId !== undefined ? await recordingPlan(services, testId, format.id, near, module) : null;
  return { verdict: text, ...told, record };
}

/** By name, by the request's own test, or by the traceback; undefined if none of them tells. */
async function namedTest(services: Services, { testId, failure, request }: HashQuestion): Promise<string | undefined> {
  return testId ?? request?.testId ?? (failure && (await failedTest(services, failure)));
}

/** A failure may only name the function; the recording of its request tells the parameter set. */
const withParameters = (named: string, ofHash: string | undefined): string =>
  ofHash !== undefined && baseId(ofHash) === named ? ofHash : named;

/** Of the same test, or else the same function with other parameters, or else the same module. */
async function nearestRecordings(
  { workspace }: Services,
  testId: string | undefined,
  module: string | undefined,
): Promise<readonly RecordingSummary[]> {
  const { index } = workspace;
  const asking = testId === undefined ? [] : [() => index.byTestId(testId), () => index.byBaseTestId(baseId(testId))];
  const ofModule = () => (module === undefined ? [] : index.ofModule(module).map(({ summary }) => summary));
  for (const ask of [...asking, ofModule]) {
    const found = await workspace.complete(ask, (recordings) => recordings);
    if (found.length > 0) return found;
  }
  return [];
}

/** pytest's rootdir: from the test's module, a recording's place, or the first workspace folder. */
function rootFor(
  { workspace: { folders } }: Services,
  testId: string | undefined,
  module: string | undefined,
  recording: RecordingSummary | undefined,
): string {
  const byModule = module !== undefined && testId !== undefined ? rootOf(module, testId) : undefined;
  const around = recording && folders.folderOf(recording.uri);
  return byModule ?? around ?? folders.all[0]?.uri ?? "file:///";
}

function hashOf(request: AskedRequest | undefined, compared: readonly Compared[], scheme: HashScheme): string | undefined {
  return request?.hashUnder(scheme, sha256) ?? compared[0]?.asked?.hashUnder(scheme, sha256);
}

function nearRecording(
  formats: Formats,
  summary: RecordingSummary,
  scheme: HashScheme,
  differences?: Compared["differences"],
): NearRecording {
  const { id, uri, testId, model, preview } = summary;
  return {
    id,
    uri,
    fileName: shortName(id),
    testId: testId ?? null,
    model: model ?? null,
    preview,
    status: hashStatus(formats, summary, scheme),
    differences: differences?.filter(({ counts }) => counts).length ?? null,
  };
}

function comparisonOf([nearest]: readonly Compared[]): HashExplanation["comparison"] {
  return nearest?.differences ? { uri: nearest.summary.uri, differences: nearest.differences } : null;
}
