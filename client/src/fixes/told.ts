/** Messages about fixes. */
import { countedIn, type Blame, type FixedFile } from "../../../server/src/protocol";
import { recordingsOf } from "./openFixes";

/** "5 recordings in 2 files"; without the files if there are as many. */
export function sizeOf(rows: readonly FixedFile[]): string {
  return countedIn(recordingsOf(rows), new Set(rows.map(({ uri }) => uri)).size);
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
