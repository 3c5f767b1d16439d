import { nameValue } from "../recording/json";
import { parseNodeId } from "../pytest/nodeId";
import { atStart } from "./opening";
import type { TestState, WorkspaceRule } from "./workspaceRule";

export const testGone: WorkspaceRule = {
  code: "recording.test-gone",
  severity: "warning",
  summary: "The test's module, or the function in it, does not exist any more.",
  check(recording, world) {
    const state = world.testOf(recording);
    const id = recording.testId === undefined ? undefined : parseNodeId(recording.testId);
    if (state.kind !== "gone" || id === undefined) return [];
    const what =
      state.what === "module"
        ? `There is no ${nameValue(id.path)}`
        : `${nameValue(id.path)} has no ${nameValue(id.names.join("::"))}`;
    const why = state.collected === undefined ? "" : `: pytest collects ${others(state.collected)} there`;
    const message = `${what} any more${why}, so no test asks for this recording${hint(state)}.`;
    if (state.module === undefined) return [{ range: recording.testIdRange, message }];
    const related = state.nearest === undefined ? "The module of the test." : `The module of ${nameValue(state.nearest)}.`;
    return [{ range: recording.testIdRange, message, related: [{ uri: state.module, range: atStart, message: related }] }];
  },
};

function others(count: number): string {
  return `${count} other ${count === 1 ? "test" : "tests"}`;
}

function hint({ nearest }: Extract<TestState, { kind: "gone" }>): string {
  return nearest === undefined ? "" : `; the nearest there is: ${nameValue(nearest)}`;
}
