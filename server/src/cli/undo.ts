/** `tapedeck undo`: restores the recordings from before the last fix or re-recording. */
import { realpathSync } from "node:fs";
import { relative } from "node:path";
import type { Command } from "commander";
import { counted } from "../counted";
import { noStore, storeOf } from "../disk/store";
import { lastFix, undoFix } from "../rerecord/fix";
import { command } from "./command";
import { recovered } from "./fix/recovered";
import { complain, oneLineOf, write } from "./output";

export function undoCommand(): Command {
  return command("undo", "Undo the last fix, pruning or re-recording in this folder.")
    .addHelpText(
      "after",
      "\nUndoes the latest changes of `tapedeck fix`, `prune` or `rerecord` completely, unless one of the files was changed since.\nExit codes: 0 undone, or there is nothing to undo; 1 a recording was changed since; 2 could not undo.",
    )
    .action(undo);
}

async function undo(): Promise<void> {
  const workspace = realpathSync(process.cwd());
  const stores = [storeOf(workspace, "fixes"), storeOf(workspace)].filter((store) => store !== undefined);
  if (stores.length === 0) {
    complain(noStore, 2);
    return;
  }
  for (const store of stores) if (!(await recovered(store, workspace))) return;
  const store = await latest(stores, workspace);
  if (store === undefined) return write("There is nothing to undo in this folder.\n");
  const done = await undoFix(store, workspace);
  switch (done.kind) {
    case "nothing":
      return;
    case "undone":
      return write(`Undone in ${counted(done.files, "file")}: ${oneLineOf(done.title)}.\n`);
    case "touched":
      for (const path of done.paths) complain(`${relative(workspace, path)} was changed since; nothing was undone.`);
      return;
    case "failed":
      for (const reason of done.reasons) complain(reason, 2);
  }
}

/** The store with the latest action; undefined if there is nothing to undo. */
async function latest(stores: readonly string[], workspace: string): Promise<string | undefined> {
  const dated = await Promise.all(stores.map(async (store) => ({ store, began: (await lastFix(store, workspace)) ?? "" })));
  const [last] = dated.sort((a, b) => (a.began < b.began ? 1 : -1));
  return last === undefined || last.began === "" ? undefined : last.store;
}
