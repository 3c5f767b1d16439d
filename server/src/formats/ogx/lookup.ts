/** Where OGX's replay searches for a recording: next to the test, then in the common folder; the first recorders used a single folder. */
import type { LookedUp, Lookup, LookupSurroundings } from "../../recording/lookup";
import { parseNodeId } from "../../pytest/nodeId";
import { besideModule, common, legacyFolder } from "./folders";
import { listedModels } from "./modelList";
import { schemeNamed } from "./schemes";

export const lookup: Lookup = {
  common,
  foldersOf,
  isServedToo: (name, hash) => name.startsWith(`models-${hash}-`),
  besideModule,
  listedModels,
};

/** Today's recorders may be configured with another folder. */
function foldersOf({ testId, hash, scheme }: LookedUp, around: LookupSurroundings): ReturnType<Lookup["foldersOf"]> {
  if (!schemeNamed(scheme).knowsTests) return [{ kind: "legacy", folder: around.below(legacyFolder) }];
  const path = testId === undefined ? undefined : parseNodeId(testId)?.path;
  const ofAll = { kind: "common", folder: around.below(common.path) } as const;
  if (path === undefined) return [ofAll];
  const beside = besideModule(path);
  const ofTest = { kind: "test", folder: around.below(beside) } as const;
  const today = ofTest.folder === ofAll.folder ? [ofTest] : [ofTest, ofAll];
  if (around.isRecording(`${beside}/${hash}.json`)) return today;
  // If the globs name other folders, the recorder searches those that contain this module's recordings.
  const suite = around.foldersOfModule(path);
  return suite.length === 0 ? today : suite.map((folder) => ({ kind: "suite", folder }));
}
