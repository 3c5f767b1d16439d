/** The server's first workers. Imported before all else, so that they load their code while the server loads its own. */
import { join } from "node:path";
import { startScanWorker } from "./index/scan/scanWorker";

/** The folder that the process was started in; undefined where there is none any more. */
export const startedIn = currentFolder();

// Without the folder that it was started in, which may be deleted, Node starts no threads.
process.chdir(__dirname);

export const workerScript = join(__dirname, "worker.js");

/** One that searches and one that looks at what it finds. */
export const firstWorkers = [startScanWorker(workerScript), startScanWorker(workerScript)];

function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined; // It was deleted.
  }
}
