// Brings the real VS Code of the editor tests: code-server from the npm registry, and a Chromium to look at it.
// code-server is 600 MB, so it lives in a cache outside the checkout and is installed when first asked for.
import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureCommand, findCommand } from "../debian.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../../..");
const packageFiles = ["package.json", "package-lock.json", ".npmrc"];
const npm = process.platform === "win32" ? "npm.cmd" : "npm";

/** What code-server's start needs of Node; its native modules are built for it. */
const nodeMajor = 24;
const hour = 3_600_000;

/** The folder for what the tests download: `$TAPEDECK_CACHE`, else `tapedeck` in the user's cache folder. */
export function cacheFolder() {
  const caches = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return process.env["TAPEDECK_CACHE"] || join(caches, "tapedeck");
}

/**
 * The Node to run code-server with, and code-server's entry script; installs it first where the cache does not have it (1–2 minutes).
 * Throws a sentence when npm fails. Several processes may call it at once.
 * @returns {Promise<{ node: string, entry: string }>}
 */
export async function ensureCodeServer() {
  const node = nodeBinary();
  const target = join(cacheFolder(), await folderName());
  const entry = join(target, "node_modules/code-server/out/node/entry.js");
  if (!existsSync(target)) await installInto(target, node);
  return { node, entry };
}

/** This process's Node where it is new enough, else the one that the npm package `node` brings. */
function nodeBinary() {
  if (Number.parseInt(process.versions.node, 10) >= nodeMajor) return process.execPath;
  const bundled = join(root, "node_modules/node/bin/node");
  if (!existsSync(bundled))
    throw new Error(`code-server needs Node ${nodeMajor}: run \`npm ci\` in ${root} first, which brings it.`);
  return bundled;
}

/** Names the version and everything that decides what is installed, so that a change of any of it installs anew. */
async function folderName() {
  const lock = await readFile(join(here, "package-lock.json"), "utf8");
  const { version } = JSON.parse(lock).packages["node_modules/code-server"];
  const digest = createHash("sha256").update(lock).digest("hex").slice(0, 12);
  return `code-server-${version}-${process.platform}-${process.arch}-${digest}`;
}

/**
 * Installs beside `target` and renames at the end: a folder of that name is always whole.
 * @param {string} target
 * @param {string} node
 */
async function installInto(target, node) {
  await removeLeftovers(dirname(target));
  const partial = `${target}.partial-${randomBytes(4).toString("hex")}`;
  console.error("Installing code-server, the VS Code of the editor tests, for the first time: one or two minutes …");
  try {
    await mkdir(partial, { recursive: true });
    for (const file of packageFiles) await copyFile(join(here, file), join(partial, file));
    installCodeServer(partial, node);
    await rename(partial, target);
  } catch (error) {
    // Another process was quicker: its folder is as good.
    if (!existsSync(target)) throw error;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/**
 * Three steps instead of code-server's own install script, which compiles far more than a server needs.
 * @param {string} folder
 * @param {string} node
 */
function installCodeServer(folder, node) {
  const vscode = join(folder, "node_modules/code-server/lib/vscode");
  for (const compiler of ["make", "g++"]) ensureCommand(compiler, compiler);
  runNpm(folder, node, ["ci", "--ignore-scripts"]);
  runNpm(vscode, node, ["install", "--omit=dev", "--ignore-scripts"]);
  runNpm(vscode, node, ["rebuild", "@vscode/spdlog", "@vscode/native-watchdog"]);
}

/**
 * @param {string} cwd
 * @param {string} node
 * @param {string[]} args
 */
function runNpm(cwd, node, args) {
  const env = { ...process.env, PATH: [dirname(node), process.env["PATH"]].join(delimiter) };
  const options = [...args, "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, stdout, stderr } = spawnSync(npm, options, { cwd, env, encoding: "utf8", shell: npm === "npm.cmd" });
  if (status === 0) return;
  throw new Error(
    `Installing code-server failed: \`npm ${args.join(" ")}\` (it needs make, g++ and python3).\n${stdout}${stderr}`,
  );
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

/**
 * The absolute path of a Chromium or Chrome: `$TAPEDECK_CHROMIUM`, else one on the `PATH`, else Debian's, installed where that is possible.
 * Throws a sentence that names what is missing.
 * @returns {string}
 */
export function ensureChromium() {
  const chosen = process.env["TAPEDECK_CHROMIUM"];
  if (chosen) {
    if (existsSync(chosen)) return chosen;
    throw new Error(`TAPEDECK_CHROMIUM names ${chosen}, which does not exist.`);
  }
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
  const found = names.map(findCommand).find((path) => path !== undefined);
  return found ?? ensureCommand("chromium", "chromium");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(JSON.stringify({ ...(await ensureCodeServer()), chromium: ensureChromium() }));
}
