/** What commands that run tests share: an interrupt also ends the tests, and the tests' output is shown. */

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

/** Where pytest's own output goes: standard output for text, standard error for JSON. */
export function outputOfTests(format: "text" | "json"): (text: string) => void {
  return (text) => void (format === "json" ? process.stderr : process.stdout).write(text);
}

export function tellWaiting(pid: number): void {
  process.stderr.write(`tapedeck: waiting for process ${pid}, which runs tests in this folder\n`);
}
