/** What a rule tells about itself, for all rules there are: settings schema and documentation are made of it (`npm run generate`). */
import { rules } from "./registry";
import type { DocumentedRule, Severity } from "./rule";
import { recordingUnreadable } from "./unreadable";
import { workspaceRules } from "./workspaceRules";

export const documentedRules: readonly DocumentedRule[] = [recordingUnreadable, ...rules, ...workspaceRules];

const off: ReadonlySet<string> = new Set(documentedRules.filter(({ isOff }) => isOff).map(({ code }) => code));

/** How severe the settings make a finding of a rule whose own severity is this. */
export function severityAsSet(
  code: string,
  own: Severity,
  settings: Readonly<Record<string, Severity | "off">>,
): Severity | "off" {
  return settings[code] ?? (off.has(code) ? "off" : own);
}
