import { fixCommands } from "../../protocol";
import type { Fix } from "./fix";

export const disableRule: Fix = {
  codes: undefined,
  propose({ services, document, finding: { code } }) {
    if (!services.client.commands) return [];
    const title = `Turn off the rule ${code} in the settings`;
    return [{ kind: "command", title, command: { title, command: fixCommands.disableRule, arguments: [code, document.uri] } }];
  },
};
