/** Runs the language server over the transport that the process's arguments name. */
import type { Worker } from "node:worker_threads";
import { version } from "../../package.json";
import { createServerConnection } from "./connection/connection";
import { userCacheFolder } from "./disk/privateFolder";
import { startServer } from "./server";

/** Serves until the client disconnects. `workerScript` is the path of the workers' script, `firstWorkers` are workers running it already. */
export function serveEditor(workerScript: string, firstWorkers: readonly Worker[]): void {
  const connection = createServerConnection();
  startServer(connection, { workerScript, firstWorkers, version, cacheFolder: userCacheFolder() });
  connection.listen();
}
