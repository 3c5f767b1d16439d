/** What commands that run tests have in common: they end with them when they are interrupted, and show what they print. */
import { wantsColor } from "./output";

/** Runs `work` with a signal that is aborted by Ctrl+C and by termination signals. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const cancel = new AbortController();
  const cancelled = () => cancel.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, cancelled);
  try {
    return await work(cancel.signal);
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.removeListener(signal, cancelled);
  }
}

type Format = "text" | "json";

const streamOfTests = (format: Format): NodeJS.WriteStream => (format === "json" ? process.stderr : process.stdout);

/** pytest's own output: what the tests print is the user's own. */
export function outputOfTests(format: Format): (text: string) => void {
  return (text) => void streamOfTests(format).write(text);
}

/** Variables of a run, so that its output has colours where ours has. */
export const colorsOfTests = (format: Format): Readonly<Record<string, string>> =>
  wantsColor(streamOfTests(format)) ? {} : { PY_COLORS: "0", FORCE_COLOR: "", NO_COLOR: "1" };

export function tellWaiting(pid: number): void {
  process.stderr.write(`tapedeck: waiting for process ${pid}, which runs tests in this folder\n`);
}
