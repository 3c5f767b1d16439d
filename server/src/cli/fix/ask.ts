/** The confirmation question of `fix` and `prune`. */
import { createInterface } from "node:readline/promises";
import { write } from "../output";

export function isTerminal(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}

/** Asks whether to change so many recordings. The end of the input means no. */
async function agreed(verb: string, count: number): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
  const which = count === 1 ? "1 recording" : `${count.toLocaleString("en-US")} recordings`;
  try {
    return /^y(?:es)?$/i.test((await Promise.race([lines.question(`${verb} ${which}? [y/N] `), closed])).trim());
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
  { dryRun, yes, format }: { readonly dryRun: boolean; readonly yes: boolean; readonly format: "text" | "json" },
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
