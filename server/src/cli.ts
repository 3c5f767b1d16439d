/** The command line: the same service without an editor. */
import { CommanderError } from "commander";
import { messageOf } from "./errors";
import { version } from "../../package.json";
import { checkCommand } from "./cli/check";
import { command } from "./cli/command";
import { explainCommand } from "./cli/explain";
import { hashCommand } from "./cli/hash";
import { findCommand, listCommand } from "./cli/list";
import { lspCommand } from "./cli/lsp";
import { logFailures, tellOfFailures, tellWhere } from "./cli/failures";
import { complain, endWithReader } from "./cli/output";
import { rerecordCommand } from "./cli/rerecord";
import { showCommand } from "./cli/show";

endWithReader();

command("tapedeck", "Recorded-test fixtures: look at recordings of LLM tests, check them, and serve editors.")
  .version(version)
  .hook("preAction", (_, called) => logFailures(called.optsWithGlobals()["verbose"] === true))
  .addCommand(checkCommand())
  .addCommand(showCommand())
  .addCommand(listCommand())
  .addCommand(findCommand())
  .addCommand(hashCommand())
  .addCommand(explainCommand())
  .addCommand(rerecordCommand())
  .addCommand(lspCommand())
  .parseAsync()
  .catch((error: unknown) => {
    // Help was asked for, or given after an error.
    if (error instanceof CommanderError) return;
    complain(`This did not work: ${messageOf(error)}`, 2);
    tellWhere(error);
  })
  .finally(tellOfFailures);
