// Brings the real VS Code of the editor tests: code-server from the npm registry, and a Chromium to look at it.
// code-server is 600 MB, so it lives in a cache outside the checkout and is installed when first asked for.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, readFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, installInto } from "../cache.mjs";
import { ensureCommand, findCommand } from "../debian.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../../..");
const packageFiles = ["package.json", "package-lock.json", ".npmrc"];
const npm = process.platform === "win32" ? "npm.cmd" : "npm";

/** What code-server's start needs of Node; its native modules are built for it. */
const nodeMajor = 24;

/**
 * The Node to run code-server with, and code-server's entry script; installs it first where the cache does not have it (1–2 minutes).
 * Throws a sentence when npm fails. Several processes may call it at once.
 * @returns {Promise<{ node: string, entry: string }>}
 */
export async function ensureCodeServer() {
  const node = nodeBinary();
  const target = join(cacheFolder(), await folderName());
  const entry = join(target, "node_modules/code-server/out/node/entry.js");
  if (!existsSync(target)) {
    console.error("Installing code-server, the VS Code of the editor tests, for the first time: one or two minutes …");
    await installInto(target, async (partial) => {
      for (const file of packageFiles) await copyFile(join(here, file), join(partial, file));
      installCodeServer(partial, node);
    });
  }
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
