/** `tapedeck info`: prints what to paste into a bug report. */
import type { Command } from "commander";
import { version } from "../../../package.json";
import { describeSetup } from "../features/setup/setup";
import { Folders } from "../index/folders";
import { defaultSettings } from "../index/settings";
import { uriOfPath } from "../index/uris";
import { command } from "./command";
import { foldersNamed } from "./folders";
import { write } from "./output";
import { scanned } from "./scanned";

export function infoCommand(): Command {
  return command("info", "Print versions, counts, times and the log for a bug report.")
    .argument("[folder...]", "folders with recordings (default: the current folder)")
    .addHelpText("after", "\nCredentials are masked, the home folder is ~, and nothing is run.")
    .action(async (given: string[]) => {
      const paths = foldersNamed(given.length > 0 ? given : ["."]);
      if (paths === undefined) return;
      const folders = new Folders(paths.map((path) => ({ uri: uriOfPath(path), settings: defaultSettings })));
      const asked = { versions: { Tapedeck: `${version}, command line` }, settings: {} };
      // Read anew, so that the times are those of reading.
      await write(await scanned(folders, false, (workspace) => describeSetup({ workspace }, asked)));
    });
}
