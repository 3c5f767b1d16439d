import { nameValue } from "../recording/json";
import type { WorkspaceRule } from "./workspaceRule";

export const unknownCall: WorkspaceRule = {
  code: "chain.unknown-call",
  severity: "hint",
  summary: "The request quotes a tool call that no recording of its test answers with.",
  check(recording, world) {
    if (recording.testId === undefined || recording.broken) return [];
    // Cassettes are replayed in order, whatever the ids: clients and tests make up many.
    if (world.formatOf(recording.uri).isNamedByTest === true) return [];
    return recording.quotedCalls.flatMap(({ id, range }) => {
      if (world.answers(recording, id) !== false) return [];
      const message = `No recording of this test answers with the call ${nameValue(id)}, so the answer that it comes from was recorded anew, is missing, or is made up by the test.`;
      return [{ range, message }];
    });
  },
};
