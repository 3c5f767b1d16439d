/** All rules on the workspace. Settings, docs and tests are generated from this list and the one in registry.ts. */
import { unknownCall } from "./chain";
import { cassetteDrift, cassetteUnplayed } from "./cassette/replayed";
import { cassetteStale } from "./cassette/stale";
import { cassetteTestGone } from "./cassette/testGone";
import { duplicate } from "./duplicate";
import { mismatch, modelDigest, olderScheme } from "./hashRules";
import { misplaced } from "./misplaced";
import { recordingName } from "./recordingName";
import { testGone } from "./testGone";
import type { WorkspaceRule } from "./workspaceRule";

export const workspaceRules: readonly WorkspaceRule[] = [
  recordingName,
  testGone,
  misplaced,
  duplicate,
  olderScheme,
  mismatch,
  modelDigest,
  unknownCall,
  cassetteTestGone,
  cassetteStale,
  cassetteDrift,
  cassetteUnplayed,
];
