/** Frees the memory of a finished scan: V8 only does so while a program allocates, and an idle server does not. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** In bytes: unless the heap has grown by so much since last time, freeing is not worth its tenth of a second. */
const usual = 48 * 1024 * 1024;

let last = 0;

/** Does nothing after a small scan. Blocks the thread. */
export function freeMemory(): void {
  if (process.memoryUsage().heapTotal < last + usual) return;
  collectGarbage();
  last = process.memoryUsage().heapTotal;
}

/** Collects the garbage of this thread. The flag stays set: it belongs to the process, whose threads may do this at the same time. */
export function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (options: object) => unknown;
  collect({ type: "major", flavor: "last-resort" });
}
