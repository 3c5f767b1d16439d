/** What commands that run tests have in common: they end with them when they are interrupted, and show what they print. */

/** `work` gets a signal that Ctrl+C, and whoever ends the process, aborts. */
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

/** pytest's own output: what the tests print is the user's own. */
export function outputOfTests(format: "text" | "json"): (text: string) => void {
  return (text) => void (format === "json" ? process.stderr : process.stdout).write(text);
}

export function tellWaiting(pid: number): void {
  process.stderr.write(`tapedeck: waiting for process ${pid}, which runs tests in this folder\n`);
}
