/** The one question of a fix, on a terminal. */
import { createInterface } from "node:readline/promises";

export function isTerminal(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}

/** Whether the user wants so many recordings to be changed; the end of the input is a no. */
export async function agreed(count: number): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
  const which = count === 1 ? "1 recording" : `${count.toLocaleString("en-US")} recordings`;
  try {
    return /^y(?:es)?$/i.test((await Promise.race([lines.question(`Fix ${which}? [y/N] `), closed])).trim());
  } finally {
    lines.close();
  }
}
