/** Allows one run at a time in a folder, across windows and the command line. */
import { createHash, randomUUID } from "node:crypto";
import { link, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { codeOf } from "../errors";
import { privateFolder, userCacheFolder } from "../disk/privateFolder";
import { isAlive, markOf, processMark, type ProcessMark } from "./processes";
import { readWhole } from "../disk/read";
import { writeThrough } from "./wholeFile";

/** Milliseconds between two checks of a lock held by somebody else. */
const interval = 200;

/** Milliseconds until another process has probably removed a stale lock. */
const shortly = 20;

/**
 * Waits until no other process of this user runs tests in `root`, and returns the function that releases the lock. `onWait` is called once, with the
 * id of the other process, if it has to wait. undefined: `signal` was aborted while waiting.
 */
export async function lockFolder(
  root: string,
  signal: AbortSignal,
  onWait: (pid: number) => void,
): Promise<(() => Promise<void>) | undefined> {
  const file = await lockFile(root);
  // Tests may run even if there is no place for locks.
  if (file === undefined) return () => Promise.resolve();
  const self = JSON.stringify(await markOf(process.pid));
  for (let waited = false; !signal.aborted;) {
    const taken = await take(file, self);
    if (taken === "ours") return () => rm(file, { force: true });
    if (taken === "unavailable") return () => Promise.resolve();
    const found = await textOf(file);
    if (found === undefined) continue;
    const holder = holderIn(found);
    if (holder === undefined || !(await isAlive(holder))) await clear(file, found, self);
    else {
      if (!waited) onWait(holder.pid);
      waited = true;
      await delay(interval, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}

async function lockFile(root: string): Promise<string | undefined> {
  const cache = userCacheFolder();
  const real = await realpath(root);
  if (cache === undefined) return undefined;
  const folder = join(cache, "locks");
  const name = createHash("sha256").update(real).digest("hex").slice(0, 24);
  return privateFolder(folder, [real]).then(
    () => join(folder, `${name}.lock`),
    () => undefined,
  );
}

/** A lock contains its holder from the start: it is written under another name and then linked, which only one process can do. */
async function take(file: string, self: string): Promise<"ours" | "theirs" | "unavailable"> {
  const unfinished = `${file}.${randomUUID()}.tmp`;
  try {
    await writeThrough(unfinished, self, 0o600);
    await link(unfinished, file);
    return "ours";
  } catch (error) {
    return codeOf(error) === "EEXIST" ? "theirs" : "unavailable";
  } finally {
    await rm(unfinished, { force: true });
  }
}

/**
 * Removes a stale lock. One process at a time does so: no other one may take the place of a lock between the look at it and its removal.
 */
async function clear(file: string, found: string, self: string): Promise<void> {
  const guard = `${file}.clearing`;
  const taken = await take(guard, self);
  if (taken === "ours") {
    if ((await textOf(file)) === found) await rm(file, { force: true });
    await rm(guard, { force: true });
    return;
  }
  const holder = holderIn((await textOf(guard)) ?? self);
  // It was killed in the middle.
  if (holder === undefined || !(await isAlive(holder))) await rm(guard, { force: true });
  else await delay(shortly);
}

/** undefined if it no longer exists. */
function textOf(file: string): Promise<string | undefined> {
  return readWhole(file).then(
    (content) => content.toString("utf8"),
    () => undefined,
  );
}

/** undefined if it names nobody. */
function holderIn(text: string): ProcessMark | undefined {
  try {
    return processMark.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
