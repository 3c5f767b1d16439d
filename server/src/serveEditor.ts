/** The language server over the transport that the process's arguments name. */
import type { Worker } from "node:worker_threads";
import { version } from "../../package.json";
import { createServerConnection } from "./connection/connection";
import { userCacheFolder } from "./disk/privateFolder";
import { startServer } from "./server";

/** Serves until the client goes; with the script of the workers, and those of it that are started already. */
export function serveEditor(workerScript: string, firstWorkers: readonly Worker[]): void {
  const connection = createServerConnection();
  startServer(connection, { workerScript, firstWorkers, version, cacheFolder: userCacheFolder() });
  connection.listen();
}
