/** Starts a scan worker. Imports nothing else of ours, so that it can run before the server's own code is loaded. */
import { Worker } from "node:worker_threads";

/** Enough heap for the largest recording that is read; a recording that needs more ends the worker, not the server. */
const resourceLimits = { maxOldGenerationSizeMb: 1536, maxYoungGenerationSizeMb: 48 };

/** `script` is the path of the bundled worker.js. */
export function startScanWorker(script: string): Worker {
  const worker = new Worker(script, { name: "tapedeck-scan", resourceLimits });
  // The server lives as long as its connection, not its workers.
  worker.unref();
  return worker;
}
