/** Collects the tests of the modules that recordings name, with pytest. */
import { join } from "node:path";
import { userCacheFolder } from "../../disk/privateFolder";
import { collectionPlan, testsCollected } from "../../features/collectedTests";
import type { Services } from "../../features/services";
import { pathOfUri } from "../../index/uris";
import { collectTests } from "../../rerecord/collect";
import { defaultRerecordSettings, type RerecordSettings } from "../../rerecord/settings";
import { interruptible } from "../interruptible";
import { complain, explainFailure } from "../output";
import { noStore } from "../../disk/store";

/** Returns false if pytest could not collect, which was reported. */
export async function collected(services: Services, given: Pick<RerecordSettings, "python" | "timeout">): Promise<boolean> {
  const cache = userCacheFolder();
  if (cache === undefined) {
    complain(noStore, 2);
    return false;
  }
  const settings = { ...defaultRerecordSettings, ...given };
  for (const { root, workspaceFolder, modules } of await collectionPlan(services)) {
    const place = { root: pathOfUri(root), workspaceFolder: pathOfUri(workspaceFolder), cache: join(cache, "collect") };
    const found = await interruptible((signal) => collectTests({ ...place, modules, settings, signal }));
    if (found.kind !== "collected") {
      complain(found.kind === "cancelled" ? "Cancelled." : found.reason, 2);
      if (found.kind === "failed" && found.output !== "") explainFailure(found.output.trimEnd());
      return false;
    }
    const { testIds, failed, complete } = found.collected;
    const told = { testIds: [...testIds], failed: [...failed], complete, cassettes: found.cassettes };
    await testsCollected(services, { root, modules, ...told });
  }
  return true;
}
