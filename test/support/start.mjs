// `npm start`: sets everything up and shows the extension at work on both sample suites, each a folder of one workspace: in the desktop's VS Code where
// there is one, otherwise (or with `-- --web`) in code-server on loopback. `-- --port N` chooses code-server's port.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureCodeServer } from "./codeServer/install.mjs";
import { findCommand } from "./debian.mjs";
import { installExtension, quietSettings, startCodeServer, workspaceAddress } from "./editor/codeServer.mjs";
import { ensureModules } from "./ensureModules.mjs";
import { root, run, useProjectPrograms, vsixPath } from "./project.mjs";

const workspace = join(root, "test/samples.code-workspace");
const firstFile = join(root, "test/sample/tests/integration/tools/test_tool_calls.py");
const { values: options } = parseArgs({ options: { port: { type: "string" }, web: { type: "boolean" } } });

ensureModules();
useProjectPrograms();
const desktop = options.web ? undefined : findCommand("code");
if (desktop) startDesktop(desktop);
else await serveInBrowser();

/** @param {string} code VS Code's command */
function startDesktop(code) {
  run("npm", ["run", "build"]);
  run(code, ["--new-window", `--extensionDevelopmentPath=${root}`, workspace, firstFile]);
  console.log("VS Code opens the sample suites with this extension.");
}

async function serveInBrowser() {
  await ensureCodeServer();
  run("npm", ["run", "package"]);
  const home = mkdtempSync(join(tmpdir(), "tapedeck-start-"));
  const profile = {
    userData: join(home, "data"),
    extensions: join(home, "extensions"),
    settings: quietSettings,
    ...(options.port === undefined ? {} : { port: Number(options.port) }),
  };
  await installExtension(vsixPath(), profile);
  const server = await startCodeServer(profile);
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(signal, () => void server.stop());
  console.log(`\nTapedeck on its sample suites: ${workspaceAddress(server, workspace)}`);
  console.log(
    "Open tests/integration/tools/test_tool_calls.py, a cassette of tests/cassettes, or any other recording. Ctrl-C ends it.\n",
  );
  process.exitCode = (await server.exited) ?? 0;
  rmSync(home, { recursive: true, force: true });
}
