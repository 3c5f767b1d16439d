import { nameValue } from "../recording/json";
import { parseNodeId } from "../pytest/nodeId";
import type { Rule } from "./rule";

export const recordingTestId: Rule = {
  code: "recording.test-id",
  severity: "warning",
  summary: "`test_id` is no pytest node id, or disagrees with the request's own.",
  formats: ["ogx"],
  check({ recording }, report) {
    const [own, other] = recording?.testIds ?? [];
    if (own === undefined) return;
    if (other !== undefined && own.id !== other.id) {
      report({
        path: own.path,
        message: `\`test_id\` is not that of the request, ${nameValue(other.id)}, so the file is listed below another test than the one that asks for it.`,
        related: [{ path: other.path, message: "The request's own test id." }],
      });
      return;
    }
    if (parseNodeId(own.id) !== undefined) return;
    const message = `${nameValue(own.id)} is no pytest node id such as \`tests/test_x.py::test_f\`, so its test cannot be found or run.`;
    report({ path: own.path, message });
  },
};
