/** Offers to record the test again, which fixes what no edit can. */
import { commands } from "../../protocol";
import { parseNodeId, unsafeNodeId } from "../../pytest/nodeId";
import type { Fix } from "./fix";

/** What recording again does not change, because it is not about the answer, or would only come back. */
const isInVain = (code: string): boolean => /^(?:secret|provider|recording\.(?:test-gone|test-id|name|duplicate))/.test(code);

export const recordAgain: Fix = {
  codes: undefined,
  propose({ services, summary, finding }) {
    const { testId } = summary;
    const id = testId === undefined ? undefined : parseNodeId(testId);
    if (!services.client.commands || id === undefined || isInVain(finding.code) || unsafeNodeId(id) !== undefined) return [];
    const title = "Record the test again…";
    return [{ kind: "command", title, command: { title, command: commands.rerecord, arguments: [summary.id] } }];
  },
};
