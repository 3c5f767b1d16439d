/** Runs the command line in a process of its own, as a person would. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { ToolError } from "../features/agent/tool";

/** Of its output, in bytes. */
const mostOutput = 64 * 1024 * 1024;

/** What the command prints as JSON. Throws a `ToolError`, with what it says on standard error, where it could not do its work. `folder` is a path. */
export function runCommand(folder: string, args: readonly string[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const command = [join(__dirname, "cli.js"), ...args];
    const child = execFile(process.execPath, command, { cwd: folder, maxBuffer: mostOutput }, (_, stdout, stderr) => {
      process.off("exit", end);
      try {
        resolve(JSON.parse(stdout));
      } catch {
        reject(new ToolError(whySaid(stderr)));
      }
    });
    child.stdin?.end();
    // It finishes what must not be left in the middle, and ends.
    const end = () => child.kill();
    process.once("exit", end);
  });
}

/** The sentences of the command, without the name before each. */
function whySaid(stderr: string): string {
  const lines = stderr.split("\n").flatMap((line) => /^tapedeck: (.+)$/.exec(line)?.[1] ?? []);
  return lines.length > 0 ? lines.join(" ").slice(0, 1_500) : "The command could not do its work, and did not say why.";
}
