/** One run at a time in a folder, whoever begins it: another window, or the command line. */
import { createHash } from "node:crypto";
import { realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { readOwnText } from "../disk/read";
import { isAlive, markOf, type ProcessMark } from "./journal";

/** Milliseconds between two looks at a lock that somebody else holds. */
const interval = 200;

/**
 * Waits until nobody else runs tests in `root`, and returns the function that lets the next one in. `onWait` is called once when somebody
 * does, with the process's id. undefined: `signal` was aborted while waiting.
 */
export async function lockFolder(
  root: string,
  signal: AbortSignal,
  onWait: (pid: number) => void,
): Promise<(() => Promise<void>) | undefined> {
  const file = join(
    tmpdir(),
    `tapedeck-${createHash("sha256")
      .update(await realpath(root))
      .digest("hex")
      .slice(0, 24)}.lock`,
  );
  const self = JSON.stringify(await markOf(process.pid));
  for (let waited = false; !signal.aborted;) {
    const taken = await writeFile(file, self, { flag: "wx", mode: 0o644 }).then(
      () => "ours" as const,
      (error: unknown) => (error instanceof Error && "code" in error && error.code === "EEXIST" ? "theirs" : "unavailable"),
    );
    if (taken === "ours") return () => rm(file, { force: true });
    // No place for locks is no reason not to run.
    if (taken === "unavailable") return () => Promise.resolve();
    const holder = await holderOf(file);
    if (holder !== undefined && !(await isAlive(holder))) await rm(file, { force: true });
    else {
      if (!waited && holder) onWait(holder.pid);
      waited ||= holder !== undefined;
      await delay(interval, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}

/** undefined: it is just being written, or already gone. */
async function holderOf(file: string): Promise<ProcessMark | undefined> {
  try {
    const mark = JSON.parse(await readOwnText(file)) as Partial<ProcessMark> | null;
    return typeof mark?.pid === "number" && typeof mark.began === "string" ? { pid: mark.pid, began: mark.began } : undefined;
  } catch {
    return undefined;
  }
}
