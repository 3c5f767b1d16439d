/** The one question of a fix, or of what is to be pruned, on a terminal. */
import { createInterface } from "node:readline/promises";

export function isTerminal(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}

/** Whether the user wants so many recordings to be changed ("Fix"); the end of the input is a no. */
export async function agreed(verb: string, count: number): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
  const which = count === 1 ? "1 recording" : `${count.toLocaleString("en-US")} recordings`;
  try {
    return /^y(?:es)?$/i.test((await Promise.race([lines.question(`${verb} ${which}? [y/N] `), closed])).trim());
  } finally {
    lines.close();
  }
}
