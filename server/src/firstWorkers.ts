/** Starts the server's first workers. Must be imported first, so that they load their code while the server loads its own. */
import { join } from "node:path";
import { startScanWorker } from "./index/scan/scanWorker";

/** The folder that the process was started in; undefined if it was deleted. */
export const startedIn = currentFolder();

// Node starts no threads if its current folder was deleted.
process.chdir(__dirname);

export const workerScript = join(__dirname, "worker.js");

/** One that searches for files and one that reads them. */
export const firstWorkers = [startScanWorker(workerScript), startScanWorker(workerScript)];

function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined; // It was deleted.
  }
}
