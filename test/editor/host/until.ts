import { setTimeout as pause } from "node:timers/promises";

/** Waits for something to become true, or fails with its name. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await pause(100);
  }
}
