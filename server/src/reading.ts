/** What the scan worker reads recordings with: a search needs none of it. */
import { formats } from "./formats/formats";
import { recordingFiles } from "./index/scan/readRecordings";

export const recordings = recordingFiles(formats);
