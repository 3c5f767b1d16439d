/**
 * Gives back the memory that a scan needed and that nobody needs any more: V8 does so by itself as long as a program makes garbage, and a server that
 * has nothing to do makes none.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes of heap that are no matter; only where there are so many more than after the last time it is worth the tenth of a second. */
const usual = 48 * 1024 * 1024;

let last = 0;

/** Costs nothing after a small scan. The thread does nothing else meanwhile. */
export function freeMemory(): void {
  if (process.memoryUsage().heapTotal < last + usual) return;
  collectGarbage();
  last = process.memoryUsage().heapTotal;
}

/** Of this thread. */
export function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (options: object) => unknown;
  setFlagsFromString("--no-expose-gc");
  collect({ type: "major", flavor: "last-resort" });
}
