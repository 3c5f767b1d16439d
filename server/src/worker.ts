/** The scan worker's own script. */
import { formats } from "./formats/formats";
import { startWorker } from "./index/scan/worker";

startWorker(formats);
