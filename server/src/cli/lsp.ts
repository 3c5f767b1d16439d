/** `tapedeck lsp --stdio`: the language server for any editor. */
import { join } from "node:path";
import type { Command } from "commander";
import { version } from "../../../package.json";
import { createServerConnection } from "../connection/connection";
import { userCacheFolder } from "../disk/privateFolder";
import { startServer } from "../server";
import { command } from "./command";
import { formatsInUse } from "./formats";

export function lspCommand(): Command {
  return command("lsp", "Run the language server.")
    .requiredOption("--stdio", "talk over standard input and output")
    .option("--clientProcessId <pid>", "end when this process ends")
    .addHelpText(
      "after",
      "\nExample for Neovim:\n  vim.lsp.start_client({ cmd = { 'tapedeck', 'lsp', '--stdio' }, root_dir = vim.fn.getcwd() })",
    )
    .action(() => {
      // Without the folder that it was started in, which may be deleted, Node starts no threads.
      process.chdir(__dirname);
      // It finds --stdio in the process's arguments, and keeps the console off the stream.
      const connection = createServerConnection();
      startServer(connection, {
        workerScript: join(__dirname, "worker.js"),
        version,
        cacheFolder: userCacheFolder(),
        formats: formatsInUse(),
      });
      connection.listen();
    });
}
