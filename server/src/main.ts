/**
 * The language server as a process of its own: over IPC from VS Code, over stdio with `--stdio`. With `--mcp` and folders it serves coding agents instead,
 * over stdio: the same code answers both.
 */
import { firstWorkers, startedIn, workerScript } from "./firstWorkers";
import { resolve } from "node:path";
import { version } from "../../package.json";
import { createServerConnection } from "./connection/connection";
import { userCacheFolder } from "./disk/privateFolder";
import { Answers } from "./mcp/answers";
import { startServer } from "./server";

const [mode, ...given] = process.argv.slice(2);

if (mode === "--mcp") {
  const answers = new Answers(workerScript, firstWorkers);
  const here = startedIn ?? __dirname;
  const folders = given.map((folder) => resolve(here, folder));
  void import("./mcp/serve").then(({ serve }) => serve(answers, folders, here));
} else {
  const connection = createServerConnection();
  startServer(connection, { workerScript, firstWorkers, version, cacheFolder: userCacheFolder() });
  connection.listen();
}
