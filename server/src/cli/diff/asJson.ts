/** Changes for programs: docs/command-line.md describes the fields. */
import type { ChangedRecording } from "./changed";
import { inOrder } from "./asText";
import { kinds } from "./told";

export function asJson(changes: readonly ChangedRecording[]) {
  const count = (kind: string) => changes.filter((each) => each.kind === kind).length;
  return {
    summary: Object.fromEntries(kinds.map((kind) => [kind, count(kind)])),
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
