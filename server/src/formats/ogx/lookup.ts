/** Where OGX's replay looks for a recording: beside the test, then in the common folder; one of the first recorders, in a single one. */
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

/** A recording of today's layout may be configured to lie elsewhere. */
function foldersOf({ testId, hash, scheme }: LookedUp, around: LookupSurroundings): ReturnType<Lookup["foldersOf"]> {
  if (!schemeNamed(scheme).knowsTests) return [{ kind: "legacy", folder: around.below(legacyFolder) }];
  const path = testId === undefined ? undefined : parseNodeId(testId)?.path;
  const ofAll = { kind: "common", folder: around.below(common.path) } as const;
  if (path === undefined) return [ofAll];
  const beside = besideModule(path);
  const ofTest = { kind: "test", folder: around.below(beside) } as const;
  const today = ofTest.folder === ofAll.folder ? [ofTest] : [ofTest, ofAll];
  if (around.isRecording(`${beside}/${hash}.json`)) return today;
  // The globs name other folders: those where the recordings of this module lie are where its recorder looks.
  const suite = around.foldersOfModule(path);
  return suite.length === 0 ? today : suite.map((folder) => ({ kind: "suite", folder }));
}
