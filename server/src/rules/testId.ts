import { nameValue, objectOf } from "../recording/json";
import { parseNodeId } from "../pytest/nodeId";
import type { Rule } from "./rule";

export const recordingTestId: Rule = {
  code: "recording.test-id",
  severity: "warning",
  summary: "`test_id` is no pytest node id, or disagrees with the request's own.",
  check({ value }, report) {
    const { test_id: own, request } = objectOf(value);
    const { test_id: ofRequest } = objectOf(request);
    if (typeof own === "string" && typeof ofRequest === "string" && own !== ofRequest) {
      report({
        path: ["test_id"],
        message: `\`test_id\` is not that of the request, ${nameValue(ofRequest)}, so the file is listed below another test than the one that asks for it.`,
        related: [{ path: ["request", "test_id"], message: "The request's own test id." }],
      });
      return;
    }
    const path = typeof own === "string" ? ["test_id"] : ["request", "test_id"];
    const id = typeof own === "string" ? own : ofRequest;
    if (typeof id !== "string" || parseNodeId(id) !== undefined) return;
    const message = `${nameValue(id)} is no pytest node id such as \`tests/test_x.py::test_f\`, so its test cannot be found or run.`;
    report({ path, message });
  },
};
