import { nameValue } from "../recording/json";
import { parseNodeId } from "../pytest/nodeId";
import type { Rule } from "./rule";

export const recordingTestId: Rule = {
  code: "recording.test-id",
  severity: "warning",
  summary: "`test_id` is not a pytest node id, or differs from the request's.",
  formats: ["ogx"],
  check({ recording }, report) {
    const [own, other] = recording?.testIds ?? [];
    if (own === undefined) return;
    if (other !== undefined && own.id !== other.id) {
      report({
        path: own.path,
        message: `\`test_id\` differs from the request's, ${nameValue(other.id)}, so the file is listed under the wrong test.`,
        related: [{ path: other.path, message: "The request's test id." }],
      });
      return;
    }
    if (parseNodeId(own.id) !== undefined) return;
    const message = `${nameValue(own.id)} is not a pytest node id such as \`tests/test_x.py::test_f\`, so its test cannot be found or run.`;
    report({ path: own.path, message });
  },
};
