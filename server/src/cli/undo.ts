/** `tapedeck undo`: makes the recordings of the last fix what they were before it. */
import { realpathSync } from "node:fs";
import { relative } from "node:path";
import type { Command } from "commander";
import { undoFix } from "../rerecord/fix";
import { command } from "./command";
import { recovered } from "./fix/recovered";
import { complain, oneLineOf, write } from "./output";
import { noStore, storeOf } from "../disk/store";

export function undoCommand(): Command {
  return command("undo", "Undo the last fix in this folder: all of it, or nothing.")
    .addHelpText(
      "after",
      "\nExit codes: 0 undone, or there is nothing to undo; 1 a recording was changed since; 2 could not undo.",
    )
    .action(undo);
}

async function undo(): Promise<void> {
  const workspace = realpathSync(process.cwd());
  const store = storeOf(workspace, "fixes");
  if (store === undefined) {
    complain(noStore, 2);
    return;
  }
  if (!(await recovered(store, workspace))) return;
  const done = await undoFix(store, workspace);
  switch (done.kind) {
    case "nothing":
      return write("There is no fix to undo in this folder.\n");
    case "undone": {
      const { files, title } = done;
      return write(
        `Undone for ${files.toLocaleString("en-US")} ${files === 1 ? "recording" : "recordings"}: ${oneLineOf(title)}.\n`,
      );
    }
    case "touched":
      for (const path of done.paths) complain(`${relative(workspace, path)} was changed since the fix; nothing was undone.`);
      return;
    case "failed":
      for (const reason of done.reasons) complain(reason, 2);
  }
}
