/** What `fix` and `prune` have in common: their options, the one question on a terminal, and how they end. */
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { counted, countedIn } from "../../counted";
import { noStore, storeOf } from "../../disk/store";
import { allowEmptyOption, cacheOption, command, dryRunOption, formatOption, pathArgument, secretsOption } from "../command";
import { complain, write } from "../output";
import { recovered } from "./recovered";

/** The options that these commands share. */
export interface ChangingOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly format: "text" | "json";
  readonly cache: boolean;
  readonly allowEmpty?: boolean;
}

/** A command that shows what it would change, and changes what is agreed to. */
export function changingCommand(name: string, description: string): Command {
  return command(name, description)
    .addArgument(pathArgument())
    .addOption(dryRunOption())
    .option("--yes", "do not ask; required without a terminal")
    .addOption(formatOption("text", "json"))
    .addOption(secretsOption())
    .addOption(cacheOption())
    .addOption(allowEmptyOption());
}

/** Where its changes are noted, for undoing them, which a dry run does without. undefined after a complaint. */
export async function changesStore(
  workspace: string,
  { dryRun = false }: ChangingOptions,
): Promise<{ readonly store: string | undefined } | undefined> {
  const store = storeOf(workspace, "fixes");
  if (dryRun) return { store };
  if (store !== undefined) return (await recovered(store, workspace)) ? { store } : undefined;
  complain(noStore, 2);
  return undefined;
}

/** What is changed; without `files` where they are not told. */
export interface Size {
  readonly recordings: number;
  readonly files?: number;
}

const shownSize = ({ recordings, files = recordings }: Size): string => countedIn(recordings, files);

/** A line: of so many recordings so many were changed; "" where some could not be read, which was said. `verb` as in "Nothing to fix", `done` as in "12 recordings fixed". */
export function verdict(planned: Size, changed: Size, { dryRun, yes }: ChangingOptions, verb: string, done: string): string {
  if (planned.recordings === 0) return process.exitCode === 2 ? "" : `Nothing to ${verb}.\n`;
  if (changed.recordings > 0) return `${shownSize(changed)} ${done}; run tapedeck undo to undo this.\n`;
  const possible = `${shownSize(planned)} can be ${done}`;
  if (dryRun === true) return `${possible}.\n`;
  // What was in the way was said.
  if (yes === true) return "";
  return isTerminal() ? "Nothing was changed.\n" : `${possible}: nothing was changed because --yes was not given.\n`;
}

function isTerminal(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}

/** Asks whether to change so many recordings. The end of the input means no. */
async function agreed(verb: string, count: number): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
  try {
    return /^y(?:es)?$/i.test(
      (await Promise.race([lines.question(`${verb} ${counted(count, "recording")}? [y/N] `), closed])).trim(),
    );
  } finally {
    lines.close();
  }
}

interface Asking<Group> {
  /** The first word of the question: "Fix". */
  readonly verb: string;
  readonly show: (group: Group) => Iterable<string>;
  /** How many recordings a group has. */
  readonly sizeOf: (group: Group) => number;
}

/** The groups to carry out: all with `--yes`, on a terminal those that the user agrees to, otherwise none. Prints the text before it asks. */
export async function decided<Group>(
  groups: readonly Group[],
  { dryRun = false, yes = false, format }: Pick<ChangingOptions, "dryRun" | "yes" | "format">,
  { verb, show, sizeOf }: Asking<Group>,
): Promise<readonly Group[]> {
  const asks = !dryRun && !yes && format === "text" && isTerminal();
  const chosen: Group[] = [];
  for (const group of groups) {
    if (format === "text") for (const piece of show(group)) await write(piece);
    if (dryRun ? false : yes || (asks && (await agreed(verb, sizeOf(group))))) chosen.push(group);
  }
  return chosen;
}
