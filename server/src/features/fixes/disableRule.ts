import { fixCommands } from "../../protocol";
import type { Fix } from "./fix";

export const disableRule: Fix = {
  codes: undefined,
  propose({ services, document, finding: { code } }) {
    if (!services.client.commands) return [];
    const title = `Disable rule ${code} in settings`;
    return [{ kind: "command", title, command: { title, command: fixCommands.disableRule, arguments: [code, document.uri] } }];
  },
};
