/** The entry point of the scan workers. */
import "./compiled";
import { startWorker } from "./index/scan/worker";

startWorker(async () => (await import("./reading")).recordings);
