/** Findings as GitHub Actions shows them beside the lines of a pull request. */
import type { Severity } from "../../rules/rule";
import type { Checked, CheckedFinding } from "./checked";

const commands: Record<Severity, string> = { error: "error", warning: "warning", information: "notice", hint: "notice" };

/** One workflow command a finding, each on a line of its own. */
export function asGithub({ findings }: Checked): string {
  return findings.map((finding) => `${asCommand(finding)}\n`).join("");
}

function asCommand({ file, code, severity, message, range: { start, end } }: CheckedFinding): string {
  const properties = {
    file,
    line: start.line + 1,
    endLine: end.line + 1,
    // GitHub takes columns only where start and end are on one line.
    ...(start.line === end.line ? { col: start.character + 1, endColumn: Math.max(end.character, start.character + 1) } : {}),
    title: code,
  };
  const written = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${commands[severity]} ${written.join(",")}::${escapeData(message)}`;
}

/** As the runner undoes it: a message is one line, and can start no other command. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
