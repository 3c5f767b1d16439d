import { namePlace } from "../../recording/json";
import { isTestName } from "../../pytest/cassettes/names";
import { numberIn } from "../../recordingId";
import type { WorkspaceRule } from "../workspaceRule";

export const cassetteTestGone: WorkspaceRule = {
  code: "cassette.test-gone",
  severity: "warning",
  formats: ["vcr"],
  summary: "The module that the cassette's folder belongs to no longer has a test of its name.",
  check({ id, uri, testIdRange: range }, world) {
    const link = world.cassetteTest(uri);
    // Reported once for each file.
    if (link.kind !== "gone" || !["", "#0"].includes(numberIn(id)) || !isTestName(link.name)) return [];
    const message = `${namePlace(world.nameOf(link.module))} no longer has ${namePlace(link.name)}, so no test plays this cassette.`;
    return [{ range, message, about: link.name }];
  },
};
