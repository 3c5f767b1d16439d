/** The command line: the same service without an editor. */
import { Command } from "commander";
import { version } from "../../package.json";
import { lspCommand } from "./cli/lsp";

const program = new Command("tapedeck")
  .description("Recorded-test fixtures: a language server for recordings of LLM tests.")
  .version(version)
  .showHelpAfterError()
  .addCommand(lspCommand());

void program.parseAsync();
