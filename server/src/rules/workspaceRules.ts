/** All rules on the workspace. Settings, docs and tests are made from this list and the one in registry.ts. */
import { mismatch, modelDigest, olderScheme } from "./hashRules";
import type { WorkspaceRule } from "./workspaceRule";

export const workspaceRules: readonly WorkspaceRule[] = [olderScheme, mismatch, modelDigest];
