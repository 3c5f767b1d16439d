/** The command line: the same service without an editor. */
import { CommanderError } from "commander";
import type { Formats } from "../formats/formats";
import { messageOf } from "../errors";
import { version } from "../../../package.json";
import { checkCommand } from "./check";
import { command } from "./command";
import { diffCommand } from "./diff";
import { driftCommand } from "./drift";
import { explainCommand } from "./explain";
import { hashCommand } from "./hash";
import { findCommand, listCommand } from "./list";
import { lspCommand } from "./lsp";
import { logFailures, tellOfFailures, tellWhere } from "./failures";
import { useFormats } from "./formats";
import { complain, endWithReader } from "./output";
import { rerecordCommand } from "./rerecord";
import { setupGitCommand } from "./setupGit";
import { showCommand } from "./show";
import { textconvCommand } from "./textconv";

/** Does what the process was asked for, with these file formats. */
export function runCommandLine(formats: Formats): void {
  useFormats(formats);
  endWithReader();

  command("tapedeck", "Recorded-test fixtures: look at recordings of LLM tests, check them, and serve editors.")
    .version(version)
    .hook("preAction", (_, called) => logFailures(called.optsWithGlobals()["verbose"] === true))
    .addCommand(checkCommand())
    .addCommand(showCommand())
    .addCommand(listCommand())
    .addCommand(findCommand())
    .addCommand(hashCommand())
    .addCommand(diffCommand())
    .addCommand(textconvCommand())
    .addCommand(setupGitCommand())
    .addCommand(explainCommand())
    .addCommand(driftCommand())
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
}
