/** A quick look for runs that a crash has left behind, before anything is loaded that could finish them. */
import { readdir } from "node:fs/promises";

/** Names of the folders of runs begin with it. */
export const prefix = "rerecord-";

/** Whether `abandoned` may find runs in a store, or has something to say of it. */
export async function mayBeAbandoned(store: string): Promise<boolean> {
  try {
    return (await readdir(store)).some((name) => name.startsWith(prefix));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}
