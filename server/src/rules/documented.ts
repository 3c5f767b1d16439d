/** What a rule tells about itself, for all rules there are: settings schema, documentation and README are made of it (`npm run generate`). */
import { rules } from "./registry";
import type { Severity } from "./rule";
import { recordingUnreadable } from "./unreadable";
import { workspaceRules } from "./workspaceRules";

export interface DocumentedRule {
  readonly code: string;
  readonly severity: Severity;
  /** What the rule looks for, in one line of Markdown. */
  readonly summary: string;
}

export const documentedRules: readonly DocumentedRule[] = [recordingUnreadable, ...rules, ...workspaceRules];
