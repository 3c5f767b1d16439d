/** The `--rule <code>=<severity>` option of commands that check. */
import { Option } from "commander";
import { documentedRules } from "../rules/documented";
import { severities } from "./check/checked";
import { pairs } from "./command";

export function ruleOption(): Option {
  return new Option("--rule <code=severity>", `override the severity of a rule: ${severities.join(", ")} or off`).argParser(
    pairs("<code>=<severity>", problemWith),
  );
}

const codes = new Set(documentedRules.map(({ code }) => code));

function problemWith(code: string, severity: string): string | undefined {
  if (!codes.has(code)) return `There is no rule "${code}".`;
  return severity === "off" || severities.some((each) => each === severity)
    ? undefined
    : `The severity of ${code} must be one of ${severities.join(", ")} or off.`;
}
