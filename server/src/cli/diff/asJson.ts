/** Changes for programs. */
import type { ChangeKind, DiffOutput } from "../json/diff";
import type { ChangedRecording } from "./changed";
import { inOrder } from "./asText";

export function asJson(changes: readonly ChangedRecording[]): DiffOutput {
  const count = (kind: ChangeKind) => changes.filter((each) => each.kind === kind).length;
  return {
    summary: {
      changed: count("changed"),
      unreadable: count("unreadable"),
      removed: count("removed"),
      added: count("added"),
      moved: count("moved"),
      "same-meaning": count("same-meaning"),
    },
    recordings: inOrder(changes).map(({ difference, formerFile, ...change }) => ({
      ...change,
      formerFile: formerFile ?? null,
      summary: difference?.summary ?? null,
      answer: difference?.answer ?? [],
      request: difference?.request ?? [],
      noise: difference?.noise ?? [],
      unread: difference?.unread ?? [],
      preview: change.answer,
    })),
  };
}
