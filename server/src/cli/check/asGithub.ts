/** Findings as GitHub Actions workflow commands, which annotate the lines of a pull request. */
import type { Severity } from "../../rules/rule";
import type { Checked, CheckedFinding } from "./checked";

const commands: Record<Severity, string> = { error: "error", warning: "warning", information: "notice", hint: "notice" };

/** One workflow command per finding, each on its own line. */
export function asGithub({ findings }: Checked): string {
  return findings.map((finding) => `${asCommand(finding)}\n`).join("");
}

function asCommand({ file, code, severity, message, range: { start, end } }: CheckedFinding): string {
  const properties = {
    file,
    line: start.line + 1,
    endLine: end.line + 1,
    // GitHub accepts columns only if start and end are on the same line.
    ...(start.line === end.line ? { col: start.character + 1, endColumn: Math.max(end.character, start.character + 1) } : {}),
    title: code,
  };
  const written = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${commands[severity]} ${written.join(",")}::${escapeData(message)}`;
}

/** Escapes a value the way the runner unescapes it, so that a message is one line and cannot start another command. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
