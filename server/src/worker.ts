/** The scan worker's own script. */
import "./compiled";
import { startWorker } from "./index/scan/worker";

startWorker(async () => (await import("./reading")).recordings);
