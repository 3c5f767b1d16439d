/** One run at a time: two runs would write the same files, and each would take the other's changes for its own. */
export class RunQueue {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Whether a run is active, so that the next one will wait. */
  get busy(): boolean {
    return this.#waiting > 0;
  }

  /**
   * Runs `task` after all earlier ones have ended, successfully or not. If `signal` aborts while it waits, the task never starts and the
   * result is undefined.
   */
  async run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    const before = this.#last;
    let done: () => void = () => undefined;
    const self = new Promise<void>((resolve) => (done = resolve));
    this.#last = before.then(() => self);
    this.#waiting++;
    try {
      await Promise.race([before, aborted(signal)]);
      return signal.aborted ? undefined : await task();
    } finally {
      this.#waiting--;
      done();
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
