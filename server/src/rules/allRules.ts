/** Every rule, on one file or on the workspace: what documentation, settings and switches on the command line are made from. */
import { rules } from "./registry";
import type { Rule } from "./rule";
import { workspaceRules } from "./workspaceRules";

export const allRules: readonly Pick<Rule, "code" | "severity" | "summary">[] = [...rules, ...workspaceRules];
