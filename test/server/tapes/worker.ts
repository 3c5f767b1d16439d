/** The scan worker that knows tapes. */
import { recordingFiles } from "../../../server/src/index/scan/readRecordings";
import { startWorker } from "../../../server/src/index/scan/worker";
import { withTapes } from "./tape";

startWorker(() => Promise.resolve(recordingFiles(withTapes)));
