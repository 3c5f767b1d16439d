/** The one question of a fix, or of what is to be pruned, on a terminal. */
import { createInterface } from "node:readline/promises";
import { write } from "../output";

export function isTerminal(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}

/** Whether the user wants so many recordings to be changed ("Fix"); the end of the input is a no. */
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
  /** As the question begins: "Fix". */
  readonly verb: string;
  readonly show: (group: Group) => Iterable<string>;
  /** How many recordings the question is about. */
  readonly sizeOf: (group: Group) => number;
}

/** What is to be done: all with `--yes`, on a terminal what is agreed to, else nothing. Text is shown before anybody is asked. */
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
