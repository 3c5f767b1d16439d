/** Explains why VCR.py did not replay requests: from the text of failures, from a run that logged the requests, or for a named test. */
import { baseName, parentOf, shortName, slashPath } from "../../index/uris";
import type { RecordingSummary } from "../../index/store/summary";
import { ofVcrPy } from "../../formats/recorders";
import type { CassetteExplanation, MissedCassette, MissExplanation } from "../../protocol";
import { baseId } from "../../pytest/nodeId";
import type { ReplayFailure, WhatFailed } from "../../pytest/cassettes/replayFailures";
import { matcherDifferences } from "../../recording/http/matching";
import type { Shown } from "../../recording/naming";
import type { MissedEvent } from "../../pytest/cassettes/replayed";
import { failedTest } from "../failedTest";
import { findModule } from "../findTest";
import { maskField } from "../nearestRequest";
import { countOf } from "../recordingTable";
import { recordingPlan } from "../recordMissing";
import type { Services } from "../services";
import { cassetteFile } from "./cassetteFile";
import { explainUnnamed } from "./explainUnnamed";
import { missedOfEvent, missedOfText, requestGiven, type Given, type Missed } from "./missed";
import { asNear, comparisonWith, nearestTo, recordedIn, type Recorded } from "./nearest";
import { isByAddress, wordsOn, wordsOnBlocked, type Words } from "./words";

/** There is at least one failure. */
export async function explainFailures(
  services: Services,
  failures: readonly ReplayFailure[],
  more: number,
  given: Given,
): Promise<CassetteExplanation> {
  // By then the tests of cassettes are known.
  await services.workspace.whenListed();
  const misses: MissExplanation[] = [];
  for (const each of failures) {
    const testId = given.testId ?? (await failedTest(services, each.failure));
    misses.push(await explainFailure(services, each, { ...given, testId }));
  }
  return together(misses, more);
}

function explainFailure(services: Services, what: WhatFailed, given: Given): MissExplanation | Promise<MissExplanation> {
  if (what.kind === "blocked") return explainBlocked(services, what.host, given.testId);
  if (what.kind === "unnamed") return explainUnnamed(services, what.name, withRequest(nothing, given.request), given);
  return explainMiss(services, withRequest(missedOfText(what.miss), given.request), given);
}

/** undefined for none. */
export async function explainEvents(
  services: Services,
  events: readonly MissedEvent[],
  shown?: Shown,
): Promise<CassetteExplanation | undefined> {
  await services.workspace.whenListed();
  const misses: MissExplanation[] = [];
  for (const event of distinct(events)) {
    misses.push(await explainMiss(services, missedOfEvent(event), { testId: event.testId, request: undefined, shown }));
  }
  return misses.length === 0 ? undefined : together(misses, 0);
}

/** What a test can replay, or how a given request differs from that. `recordings` are the test's own, in cassettes. */
export async function explainCassettesOf(
  services: Services,
  recordings: readonly RecordingSummary[],
  given: Given,
): Promise<CassetteExplanation> {
  const uris = [...new Set(recordings.map(({ uri }) => uri))];
  const explanations: MissExplanation[] = [];
  for (const uri of uris.length === 0 ? [undefined] : uris) {
    const missed = withRequest({ ...nothing, cassette: uri === undefined ? undefined : slashPath(uri) }, given.request);
    explanations.push(await explainMiss(services, missed, given));
  }
  if (given.request !== undefined && uris.length > 0) return together(explanations.sort(byLikeness), 0);
  const count = uris.length === 0 ? "No recording" : countOf(recordings.length, "recording");
  const where = uris.length > 1 ? ` in ${uris.length} cassettes` : uris.length === 1 ? ` in ${baseName(uris[0] ?? "")}` : "";
  const verdict = `${count}${where} ${recordings.length > 1 ? "belong" : "belongs"} to this test.`;
  const advice = uris.length === 0 ? null : "Give the text of its failure to see which request missed, and why.";
  return together(
    explanations.map((each) => ({ ...each, verdict, advice, testId: given.testId ?? null })),
    0,
  );
}

const nothing: Missed = {
  ...{ cassette: undefined, mode: undefined, method: undefined, url: undefined, body: undefined },
  ...{ matchers: [], reason: undefined, consumed: undefined, candidates: [] },
};

const byLikeness = (a: MissExplanation, b: MissExplanation): number =>
  (a.nearest[0]?.differences ?? Infinity) - (b.nearest[0]?.differences ?? Infinity);

const together = (misses: readonly MissExplanation[], more: number): CassetteExplanation => ({
  ...{ kind: "cassette", verdict: misses[0]?.verdict ?? "", misses, more },
});

/** A client that retries misses the same request again. */
function distinct(events: readonly MissedEvent[]): readonly MissedEvent[] {
  return [...new Map(events.map((event) => [JSON.stringify([event.testId, event.cassette, event.request]), event])).values()];
}

/** Uses the given request for what the failure does not say: it never contains a body. */
function withRequest(missed: Missed, json: string | undefined): Missed {
  const request = json === undefined ? undefined : requestGiven(json);
  if (request === undefined) return missed;
  return {
    ...missed,
    method: missed.method ?? request.method,
    url: missed.url ?? request.url,
    body: request.body ?? missed.body,
  };
}

async function explainMiss(
  services: Services,
  missed: Missed,
  { testId: asked, shown = maskField }: Given,
): Promise<MissExplanation> {
  const module = asked === undefined ? undefined : await findModule(services, asked);
  const cassette = await cassetteOf(services, missed, asked, module);
  const testId = asked ?? (cassette?.tests.length === 1 ? cassette.tests[0] : undefined);
  const recorded = cassette?.exists === true && cassette.uri !== null ? await recordedIn(services, cassette.uri) : [];
  const near = nearestTo(missed, recorded);
  const same = recorded.find((each) => isSameAddress(missed, each));
  const sameName = same && shortName(same.summary.id);
  const words = wordsOn({
    same: sameName,
    missed,
    testId,
    cassette,
    near,
    formerName: await formerName(services, missed, cassette),
  });
  const wantsBody = near.some(({ id, failed, differences }) => id !== null && differences === null && !isByAddress(failed));
  const summaries = recorded.map(({ summary }) => summary);
  return {
    ...words,
    testId: testId ?? null,
    request: missed.method === undefined || missed.url === undefined ? null : { method: missed.method, url: missed.url },
    cassette,
    mode: missed.mode ?? null,
    matchers: missed.matchers,
    nearest: near.map(asNear),
    comparison: comparisonWith(near[0], shown),
    wantsBody,
    wantsRun: testId !== undefined && (wantsBody || missed.url === undefined),
    record:
      testId === undefined
        ? null
        : await recordingPlan(services, testId, ofVcrPy, summaries, module ?? cassette?.uri ?? undefined),
  };
}

/** By the path in the failure, or else the only cassette of the test. */
async function cassetteOf(
  services: Services,
  { cassette: path }: Missed,
  testId: string | undefined,
  module: string | undefined,
): Promise<MissedCassette | null> {
  const { index, findings } = services.workspace;
  const own = testId === undefined ? [] : [...new Set(index.byTestId(testId).map(({ uri }) => uri))];
  const only = own.length === 1 ? own[0] : undefined;
  if (path === undefined && only === undefined) return null;
  const file = path === undefined ? { uri: only ?? "", exists: true } : await cassetteFile(services, path, testId, module);
  return {
    path: path ?? slashPath(only ?? ""),
    uri: file?.uri ?? null,
    exists: file?.exists ?? null,
    recordings: file === undefined ? 0 : (await recordedIn(services, file.uri)).length,
    tests: file === undefined ? [] : file.exists ? index.linkedTests(file.uri) : findings.cassettes.expectedBy(file.uri),
  };
}

function isSameAddress({ method, url }: Missed, recorded: Recorded): boolean {
  return method !== undefined && url !== undefined && matcherDifferences({ method, url }, recorded).length === 0;
}

/** The most files next to it to read. */
const mostBeside = 50;

/** If the file is missing: a cassette in its folder whose test no longer exists, and that contains the request. */
async function formerName(services: Services, missed: Missed, cassette: MissedCassette | null): Promise<string | undefined> {
  if (cassette?.exists !== false || cassette.uri === null) return undefined;
  const { index, findings } = services.workspace;
  const folder = parentOf(cassette.uri);
  const gone = [...index.namedByPath].filter((uri) => parentOf(uri) === folder && findings.cassettes.of(uri).kind === "gone");
  const having: string[] = [];
  for (const uri of gone.slice(0, mostBeside)) {
    const recorded = await recordedIn(services, uri);
    if (recorded.some((each) => isSameAddress(missed, each))) having.push(baseName(uri));
  }
  return having.length === 1 ? having[0] : undefined;
}

function explainBlocked(
  { workspace: { index } }: Services,
  host: string | undefined,
  testId: string | undefined,
): MissExplanation {
  const isRecorded = testId !== undefined && index.byBaseTestId(baseId(testId)).length > 0;
  const words: Words = wordsOnBlocked(host, testId, isRecorded);
  const unknown = {
    request: null,
    cassette: null,
    mode: null,
    matchers: [],
    nearest: [],
    comparison: null,
    wantsBody: false,
    wantsRun: false,
    record: null,
  };
  return { ...words, ...unknown, testId: testId ?? null };
}
