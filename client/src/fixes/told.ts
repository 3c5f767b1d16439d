/** Messages about fixes. */
import type { Blame, FixedFile } from "../../../server/src/protocol";
import { counted } from "../commands/editSummary";
import { recordingsOf } from "./openFixes";

/** The number of files, however many recordings they contain. */
export const countedFiles = (count: number): string => `${count.toLocaleString("en-US")} ${count === 1 ? "file" : "files"}`;

/** "5 recordings in 2 files"; without the files if there are as many. */
export function sizeOf(rows: readonly FixedFile[]): string {
  const [recordings, files] = [recordingsOf(rows), new Set(rows.map(({ uri }) => uri)).size];
  return files === recordings ? counted(recordings) : `${counted(recordings)} in ${countedFiles(files)}`;
}

/** As many as fit into a message. */
export function few(reasons: readonly string[]): string {
  const shown = reasons.slice(0, 5);
  return [...shown, ...(reasons.length > shown.length ? [`And ${reasons.length - shown.length} more.`] : [])].join("\n");
}

/** The commit that introduced a cause. */
export function since(blame: Blame | null): string {
  if (blame === null) return "Git does not show which commit caused this.";
  if (blame.kind === "uncommitted") return "Caused by a change that is not committed yet.";
  return `Caused by commit ${blame.commit.slice(0, 12)} of ${blame.date.slice(0, 10)}: ${blame.subject}`;
}
