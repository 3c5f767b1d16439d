/** `tapedeck info`: prints what to paste into a bug report. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { version } from "../../../package.json";
import { describeSetup } from "../features/setup/setup";
import { Folders } from "../index/folders";
import { defaultSettings } from "../index/settings";
import { uriOfPath } from "../index/uris";
import { shorten } from "../recording/json";
import { command } from "./command";
import { complain, write } from "./output";
import { scanned } from "./scanned";

export function infoCommand(): Command {
  return command("info", "Print versions, counts, times and the log for a bug report.")
    .argument("[folder...]", "folders with recordings (default: the current folder)")
    .addHelpText("after", "\nCredentials are masked, the home folder is ~, and nothing is run.")
    .action(async (given: string[]) => {
      const asked = given.length > 0 ? given : ["."];
      const missing = asked.filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true);
      for (const path of missing) complain(`There is no folder "${shorten(path, 300)}".`, 2);
      if (missing.length > 0) return;
      const folders = new Folders(asked.map((path) => ({ uri: uriOfPath(resolve(path)), settings: defaultSettings })));
      const about = { versions: { Tapedeck: `${version}, command line` }, settings: {} };
      // Read anew, so that the times are those of reading.
      await write(await scanned(folders, false, (workspace) => describeSetup({ workspace }, about)));
    });
}
