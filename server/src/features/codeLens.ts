/** Code lenses over tests that have recordings, and in recordings themselves. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { CodeLens, Command, Range } from "vscode-languageserver-types";
import type { RecordingSummary } from "../index/store/summary";
import { rangeIn, startOfFile } from "../index/positions";
import type { Turn } from "../index/store/conversation";
import { startOf } from "../index/recordingPlaces";
import { hiddenBodies } from "../recording/hiddenBodies";
import { oneLine, shorten } from "../recording/json";
import type { Formats } from "../formats/formats";

import { isTestModule } from "../pytest/testModule";
import { commands, type Requests, type RerecordTarget } from "../protocol";
import { hasRecorder } from "./hasRecorder";
import { answersFirst } from "./recordingLists";
import { countOf } from "./recordingTable";
import { recordLenses } from "./recordLenses";
import { tellsReplay } from "./replayPlan";
import { shownPlaces } from "./shownPlaces";
import type { Feature } from "./feature";
import { aboutDocument, anyObject } from "./params";
import type { RecordingReplay } from "../rules/workspaceRule";
import type { ClientFeatures, Services } from "./services";
import { unopenedAmong, unopenedIn } from "./prune/sessionCoverage";
import { countTests, recordedModule, type RecordedModule, type RecordedTest } from "./testRecordings";
import { turnsIn } from "./turns";
import { briefProblem } from "./briefProblem";

/** Of a lens whose title is made when the editor shows it; no names stand for the module. */
interface LensData {
  readonly uri: string;
  readonly names: readonly string[];
}

export const codeLensFeature: Feature = {
  capabilities: () => ({ codeLensProvider: { resolveProvider: true } }),
  register({ connection, services, guard }) {
    const unresolved = (lens: CodeLens) => lens;
    connection.onCodeLens(guard.document("Code lens", aboutDocument, (document) => codeLenses(services, document)));
    connection.onCodeLensResolve(guard.request("Code lens", anyObject, (lens) => resolveCodeLens(services, lens), unresolved));
  },
};

export function codeLenses(services: Services, document: TextDocument): CodeLens[] {
  const { workspace } = services;
  if (!workspace.folders.settingsFor(document.uri).codeLens.enabled) return [];
  if (workspace.isRecording(document)) return recordingLenses(services, document);
  return isTestModule(document.uri) ? moduleLenses(services, document) : [];
}

/** Resolves a lens. A resolved one is returned unchanged. */
export async function resolveCodeLens(services: Services, lens: CodeLens): Promise<CodeLens> {
  if (lens.command || !isLensData(lens.data)) return lens;
  const { uri, names } = lens.data;
  const document = await services.workspace.documents.get(uri);
  if (!document) return { ...lens, command: display("") };
  const { recordings, test } = await services.workspace.complete(
    () => ofLens(recordedModule(services, document), names),
    // The title of a total only needs the tests.
    (found) => (found.test !== undefined && found.test.item.kind !== "class" ? found.recordings : []),
  );
  const title = test && test.item.kind !== "class" ? testTitle(services, recordings) : sumTitle(recordings);
  const command = { title, command: commands.showRecordings, arguments: [uri, names] };
  return { ...lens, command: forClient(services.client, command) };
}

/** What the lens of a test, or of the whole module, leads to; null where the test is gone. */
export async function lensRecordings(
  services: Services,
  { uri, names }: Requests["tapedeck/lensRecordings"]["params"],
): Promise<Requests["tapedeck/lensRecordings"]["result"]> {
  const document = await services.workspace.documents.get(uri);
  if (!document) return null;
  const { recordings, test } = await services.workspace.complete(
    () => ofLens(recordedModule(services, document), names),
    (found) => found.recordings,
  );
  if (recordings.length === 0) return null;
  const { start } = test ? rangeIn(document, test.item.nameRange) : startOfFile;
  const locations = isPeeked(recordings) ? await shownPlaces(services, answersFirst(recordings)) : null;
  return { position: start, locations };
}

/** VS Code's peek has the order of file names: enough for a few recordings of which each has a test id of its own, and for no turns. */
const isPeeked = (recordings: readonly RecordingSummary[]): boolean =>
  recordings.length <= mostPeeked && new Set(recordings.map(({ testId }) => testId)).size === recordings.length;

const mostPeeked = 20;

function ofLens({ tests, recordings }: RecordedModule, names: readonly string[]) {
  const test = tests.find(({ item }) => item.names.join("::") === names.join("::"));
  return { test, recordings: names.length === 0 ? recordings : (test?.recordings ?? []) };
}

function moduleLenses({ client, ...services }: Services, document: TextDocument): CodeLens[] {
  const { uri } = document;
  const module = recordedModule({ client, ...services }, document);
  const isWanted = client.commands && services.workspace.folders.settingsFor(uri).codeLens.record;
  const toRecord = (isWanted ? recordLenses({ client, ...services }, document, module) : []).map(
    ({ item, command }): CodeLens => ({ range: rangeIn(document, item.nameRange), command }),
  );
  if (module.recordings.length === 0) return toRecord;
  const target = (names: readonly string[]): RerecordTarget =>
    names.length === 0 ? { kind: "module", uri } : { kind: "test", uri, names };
  const pair = (range: Range, names: readonly string[], recordings: readonly RecordingSummary[]): CodeLens[] => [
    { range, data: { uri, names } satisfies LensData },
    ...(recordings.some(hasRecorder)
      ? offered(client, range, { title: "Re-record", command: commands.rerecord, arguments: [target(names)] })
      : []),
    ...(recordings.some(tellsReplay)
      ? offered(client, range, { title: "Check for drift", command: commands.checkDrift, arguments: [target(names)] })
      : []),
  ];
  const lensesOf = ({ item, recordings }: RecordedTest) => pair(rangeIn(document, item.nameRange), item.names, recordings);
  return [...pair(startOfFile, [], module.recordings), ...module.tests.flatMap(lensesOf), ...toRecord];
}

function recordingLenses({ client, workspace }: Services, document: TextDocument): CodeLens[] {
  const { recordings } = workspace.documents.masked(document);
  const summaries = workspace.documents.summaries(document);
  const turnOf = turnsIn(workspace.index, summaries);
  return summaries.flatMap((summary, at) => {
    const recording = recordings[at] ?? recordings[0];
    // A recording that is its whole file has lenses at its test id, others where they start.
    const range = recording.path.length === 0 ? summary.testIdRange : startOf(recording, document);
    return [
      ...lensesOf(
        client,
        workspace.documents.formats,
        range,
        summary,
        infoTitle(summary, turnOf(summary), briefProblem(recording), {
          replay: workspace.findings.replays.of(summary.uri)?.[at],
          unopened: unopenedIn(workspace, summary, at),
        }),
      ),
      ...hiddenBodies(recording).flatMap(({ path, of }) => {
        const command = { title: `Show decoded ${of} body`, command: commands.showDecodedBody, arguments: [summary.id, of] };
        return offered(client, rangeIn(document, recording.document.source.rangeOf({ path }, "key")), command);
      }),
    ];
  });
}

function lensesOf(client: ClientFeatures, formats: Formats, range: Range, summary: RecordingSummary, title: string): CodeLens[] {
  const { id, testId } = summary;
  const target: RerecordTarget = { kind: "recording", uri: id };
  const ofTest: Command[] = [
    { title: "Go to test", command: commands.goToTest, arguments: [id] },
    ...(hasRecorder(summary) ? [{ title: "Re-record fixture", command: commands.rerecord, arguments: [target] }] : []),
  ];
  return [
    ...offered(client, range, { title: "Open stream view", command: commands.openStreamView, arguments: [id] }),
    ...(testId === undefined ? [] : ofTest.flatMap((command) => offered(client, range, command))),
    { range, command: display(title) },
  ];
}

/** "openai.chat · 143 chunks · stop · 812 tokens · turn 2 of 4"; for a broken recording, the problem comes first. */
function infoTitle(
  summary: RecordingSummary,
  turn: Turn | undefined,
  wrong: string | undefined,
  { replay, unopened }: { readonly replay: RecordingReplay | undefined; readonly unopened: string | undefined },
): string {
  const { family, streaming, chunkCount, finishReasons, inputTokens, outputTokens } = summary;
  const tokens = inputTokens === undefined && outputTokens === undefined ? undefined : (inputTokens ?? 0) + (outputTokens ?? 0);
  return [
    ...(wrong === undefined ? [] : [wrong]),
    ...(wrong === undefined || chunkCount > 0 ? [family] : []),
    ...(streaming ? [countOf(chunkCount, "chunk")] : []),
    ...new Set(finishReasons.map((reason) => shorten(oneLine(reason), 40))),
    ...(tokens === undefined ? [] : [countOf(tokens, "token")]),
    ...(turn ? [`turn ${turn.number} of ${turn.of}`] : []),
    ...(replay?.isUnplayed === true ? ["not played in the last replay"] : []),
    ...(unopened === undefined ? [] : [unopened]),
    ...(replay !== undefined && replay.drift.length > 0 ? ["request changed in the last replay"] : []),
  ].join(" · ");
}

/** "3 recordings · gpt-4o, llama3.2:3b", or "3 recordings in 1 cassette · gpt-4o" */
function testTitle({ workspace }: Services, recordings: readonly RecordingSummary[]): string {
  const cassettes = new Set(recordings.filter(({ uri }) => workspace.index.namedByPath.has(uri)).map(({ uri }) => uri));
  const places = cassettes.size === 0 ? "" : ` in ${countOf(cassettes.size, "cassette")}`;
  const models = [...new Set(recordings.flatMap(({ model }) => model ?? []))].map((model) => shorten(oneLine(model), 40));
  const named = models.length > 3 ? [...models.slice(0, 3), `${models.length - 3} more`] : models;
  const unused = unopenedAmong(workspace, recordings);
  return [
    countOf(recordings.length, "recording") + places,
    ...(named.length > 0 ? [named.join(", ")] : []),
    ...(unused > 0 ? [`${unused.toLocaleString("en-US")} not used in runs with coverage`] : []),
  ].join(" · ");
}

/** "41 recordings of 12 tests" */
function sumTitle(recordings: readonly RecordingSummary[]): string {
  return `${countOf(recordings.length, "recording")} of ${countOf(countTests(recordings), "test")}`;
}

/** A lens whose only use is its command, so only for clients that run our commands. */
function offered(client: ClientFeatures, range: Range, command: Command): CodeLens[] {
  return client.commands ? [{ range, command }] : [];
}

/** A lens without a command is shown as text. */
function display(title: string): Command {
  return { title, command: "" };
}

function forClient(client: ClientFeatures, command: Command): Command {
  return client.commands ? command : display(command.title);
}

function isLensData(data: unknown): data is LensData {
  return (
    typeof data === "object" &&
    data !== null &&
    "uri" in data &&
    typeof data.uri === "string" &&
    "names" in data &&
    Array.isArray(data.names)
  );
}
