/** Starts a scan worker. Imports nothing else of ours, so that it can be done before the server's own code is loaded. */
import { Worker } from "node:worker_threads";

/** Of a heap that a recording of the largest size that is read at all still fits in; one that needs more ends the worker, not the server. */
const resourceLimits = { maxOldGenerationSizeMb: 1536, maxYoungGenerationSizeMb: 48 };

/** `script` is the path of the bundled worker.js. */
export function startScanWorker(script: string): Worker {
  const worker = new Worker(script, { name: "tapedeck-scan", resourceLimits });
  // The server's life is the connection's, not the worker's.
  worker.unref();
  return worker;
}
