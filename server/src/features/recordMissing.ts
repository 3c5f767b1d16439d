/** Whether a missing recording can be made now: the test is there, and may be given to pytest. */
import type { RecordingSummary } from "../index/store/summary";
import { uriOfPath } from "../index/uris";
import type { TestToRecord } from "../protocol";
import { planRerecord } from "./requests";
import type { Services } from "./services";

/** null where there is nothing to run. `recordings` are those of the test, or near it; `module` is the test's (URI), where it was found. */
export async function recordingPlan(
  services: Services,
  testId: string,
  recordings: readonly RecordingSummary[],
  module: string | undefined,
): Promise<TestToRecord | null> {
  const { sources } = services.workspace.findings;
  if (recordings.some((each) => each.testId === testId && sources.of(each.uri, testId).kind === "gone")) return null;
  const from = module ?? recordings[0]?.uri ?? "";
  const plan = await planRerecord(services, { kind: "nodeId", nodeId: testId, from });
  const nodeId = plan.kind === "plan" ? plan.nodeIds[0] : undefined;
  return plan.kind === "plan" && nodeId !== undefined ? { nodeId, root: uriOfPath(plan.root) } : null;
}
