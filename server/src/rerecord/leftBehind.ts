/** A quick check for runs that a crash left behind, without loading the code to finish them. */
import { readdir } from "node:fs/promises";

/** The prefix of the names of runs' folders. */
export const prefix = "rerecord-";

/** Whether `abandoned` may find runs in a store, or have something to report. */
export async function mayBeAbandoned(store: string): Promise<boolean> {
  try {
    return (await readdir(store)).some((name) => name.startsWith(prefix));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}
