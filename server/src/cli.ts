#!/usr/bin/env node
/** The entry point of the command line. Loads only what the command needs, and nothing at all for `--version`. */
import { version } from "../../package.json";

const [asked, ...more] = process.argv.slice(2);
const [path = "-"] = more;
if (more.length === 0 && (asked === "--version" || asked === "-V")) tellVersion();
else if (asked === "textconv" && more.length === 1 && !path.startsWith("-")) void printForGit(path);
else void runCommandLine();

async function runCommandLine(): Promise<void> {
  await import("./compiled");
  const commandLine = await import("./cli/commandLine");
  await commandLine.runCommandLine();
}

async function printForGit(path: string): Promise<void> {
  await import("./compiled");
  const { textconv } = await import("./cli/quickTextconv");
  await textconv(path);
}

function tellVersion(): void {
  process.stdout.on(
    "error",
    (error: NodeJS.ErrnoException) => void import("./cli/output").then(({ endUnwritten }) => endUnwritten(error)),
  );
  process.stdout.write(`${version}\n`);
}
