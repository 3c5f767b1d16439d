/** Whether a missing recording can be made now: the test exists, and may be passed to pytest. */
import { definitelyMissing, sourceModule } from "../index/tests/sourceModule";
import type { RecordingSummary } from "../index/store/summary";
import { uriOfPath } from "../index/uris";
import { parseNodeId } from "../pytest/nodeId";
import type { TestToRecord } from "../protocol";
import { findModule } from "./findTest";
import { planRerecord } from "./requests";
import type { Services } from "./services";

/**
 * null if there is nothing to run, or if a recorder other than `recorder` (its id) would be used. `recordings` are those of the test, or near
 * it; `from` (URI) is the test's module, or a place in its project, if known.
 */
export async function recordingPlan(
  services: Services,
  testId: string,
  recorder: string,
  recordings: readonly RecordingSummary[],
  from = recordings[0]?.uri ?? "",
): Promise<TestToRecord | null> {
  const { sources } = services.workspace.findings;
  const own = recordings.find((each) => each.testId === testId);
  if (own ? sources.of(own.uri, testId).kind === "gone" : await isMissing(services, testId, from)) return null;
  const plan = await planRerecord(services, { kind: "nodeId", nodeId: testId, from });
  if (plan.kind !== "plan" || plan.recorder !== recorder) return null;
  const [nodeId] = plan.nodeIds;
  return nodeId === undefined ? null : { nodeId, root: uriOfPath(plan.root) };
}

/** For a test without recordings, whose module is not read yet. */
async function isMissing(services: Services, testId: string, from: string): Promise<boolean> {
  const names = parseNodeId(testId)?.names ?? [];
  const module = await findModule(services, testId, from);
  const text = module === undefined ? undefined : (await services.workspace.documents.get(module))?.getText();
  return text !== undefined && definitelyMissing(sourceModule(text, [names.join("::")]), names) === true;
}
