// `npm start`: sets everything up and shows the extension at work on the sample workspace: in the desktop's VS Code where
// there is one, otherwise (or with `-- --web`) in code-server on loopback. `-- --port N` chooses code-server's port.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureCodeServer } from "./codeServer/install.mjs";
import { findCommand } from "./debian.mjs";
import { ensureModules } from "./ensureModules.mjs";
import { root, run, useProjectPrograms, vsixPath } from "./project.mjs";

const workspace = join(root, "test/sample");
const firstFile = join(workspace, "tests/integration/tools/test_tool_calls.py");
const { values: options } = parseArgs({ options: { port: { type: "string" }, web: { type: "boolean" } } });

ensureModules();
useProjectPrograms();
const desktop = options.web ? undefined : findCommand("code");
if (desktop) startDesktop(desktop);
else await startCodeServer();

/** @param {string} code VS Code's command */
function startDesktop(code) {
  run("npm", ["run", "build"]);
  run(code, ["--new-window", `--extensionDevelopmentPath=${root}`, workspace, firstFile]);
  console.log("VS Code opens the sample workspace with this extension.");
}

async function startCodeServer() {
  const { node, entry } = await ensureCodeServer();
  run("npm", ["run", "package"]);
  const home = mkdtempSync(join(tmpdir(), "tapedeck-start-"));
  const folders = ["--user-data-dir", join(home, "data"), "--extensions-dir", join(home, "extensions")];
  mkdirSync(join(home, "data/User"), { recursive: true });
  writeFileSync(join(home, "data/User/settings.json"), JSON.stringify({ "workbench.startupEditor": "none" }));
  run(node, [entry, ...folders, "--install-extension", vsixPath()]);

  const port = options.port ?? String(await freePort());
  const quiet = ["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"];
  const server = spawn(node, [entry, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, ...quiet, ...folders, workspace], {
    stdio: "inherit",
  });
  server.on("exit", (status) => (process.exitCode = status ?? 0));
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(signal, () => server.kill(signal));
  console.log(`\nTapedeck on its sample workspace: http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}`);
  console.log("Open tests/integration/tools/test_tool_calls.py, or any recording. Ctrl-C ends it.\n");
}

/** @returns {Promise<number>} a port of loopback that nobody listens on */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("No free port."))));
    });
  });
}
