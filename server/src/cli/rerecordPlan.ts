/** Plans what `tapedeck rerecord` runs, like the editor, but for a folder that is not indexed. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { Roots } from "../disk/roots";
import { rerecordPlan, type RerecordServices } from "../features/rerecordPlan";
import { RecordingIndex } from "../index/store/recordingIndex";
import { readTextSync } from "../index/scan/readText";
import { summarizeText } from "../index/scan/summarize";
import { pathOfUri, uriOfPath } from "../index/uris";
import type { ConcernedRecording, RerecordPlan, RerecordTarget } from "../protocol";
import type { Preparation } from "../rerecord/prepare";
import { shorten } from "../recording/json";
import type { RecordingPlan } from "../rerecord/transaction";
import { isOfTest } from "./asked";
import { testsOf } from "../index/tests/testsOnDisk";
import { findRecordings } from "./files";
import { formatsInUse } from "./formats";

export type CommandPlan = RecordingPlan & Preparation & { readonly concerned: readonly ConcernedRecording[] };

/** Returns a sentence if nothing can be run. `workspace` is the absolute path of the folder that nothing leads out of. */
export async function planOf(testIds: readonly string[], workspace: string): Promise<CommandPlan | string> {
  const missing = testIds.find((id) => !id.includes("::") && kindOf(resolve(workspace, id)) === undefined);
  if (missing !== undefined) return `There is no file or folder "${shorten(missing, 300)}", and it is not a test ID.`;
  const services = servicesFor(workspace, testIds);
  const plans: (RerecordPlan & { kind: "plan" })[] = [];
  for (const testId of testIds) {
    const plan = await rerecordPlan(services, targetOf(testId, workspace));
    if (plan.kind === "refused") return plan.reason;
    plans.push(plan);
  }
  const [first] = plans;
  if (!first) return "No test is named.";
  if (plans.some(({ root }) => root !== first.root))
    return "These tests belong to several projects: record those of one at a time.";
  const concerned = [...new Map(plans.flatMap((plan) => plan.concerned).map((each) => [each.uri, each])).values()];
  const nodeIds = [...new Set(plans.flatMap((plan) => plan.nodeIds))];
  const isPlayedByOthers = (uri: string) =>
    services.index.linkedTests(uri).some((testId) => !nodeIds.some((asked) => isOfTest(testId, asked)));
  return {
    root: first.root,
    workspaceFolder: first.workspaceFolder,
    recorder: first.recorder,
    nodeIds,
    folders: [...new Set(plans.flatMap(({ folders }) => folders))].map(pathOfUri),
    recordings: concerned.map(({ uri }) => pathOfUri(uri)),
    shared: [...new Set(plans.flatMap(({ shared }) => shared).filter(isPlayedByOthers))].map(pathOfUri),
    concerned,
    testIds: [...new Set(concerned.map(({ testId }) => testId))],
    urls: [...new Set(plans.flatMap(({ urls }) => urls))],
  };
}

function targetOf(testId: string, workspace: string): RerecordTarget {
  const uri = uriOfPath(resolve(workspace, testId));
  if (!testId.includes("::")) {
    if (testId.endsWith(".py")) return { kind: "module", uri };
    const kind = kindOf(resolve(workspace, testId));
    if (kind !== undefined) return { kind, uri };
  }
  return { kind: "nodeId", nodeId: testId, from: uriOfPath(resolve(workspace, "anything")) };
}

function kindOf(path: string): "folder" | "recording" | undefined {
  try {
    return statSync(path).isDirectory() ? "folder" : "recording";
  } catch {
    return undefined; // The id may be any text, so the path may be invalid.
  }
}

/** Only recordings that name one of the modules are read. */
function servicesFor(workspace: string, testIds: readonly string[]): RerecordServices {
  const index = new RecordingIndex(formatsInUse());
  const modules = testIds.map((testId) => /(?<![\w-])([\w-]+\.py)(?:::|$)/.exec(testId)?.[1]);
  const concerns = (text: string) => modules.some((module) => module === undefined || text.includes(module));
  for (const { path, roots } of findRecordings([], { allowEmpty: true })) {
    const file = readTextSync(path, roots);
    if (file.kind !== "text") continue;
    const uri = uriOfPath(path);
    const tests = testsOf(path, file.text, formatsInUse());
    if (!concerns(file.text) && !tests.some(concerns)) continue;
    index.update(summarizeText(uri, file.text, formatsInUse()));
    if (tests.length > 0) index.link(new Map([[uri, tests]]));
  }
  const readText = (uri: string) => {
    const file = readTextSync(pathOfUri(uri), new Roots([workspace]));
    return Promise.resolve(file.kind === "text" ? file.text : undefined);
  };
  return { index, folders: [uriOfPath(workspace)], readText, hasFinding: () => false };
}
