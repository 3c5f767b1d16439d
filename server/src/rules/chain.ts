import { nameValue } from "../recording/json";
import type { WorkspaceRule } from "./workspaceRule";

export const unknownCall: WorkspaceRule = {
  code: "chain.unknown-call",
  severity: "hint",
  summary: "The request refers to a tool call that no recording of its test contains.",
  check(recording, world) {
    if (recording.testId === undefined || recording.broken) return [];
    // Cassettes are replayed in order, whatever the ids are, and clients and tests invent many.
    if (world.formatOf(recording.uri).isNamedByTest === true) return [];
    // The others may have gone on to the test's new name; no replay asks for this one.
    if (recording.quotedCalls.length === 0 || world.testOf(recording).kind === "gone") return [];
    return recording.quotedCalls.flatMap(({ id, range }) => {
      if (world.answers(recording, id) !== false) return [];
      const message = `No recording of this test contains the tool call ${nameValue(id)}, so its answer was recorded again, is missing, or is made up by the test.`;
      return [{ range, message, about: id }];
    });
  },
};
