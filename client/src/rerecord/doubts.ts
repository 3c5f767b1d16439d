/** Reasons against accepting recordings. */
import { nameOf } from "../../../server/src/rerecord/describe";
import type { ReviewEntry } from "../../../server/src/rerecord/review";
import { confirmed } from "../notifications";
import { nameOfEntry } from "./reviewTree";
import type { VSCode } from "../vscode";

/** One sentence for each test that did not pass, and for each new finding. */
export function doubtsOf(entry: ReviewEntry): readonly string[] {
  return [...failedOf([entry]), ...entry.findings.map(({ code, message }) => `New finding: ${message} (${code})`)];
}

/** Asks for confirmation if there are reasons against accepting any of them. */
export async function agreed(vscode: VSCode, entries: readonly ReviewEntry[]): Promise<boolean> {
  const findings = entries.flatMap((entry) =>
    entry.findings.map(({ code, message }) => `${nameOfEntry(entry)}: ${message} (${code})`),
  );
  const reasons = [
    ...failedOf(entries),
    ...(findings.length === 0 ? [] : [`New findings:\n${findings.slice(0, 10).join("\n")}`]),
  ];
  if (reasons.length === 0) return true;
  const question = entries.length === 1 ? "Accept this recording?" : `Accept these ${entries.length} recordings?`;
  return confirmed(vscode, question, reasons.join("\n"), "Accept Anyway");
}

function failedOf(entries: readonly ReviewEntry[]): readonly string[] {
  const failed = new Set(entries.filter(({ outcome }) => outcome !== "passed").map(({ testId }) => testId ?? "a test"));
  return [...failed].map((testId) => `${nameOf([testId])} did not pass.`);
}
