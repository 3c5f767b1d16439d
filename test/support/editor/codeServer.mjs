// Starts code-server: for the tests' editor, for the launcher, and for whoever wants to look. Needs no npm package.
import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureCodeServer } from "../codeServer/install.mjs";

/**
 * @typedef {object} ServerOptions
 * @property {string} userData folder of the profile; made when missing
 * @property {string} extensions folder of the installed extensions; made when missing
 * @property {string} [folder] folder or workspace file to open where the address names none
 * @property {number} [port] default: a free one
 * @property {boolean} [askForTrust] true: workspaces are not trusted by themselves; default: every workspace is
 * @property {Readonly<Record<string, unknown>>} [settings] user settings, written before the start
 * @property {Readonly<Record<string, string | undefined>>} [environment] default: this process's own
 */

/**
 * @typedef {object} RunningServer
 * @property {string} url where the workbench is served, without a final slash
 * @property {number | undefined} pid its process id
 * @property {() => string} output all it printed so far
 * @property {Promise<number | null>} exited its exit code, once it is gone
 * @property {() => Promise<void>} stop
 */

/** Settings that keep a fresh profile quiet: no welcome, tips, chat, telemetry or network use. */
export const quietSettings = {
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.enableExperiments": false,
  "workbench.layoutControl.enabled": false,
  "security.workspace.trust.startupPrompt": "never",
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "npm.fetchOnlinePackageInfo": false,
  "json.schemaDownload.enable": false,
  "git.autofetch": false,
  "git.openRepositoryInParentFolders": "never",
  "editor.minimap.enabled": false,
  "terminal.integrated.gpuAcceleration": "off",
};

/** Variables that would make code-server join or obey a server that is already running. */
const inherited = /^(VSCODE_|CODE_SERVER_|CS_)|^(PASSWORD|HASHED_PASSWORD|PORT|ELECTRON_RUN_AS_NODE)$/;

/** @param {ServerOptions} options */
function environmentOf({ environment = process.env }) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !inherited.test(name)));
}

/**
 * Arguments that every call of code-server with this profile needs.
 * @param {ServerOptions} options
 */
async function profileArguments({ userData, extensions, settings }) {
  const config = join(userData, "code-server.yaml");
  await mkdir(join(userData, "User"), { recursive: true });
  await mkdir(extensions, { recursive: true });
  await writeFile(config, "");
  if (settings) await writeFile(join(userData, "User/settings.json"), JSON.stringify(settings, null, 2));
  return ["--config", config, "--user-data-dir", userData, "--extensions-dir", extensions];
}

/**
 * Installs a .vsix into the profile's extension folder. Throws with code-server's own output when that fails.
 * @param {string} vsix absolute path
 * @param {ServerOptions} options
 */
export async function installExtension(vsix, options) {
  const { node, entry } = await ensureCodeServer();
  const args = [entry, ...(await profileArguments(options)), "--install-extension", vsix, "--force"];
  const { exited, output } = run(node, args, options);
  if ((await exited) !== 0) throw new Error(`code-server could not install ${vsix}:\n${output()}`);
}

/**
 * Starts code-server and waits until it serves. Throws with its output when it does not come up.
 * @param {ServerOptions} options
 * @returns {Promise<RunningServer>}
 */
export async function startCodeServer(options) {
  const { node, entry } = await ensureCodeServer();
  const flags = [
    "--auth",
    "none",
    "--bind-addr",
    `127.0.0.1:${options.port ?? 0}`,
    "--disable-telemetry",
    "--disable-update-check",
  ];
  if (!options.askForTrust) flags.push("--disable-workspace-trust");
  const folder = options.folder === undefined ? [] : [options.folder];
  const server = run(node, [entry, ...flags, ...(await profileArguments(options)), ...folder], options);
  const url = await server.printed(/HTTP server listening on (http:\/\/[^\s/]+)/);
  return { url, pid: server.pid, output: server.output, exited: server.exited, stop: server.stop };
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {ServerOptions} options
 */
function run(command, args, options) {
  const child = spawn(command, args, { env: environmentOf(options), stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk) => (text += chunk));
  /** @type {Promise<number | null>} */
  const exited = new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  const killed = () => void child.kill();
  process.once("exit", killed);
  void exited.catch(() => undefined).finally(() => process.removeListener("exit", killed));
  return {
    exited,
    pid: child.pid,
    output: () => text,
    stop: async () => {
      child.kill();
      await exited;
    },
    /** @param {RegExp} pattern @returns {Promise<string>} its first group, once printed */
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(text)?.[1];
          if (found !== undefined) resolve(found);
        };
        child.stdout.on("data", look);
        exited.then((code) => reject(new Error(`code-server ended with ${code} before it served:\n${text}`)), reject);
      }),
  };
}

/**
 * The address of the workbench with a folder open.
 * @param {RunningServer} server
 * @param {string} folder absolute path
 */
export function folderAddress(server, folder) {
  return `${server.url}/?folder=${encodeURIComponent(folder)}`;
}

/**
 * @param {{ readonly url: string }} server
 * @param {string} file of the workspace, an absolute path
 */
export function workspaceAddress(server, file) {
  return `${server.url}/?workspace=${encodeURIComponent(file)}`;
}
