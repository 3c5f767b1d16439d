/** Our own requests, one entry each: the schema of the parameters, the handler, and the fallback if it throws. */
import type { CancellationToken } from "vscode-languageserver/node";
import * as z from "zod/mini";
import { bodyOwners, copyFormats, groupings, type Requests } from "../protocol";
import { findNodeIds } from "../pytest/nodeId";
import { readable } from "../rerecord/readable";
import { rerecordTarget } from "../rerecordTarget";
import { answerAgent } from "./agent/tools";
import { baselinePlan } from "./baseline";
import { collectionPlan, testsCollected } from "./collectedTests";
import { changes, revisions } from "./changes/changes";
import { lensRecordings } from "./codeLens";
import { compare } from "./compare";
import { decodedBody } from "./decodedBody";
import { explainRequest } from "./explainRequest";
import type { Feature } from "./feature";
import { findTestRequest } from "./findTest";
import { withNames } from "./fixNames";
import { carryOutFixes, fixBlame, fixedText, fixObstacles, fixPlan } from "./fixPlans";
import { coveredFile, coverageRun } from "../pytest/coverage/coverage";
import { clearCoverage, loadCoverage, takeCoverage } from "./prune/sessionCoverage";
import { prunePlan } from "./prunePlan";
import { anyObject, position, type Schema } from "./params";
import { missedEvents } from "./misses/missedParams";
import { recordingChoices } from "./recordingChoices";
import { recordingItems } from "./recordingItems";
import { RecordingTrees } from "./recordingTree/recordingTrees";
import { replayedFiles } from "./replayedParams";
import { replayed, replayPlan } from "./replayPlan";
import {
  copyFormatsOf,
  copyRecordingAs,
  judgeStaged,
  notJudged,
  placeOfRecording,
  planFailed,
  planRerecord,
  recordingAtPlace,
  spliceStaged,
  viewStream,
  whenIndexed,
  whenListed,
} from "./requests";
import type { Services } from "./services";
import { describeSetup } from "./setup/setup";
import { recoverAll, undoLastFix } from "./undoFixes";

interface OwnRequest<P, R> {
  readonly params: Schema;
  readonly answer: (services: Services, params: P, token: CancellationToken, trees: RecordingTrees) => R | Promise<R>;
  readonly fallback: R;
}

type OwnRequests = { readonly [M in keyof Requests]: OwnRequest<Requests[M]["params"], Requests[M]["result"]> };

const uri = z.string();
const strings = z.array(z.string());
const optionalText = z.optional(z.string());
const comparedText = z.object({
  ...{ uri, text: optionalText, missing: optionalText },
  ...{ index: z.optional(z.int()), absent: z.optional(z.literal(true)) },
});
const anyOf = z.optional(strings);
const treeOf = {
  groupBy: z.enum(groupings),
  filter: z.object({ text: optionalText, health: anyOf, models: anyOf, families: anyOf }),
};

const failedFix = { kind: "refused" as const, reasons: ["Fixing failed. See the log for details."] };

const ownRequests: OwnRequests = {
  "tapedeck/streamView": {
    params: z.object({ uri }),
    answer: (services, params) => viewStream(services, params.uri),
    fallback: null,
  },
  "tapedeck/recordingAt": {
    params: z.object({ uri, position }),
    answer: (services, params) => recordingAtPlace(services, params.uri, params.position),
    fallback: null,
  },
  "tapedeck/recordingPlace": {
    params: z.object({ id: uri }),
    answer: (services, { id }) => placeOfRecording(services, id),
    fallback: null,
  },
  "tapedeck/decodedBody": {
    params: z.object({ id: uri, of: z.enum(bodyOwners) }),
    answer: (services, { id, of }) => decodedBody(services, id, of),
    fallback: null,
  },
  "tapedeck/compare": {
    params: z.object({ before: comparedText, after: comparedText }),
    answer: (services, { before, after }) => compare(services, before, after),
    fallback: null,
  },
  "tapedeck/copyFormats": {
    params: z.object({ uri }),
    answer: (services, params) => copyFormatsOf(services, params.uri),
    fallback: [],
  },
  "tapedeck/copyAs": {
    params: z.object({ uri, format: z.enum(copyFormats) }),
    answer: (services, params) => copyRecordingAs(services, params.uri, params.format),
    fallback: null,
  },
  "tapedeck/findTest": {
    params: z.object({ testId: optionalText, from: z.optional(uri) }),
    answer: findTestRequest,
    fallback: null,
  },
  "tapedeck/nodeIds": { params: z.object({ text: z.string() }), answer: (_, { text }) => findNodeIds(text), fallback: [] },
  "tapedeck/recordings": {
    params: z.object({ testId: optionalText, hash: optionalText }),
    answer: recordingItems,
    fallback: [],
  },
  "tapedeck/lensRecordings": { params: z.object({ uri, names: strings }), answer: lensRecordings, fallback: null },
  "tapedeck/recordingChoices": {
    params: z.object({ uri, position }),
    answer: recordingChoices,
    fallback: [],
  },
  "tapedeck/recordingRows": {
    params: z.object({ ...treeOf, below: optionalText, limit: z.int() }),
    answer: (_services, params, _token, trees) => trees.rows(params),
    fallback: { rows: [], more: 0 },
  },
  "tapedeck/recordingTree": {
    params: z.object(treeOf),
    answer: (_services, params, _token, trees) => trees.summary(params),
    fallback: null,
  },
  "tapedeck/recordingRow": {
    params: z.object({ ...treeOf, recording: uri }),
    answer: (_services, params, _token, trees) => trees.row(params),
    fallback: [],
  },
  "tapedeck/recordingsBelow": {
    params: z.object({ ...treeOf, rows: strings }),
    answer: (_services, params, _token, trees) => trees.below(params),
    fallback: [],
  },
  "tapedeck/explain": {
    params: z.object({
      ...{ text: z.string(), testId: optionalText, request: optionalText, uri: z.optional(uri) },
      missed: z.optional(missedEvents),
    }),
    answer: explainRequest,
    fallback: null,
  },
  "tapedeck/revisions": {
    params: z.object({ folder: uri }),
    answer: (_, params) => revisions(params),
    fallback: { kind: "failed", reason: "Asking git failed. See the log for details." },
  },
  "tapedeck/changes": {
    params: z.object({ folder: uri, range: z.string() }),
    answer: changes,
    fallback: { kind: "failed", reason: "The recordings could not be compared. See the log for details." },
  },
  "tapedeck/fixPlan": {
    params: z.object({ uris: z.optional(strings), codes: z.optional(strings), history: z.boolean() }),
    answer: async (services, params, token) => withNames(services.workspace.index, await fixPlan(services, params, token)),
    fallback: null,
  },
  "tapedeck/prunePlan": {
    params: z.object({ uris: z.optional(strings), history: z.boolean() }),
    answer: async (services, params, token) => withNames(services.workspace.index, await prunePlan(services, params, token)),
    fallback: null,
  },
  "tapedeck/covered": {
    params: z.object({ run: coverageRun, files: z.array(coveredFile) }),
    answer: takeCoverage,
    fallback: { opened: 0, files: 0, runs: 0 },
  },
  "tapedeck/baselinePlan": {
    params: z.object({ uris: z.optional(strings), codes: z.optional(strings), fingerprint: optionalText }),
    answer: baselinePlan,
    fallback: null,
  },
  "tapedeck/loadCoverage": {
    params: z.object({ uri }),
    answer: loadCoverage,
    fallback: { kind: "refused", reason: "The coverage could not be loaded. See the log for details." },
  },
  "tapedeck/clearCoverage": { params: anyObject, answer: clearCoverage, fallback: {} },
  "tapedeck/fixedText": { params: z.object({ plan: z.int(), part: z.string() }), answer: fixedText, fallback: null },
  "tapedeck/fixObstacles": { params: z.object({ plan: z.int(), uris: strings }), answer: fixObstacles, fallback: [] },
  "tapedeck/fix": { params: z.object({ plan: z.int(), parts: strings }), answer: carryOutFixes, fallback: failedFix },
  "tapedeck/undoFix": { params: anyObject, answer: undoLastFix, fallback: failedFix },
  "tapedeck/recoverFixes": { params: anyObject, answer: recoverAll, fallback: { undone: 0, problems: [] } },
  "tapedeck/fixBlame": { params: z.object({ uri, code: z.string() }), answer: fixBlame, fallback: null },
  "tapedeck/agentTool": {
    params: z.object({ name: z.string(), input: z.unknown() }),
    answer: (services, { name, input }) => answerAgent(services, name, input),
    fallback: null,
  },
  "tapedeck/collectionPlan": { params: anyObject, answer: collectionPlan, fallback: [] },
  "tapedeck/testsCollected": {
    params: z.object({ root: uri, modules: strings, testIds: strings, failed: strings, complete: z.boolean() }),
    answer: testsCollected,
    fallback: { gone: 0 },
  },
  "tapedeck/replayPlan": {
    params: z.object({ target: z.optional(rerecordTarget) }),
    answer: replayPlan,
    fallback: { kind: "refused", reason: "The tests of the recordings could not be determined." },
  },
  "tapedeck/replayed": {
    params: z.object({ root: uri, nodeIds: strings, passed: strings, files: replayedFiles }),
    answer: replayed,
    fallback: { drifted: 0, unplayed: 0 },
  },
  "tapedeck/rerecordPlan": { params: rerecordTarget, answer: planRerecord, fallback: planFailed },
  "tapedeck/judgeStaged": {
    params: z.object({ uri, before: z.nullable(z.string()), after: z.string() }),
    answer: judgeStaged,
    fallback: notJudged,
  },
  "tapedeck/splice": {
    params: z.object({ uri, before: z.string(), after: z.string(), numbers: z.array(z.int()) }),
    answer: (_, params) => spliceStaged(params),
    fallback: { whole: "Putting the file together failed. See the log for details." },
  },
  "tapedeck/readable": {
    params: z.object({ name: z.string(), text: z.string(), index: z.optional(z.int()) }),
    answer: (_, { name, text, index }) => ({ text: readable(name, text, index) }),
    fallback: null,
  },
  "tapedeck/diagnosticsInfo": {
    params: z.object({ versions: z.record(z.string(), z.string()), settings: z.record(z.string(), z.unknown()) }),
    answer: async (services, asked) => ({ markdown: await describeSetup(services, asked) }),
    fallback: null,
  },
  "tapedeck/whenListed": { params: anyObject, answer: whenListed, fallback: { recordings: 0 } },
  "tapedeck/whenIndexed": { params: anyObject, answer: whenIndexed, fallback: { recordings: 0, checked: 0 } },
};

export const ownRequestsFeature: Feature = {
  register({ connection, services, guard, pulled }) {
    const trees = new RecordingTrees(services, pulled.reports);
    const all: readonly (readonly [string, OwnRequest<never, unknown>])[] = Object.entries(ownRequests);
    for (const [method, { params, answer, fallback }] of all) {
      const handler = (given: never, token: CancellationToken) => answer(services, given, token, trees);
      connection.onRequest(
        method,
        guard.request(method, params, handler, () => fallback),
      );
    }
  },
};
