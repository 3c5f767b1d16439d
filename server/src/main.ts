/** The language server as a process of its own: over IPC from VS Code, over stdio with `--stdio`. */
import { firstWorkers, workerScript } from "./firstWorkers";
import { version } from "../../package.json";
import { createServerConnection } from "./connection/connection";
import { userCacheFolder } from "./disk/privateFolder";
import { startServer } from "./server";

const connection = createServerConnection();
startServer(connection, { workerScript, firstWorkers, version, cacheFolder: userCacheFolder() });
connection.listen();
