/** `tapedeck lsp --stdio`: the language server for any editor. */
import type { Command } from "commander";
import { command } from "./command";

export function lspCommand(): Command {
  return command("lsp", "Run the language server.")
    .requiredOption("--stdio", "communicate over standard input and output")
    .option("--clientProcessId <pid>", "exit when this process exits")
    .addHelpText(
      "after",
      "\nExample for Neovim:\n  vim.lsp.config('tapedeck', { cmd = { 'tapedeck', 'lsp', '--stdio' }, filetypes = { 'json', 'yaml', 'python' }, root_markers = { '.git' } })\n  vim.lsp.enable('tapedeck')",
    )
    .action(async () => {
      // It reads --stdio from the process's arguments, and keeps the console off the stream.
      await import("../main");
    });
}
