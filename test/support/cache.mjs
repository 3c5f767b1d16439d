// What the tests download once and keep outside the checkout.
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

const hour = 3_600_000;

/** The folder for what the tests download: `$TAPEDECK_CACHE`, else `tapedeck` in the user's cache folder. */
export function cacheFolder() {
  const caches = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return process.env["TAPEDECK_CACHE"] || join(caches, "tapedeck");
}

/**
 * Installs beside `target` and renames at the end: a folder of that name is always whole. Several processes may do so at once.
 * @param {string} target
 * @param {(partial: string) => void | Promise<void>} install fills the folder that it is given
 */
export async function installInto(target, install) {
  await removeLeftovers(dirname(target));
  const partial = `${target}.partial-${randomBytes(4).toString("hex")}`;
  try {
    await mkdir(partial, { recursive: true });
    await install(partial);
    await rename(partial, target);
  } catch (error) {
    // Another process was quicker: its folder is as good.
    if (!existsSync(target)) throw error;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/**
 * Deletes what broken-off installs left behind, but not what another process may be writing now.
 * @param {string} cache
 */
async function removeLeftovers(cache) {
  const names = existsSync(cache) ? await readdir(cache) : [];
  for (const name of names.filter((each) => each.includes(".partial-"))) {
    const age = Date.now() - (await stat(join(cache, name)).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > hour) await rm(join(cache, name), { recursive: true, force: true });
  }
}
