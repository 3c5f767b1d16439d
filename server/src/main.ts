/** The language server as a process of its own: over IPC from VS Code, over stdio with `--stdio`. */
import { join } from "node:path";
import { version } from "../../package.json";
import { createServerConnection } from "./connection/connection";
import { userCacheFolder } from "./disk/privateFolder";
import { startServer } from "./server";

// Without the folder that it was started in, which may be deleted, Node starts no threads.
process.chdir(__dirname);
const connection = createServerConnection();
startServer(connection, { workerScript: join(__dirname, "worker.js"), version, cacheFolder: userCacheFolder() });
connection.listen();
