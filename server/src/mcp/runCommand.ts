/** Runs the command line in its own process. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { ToolError } from "../features/agent/tool";

/** The most output, in bytes. */
const mostOutput = 64 * 1024 * 1024;

/** The JSON that the command prints. Throws a `ToolError` with the command's standard error if it failed. `folder` is a path. */
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
    // The command still finishes what must not be left half done.
    const end = () => child.kill();
    process.once("exit", end);
  });
}

/** The command's error messages, without the prefix of its name. */
function whySaid(stderr: string): string {
  const lines = stderr.split("\n").flatMap((line) => /^tapedeck: (.+)$/.exec(line)?.[1] ?? []);
  return lines.length > 0 ? lines.join(" ").slice(0, 1_500) : "The command failed without a message.";
}
