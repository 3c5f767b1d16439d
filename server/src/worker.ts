/** The scan worker's own script. */
import { startWorker } from "./index/scan/worker";

startWorker(async () => (await import("./reading")).recordings);
