/** The metadata of all rules, from which `npm run generate` makes the settings schema and the documentation. */
import { rules } from "./registry";
import type { DocumentedRule, Severity } from "./rule";
import { recordingUnreadable } from "./unreadable";
import { workspaceRules } from "./workspaceRules";

export const documentedRules: readonly DocumentedRule[] = [recordingUnreadable, ...rules, ...workspaceRules];

const off: ReadonlySet<string> = new Set(documentedRules.filter(({ isOff }) => isOff).map(({ code }) => code));

/** The severity of a finding according to the settings, given the rule's default severity. */
export function severityAsSet(
  code: string,
  own: Severity,
  settings: Readonly<Record<string, Severity | "off">>,
): Severity | "off" {
  return settings[code] ?? (off.has(code) ? "off" : own);
}
