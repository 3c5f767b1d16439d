/** `tapedeck mcp`: the Model Context Protocol server, for coding agents. */
import type { Command } from "commander";
import { command } from "./command";
import { foldersNamed } from "./folders";

export function mcpCommand(): Command {
  return command("mcp", "Run the Model Context Protocol server, for coding agents.")
    .argument("[folder...]", "folders with recordings (default: the client's roots, or the current folder)")
    .option("--allow-write", "also offer tools that fix recordings and that run tests to re-record them")
    .addHelpText(
      "after",
      "\nCommunicates over standard input and output; without --allow-write it writes no files and runs no tests.\nExample for Claude Code:\n  claude mcp add tapedeck -- tapedeck mcp",
    )
    .action(async (folders: string[], { allowWrite = false }: { readonly allowWrite?: boolean }) => {
      if (foldersNamed(folders) === undefined) return;
      // It finds in the process's arguments what it is to serve.
      process.argv.splice(2, process.argv.length, "--mcp", ...(allowWrite ? ["--allow-write"] : []), ...folders);
      await import("../main");
    });
}
