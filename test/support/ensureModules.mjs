// Installs the npm packages when they are missing or older than the lockfile. Prints nothing when there is nothing to do.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Runs `npm ci` in `folder` unless its `node_modules` is as new as its lockfile. Throws when npm fails. */
export function ensureModules(folder = root) {
  const marker = `${folder}/node_modules/.package-lock.json`;
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(`${folder}/package-lock.json`).mtimeMs) return;
  console.error("Installing npm packages …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status } = spawnSync(npm, ["ci", "--no-audit", "--no-fund", "--no-global", "--loglevel=error"], {
    cwd: folder,
    stdio: "inherit",
    shell: npm === "npm.cmd",
  });
  if (status !== 0) throw new Error(`npm ci failed in ${folder}: see its output above.`);
}

ensureModules();
