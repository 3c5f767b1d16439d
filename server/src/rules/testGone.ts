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
    const why = state.collected === undefined ? "" : `: pytest collects ${otherTests(state.collected)} there`;
    const message = `${what} any more${why}, so no test asks for this recording${hint(state)}.`;
    if (state.module === undefined) return [{ range: recording.testIdRange, message }];
    const [nearest] = state.candidates;
    const related = nearest === undefined ? "The module of the test." : `The module of ${nameValue(nearest.testId)}.`;
    return [{ range: recording.testIdRange, message, related: [{ uri: state.module, range: atStart, message: related }] }];
  },
};

function otherTests(count: number): string {
  return `${count} other ${count === 1 ? "test" : "tests"}`;
}

function hint({ candidates: [first, ...others] }: Extract<TestState, { kind: "gone" }>): string {
  if (first === undefined) return "";
  if (first.isSure) return `; it is ${nameValue(first.testId)} now`;
  if (others.length === 0) return `; the nearest there is: ${nameValue(first.testId)}`;
  return `; the nearest there are: ${[first, ...others].map(({ testId }) => nameValue(testId)).join(", ")}`;
}
