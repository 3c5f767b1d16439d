/** Plugins of ours that a run of pytest loads: one file of Python each, in a folder outside of the workspace; the suite is not changed. */
import { rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { readOwnText } from "../disk/read";
import type { CommandLine } from "./commandLine";

export interface PytestPlugin {
  /** As `-p` names it; its file is `<name>.py`. */
  readonly name: string;
  /** Its source. */
  readonly text: string;
  /** The environment variable that names the file (a path) it writes. */
  readonly output: string;
}

export interface InstalledPlugin {
  /** The command that loads it as well. */
  loadedBy(line: CommandLine): CommandLine;
  /** The file (path) that it writes. */
  readonly written: string;
  /** What it has written; empty where it wrote nothing. */
  output(): Promise<string>;
}

/** `folder` is the user's alone, as `privateFolder` makes it. Rejects where it cannot be written to. */
export async function installPlugin({ name, text, output }: PytestPlugin, folder: string): Promise<InstalledPlugin> {
  const written = join(folder, `${name}.jsonl`);
  await writeFile(join(folder, `${name}.py`), text);
  await rm(written, { force: true });
  return {
    written,
    loadedBy(line) {
      const path = [folder, line.environment["PYTHONPATH"] ?? process.env["PYTHONPATH"]].filter(Boolean).join(delimiter);
      return {
        ...line,
        args: [...line.args, "-p", name],
        environment: { ...line.environment, PYTHONPATH: path, [output]: written },
      };
    },
    output: () => readOwnText(written).catch(() => ""),
  };
}
