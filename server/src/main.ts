/** The language server as a process of its own: over IPC from VS Code, over stdio with `--stdio`. */
import { join } from "node:path";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { version } from "../../package.json";
import { userCacheFolder } from "./files/privateFolder";
import { startServer } from "./server";

const connection = createConnection(ProposedFeatures.all);
startServer(connection, { workerScript: join(__dirname, "worker.js"), version, cacheFolder: userCacheFolder() });
connection.listen();
