/** The part of the scan worker that reads recordings; searching does not need it. */
import { formats } from "./formats/formats";
import { recordingFiles } from "./index/scan/readRecordings";

export const recordings = recordingFiles(formats);
