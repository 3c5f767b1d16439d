/** Names files in changes relative to the current folder. */
import { matcher } from "../../index/scan/globs";
import { defaultSettings } from "../../index/settings";
import type { Viewer } from "../../features/changes/changed";
import { testsOf } from "../cassetteTests";
import { formatsInUse } from "../formats";
import { secretsAreShown } from "../output";

export const thisRun = (): Viewer => ({
  folder: process.cwd(),
  formats: formatsInUse(),
  isPlace,
  testsOf,
  showsSecrets: secretsAreShown(),
});

const isPlace = matcher(defaultSettings.recordings.include);
