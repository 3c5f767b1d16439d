/** What a rule tells about itself, for all rules there are: settings schema, documentation and README are made of it (`npm run generate`). */
import { rules } from "./registry";
import type { DocumentedRule } from "./rule";
import { recordingUnreadable } from "./unreadable";
import { workspaceRules } from "./workspaceRules";

export const documentedRules: readonly DocumentedRule[] = [recordingUnreadable, ...rules, ...workspaceRules];
