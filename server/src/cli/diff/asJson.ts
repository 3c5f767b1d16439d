/** Changes as JSON. */
import type { ChangeKind, DiffOutput } from "../json/diff";
import type { ChangedRecording } from "../../features/changes/changed";
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
    recordings: inOrder(changes).map(({ kind, file, formerFile, tests, model, answer, difference }) => ({
      ...{ kind, file, tests, model },
      answer: difference?.answer ?? [],
      formerFile: formerFile ?? null,
      summary: difference?.summary ?? null,
      request: difference?.request ?? [],
      noise: difference?.noise ?? [],
      unread: difference?.unread ?? [],
      preview: answer,
    })),
  };
}
