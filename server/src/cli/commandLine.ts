/** The command line: the service of the language server without an editor. */
import { CommanderError, type Command } from "commander";
import type { Formats } from "../formats/formats";
import { version } from "../../../package.json";
import { command } from "./command";
import { logFailures, reportingFailures } from "./failures";
import { useFormats } from "./formats";
import type { FailureOutput } from "./json/common";
import { complaints, hasPrinted, jsonText, writeAsIs } from "./output";

/** In the order of the help. A command is loaded when it is called, and all are loaded to list them. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => (await import("./check")).checkCommand(),
  baseline: async () => (await import("./baseline")).baselineCommand(),
  show: async () => (await import("./show")).showCommand(),
  list: async () => (await import("./list")).listCommand(),
  find: async () => (await import("./list")).findCommand(),
  hash: async () => (await import("./hash")).hashCommand(),
  diff: async () => (await import("./diff")).diffCommand(),
  textconv: async () => (await import("./textconv")).textconvCommand(),
  "setup-git": async () => (await import("./setupGit")).setupGitCommand(),
  fix: async () => (await import("./fix")).fixCommand(),
  prune: async () => (await import("./prune")).pruneCommand(),
  undo: async () => (await import("./undo")).undoCommand(),
  explain: async () => (await import("./explain")).explainCommand(),
  coverage: async () => (await import("./coverage")).coverageCommand(),
  drift: async () => (await import("./drift")).driftCommand(),
  rerecord: async () => (await import("./rerecord")).rerecordCommand(),
  info: async () => (await import("./info")).infoCommand(),
  mcp: async () => (await import("./mcp")).mcpCommand(),
  lsp: async () => (await import("./lsp")).lspCommand(),
};

/** Runs the command in the process's arguments. `formats` are the file formats to use, by default all built-in ones. */
export async function runCommandLine(formats?: Formats): Promise<void> {
  if (formats) useFormats(formats);
  const args = process.argv.slice(2);
  await reportingFailures(async () => {
    const program = await programFor(args);
    await program.parseAsync().catch((error: unknown) => {
      // Commander already printed the help or the error.
      if (!(error instanceof CommanderError)) throw error;
    });
  });
  if (!hasPrinted() && complaints().length > 0 && asksForJson(args)) await printFailure();
}

/** So that whoever reads JSON gets a document, whatever happened. */
async function printFailure(): Promise<void> {
  await writeAsIs(`${jsonText({ errors: complaints() } satisfies FailureOutput, 2)}\n`);
}

/** Asked of the arguments themselves: it is also told to who calls a command wrongly. What `coverage` prints is its command's. */
function asksForJson(args: readonly string[]): boolean {
  const own = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  const isJson = own.some((arg, at) => arg === "--format=json" || (arg === "--format" && own[at + 1] === "json"));
  return isJson && nameIn(args) !== "coverage";
}

/** The program with the command that the arguments name, or with all where they name none. */
export async function programFor(args: readonly string[]): Promise<Command> {
  const program = command("tapedeck", "Read, check and re-record the recorded responses of LLM tests.")
    .version(version)
    .hook("preAction", (_, called) => logFailures(called.optsWithGlobals()["verbose"] === true));
  for (const each of await loaded(args)) program.addCommand(each);
  return program;
}

/** The command that the arguments name, or all commands if they name none. */
function loaded(args: readonly string[]): Promise<readonly Command[]> {
  const name = nameIn(args);
  const called = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return Promise.all((called ? [called] : Object.values(commands)).map((load) => load()));
}

const nameIn = (args: readonly string[]): string => args.find((arg) => !arg.startsWith("-")) ?? "";
