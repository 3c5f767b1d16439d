/** Changes as a process sees them that knows no workspace: from the folder in which it runs, recordings at their usual places. */
import type { Formats } from "../../formats/formats";
import { matcher } from "../../index/scan/globs";
import { defaultSettings } from "../../index/settings";
import { testsOf } from "../../index/tests/testsOnDisk";
import type { Viewer } from "./changed";

const isPlace = matcher(defaultSettings.recordings.include);

/** `showsSecrets`: credentials are not masked. */
export function viewerFromHere(formats: Formats, showsSecrets: boolean): Viewer {
  return { folder: process.cwd(), formats, isPlace, testsOf: (path, text) => testsOf(path, text, formats), showsSecrets };
}
