/** `tapedeck textconv`: prints what git compares instead of a recording's own text, see gitattributes(5). */
import type { Command } from "commander";
import { command, secretsOption } from "./command";
import { printForGit } from "./printForGit";

export function textconvCommand(): Command {
  return command("textconv", "Print a recording as text for git to compare, and any other file unchanged.")
    .argument("<file>", "the file to print")
    .addOption(secretsOption())
    .action(printForGit);
}
