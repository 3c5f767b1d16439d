/** The scan worker that knows tapes. */
import { startWorker } from "../../../server/src/index/scan/worker";
import { withTapes } from "./tape";

startWorker(withTapes);
