import { namePlace } from "../recording/json";
import { parseNodeId } from "../pytest/nodeId";
import { atStart } from "./opening";
import type { TestState, WorkspaceRule } from "./workspaceRule";

export const testGone: WorkspaceRule = {
  code: "recording.test-gone",
  severity: "warning",
  summary: "The test's module, or the function in it, no longer exists.",
  check(recording, world) {
    const state = world.testOf(recording);
    const { testId: about } = recording;
    const id = about === undefined ? undefined : parseNodeId(about);
    if (state.kind !== "gone" || about === undefined || id === undefined) return [];
    const what =
      state.what === "module"
        ? `${namePlace(id.path)} no longer exists`
        : `${namePlace(id.path)} no longer has ${namePlace(id.names.join("::"))}`;
    const why = state.collected === undefined ? "" : ` (pytest collects ${otherTests(state.collected)})`;
    const message = `${what}${why}, so no test uses this recording${hint(state, id.path)}.`;
    if (state.module === undefined) return [{ range: recording.testIdRange, message, about }];
    const [nearest] = state.candidates;
    const related = nearest === undefined ? "The module of the test." : `The module of ${namePlace(nearest.testId)}.`;
    return [{ range: recording.testIdRange, message, about, related: [{ uri: state.module, range: atStart, message: related }] }];
  },
};

function otherTests(count: number): string {
  return `${count} other ${count === 1 ? "test" : "tests"}`;
}

function hint({ candidates }: Extract<TestState, { kind: "gone" }>, path: string): string {
  const [first] = candidates;
  if (first === undefined) return "";
  const names = candidates.map(({ testId }) => nameIn(path, testId)).join(", ");
  if (first.isSure) return `; it is now ${nameIn(path, first.testId)}`;
  return candidates.length === 1 ? `; the closest match is ${names}` : `; the closest matches are ${names}`;
}

/** The test without its module, if the sentence names the module already. */
function nameIn(path: string, testId: string): string {
  return namePlace(testId.startsWith(`${path}::`) ? testId.slice(path.length + 2) : testId);
}
