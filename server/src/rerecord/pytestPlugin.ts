/** Plugins of ours that a run of pytest loads: one file of Python each, in a folder outside of the workspace; the suite is not changed. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { readOwn, readOwnText } from "../disk/read";
import type { PytestPlugin } from "../recording/recorder";
import type { CommandLine } from "./commandLine";

export type { PytestPlugin } from "../recording/recorder";

export interface InstalledPlugin {
  /** The command that loads it as well, whatever it is that starts pytest in the end: the environment says so. */
  loadedBy(line: CommandLine): CommandLine;
  /** The file (path) that it writes. */
  readonly written: string;
  /** What it has written; empty where it wrote nothing. */
  output(): Promise<string>;
}

/** `store` is the user's alone, as `privateFolder` makes it. Rejects where it cannot be written to. */
export async function installPlugin(plugin: PytestPlugin, store: string): Promise<InstalledPlugin> {
  const { name, text, output, beside = {} } = plugin;
  // Python looks for modules in it, so nothing else may lie there.
  const folder = join(store, "plugins");
  await mkdir(folder, { recursive: true });
  for (const [module, source] of Object.entries({ ...beside, [name]: text }))
    await writeFile(join(folder, `${module}.py`), source);
  await rm(outputFile(plugin, store), { force: true });
  return {
    written: outputFile(plugin, store),
    loadedBy(line) {
      const withOwn = (variable: string, own: string, separator: string) =>
        [own, line.environment[variable] ?? process.env[variable]].filter(Boolean).join(separator);
      const environment = {
        PYTHONPATH: withOwn("PYTHONPATH", folder, delimiter),
        PYTEST_PLUGINS: withOwn("PYTEST_PLUGINS", name, ","),
        [output]: outputFile(plugin, store),
      };
      return { ...line, environment: { ...line.environment, ...environment } };
    },
    output: () => outputOf(plugin, store),
  };
}

/** Bytes of what one run of pytest tells: requests that changed are in it whole. */
const longest = 1024 * 1024 * 1024;

/** The lines of what a plugin has written (a path); all of it may be longer than a text can be. None where there is no such file. */
export async function* writtenLines(path: string): AsyncGenerator<string> {
  const bytes = await readOwn(path, longest).catch(() => Buffer.alloc(0));
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(10, from);
    yield bytes.toString("utf8", from, end < 0 ? bytes.length : end);
    from = end < 0 ? bytes.length : end + 1;
  }
}

/** What a plugin that was installed in `store` has written; empty where it wrote nothing. */
export function outputOf(plugin: PytestPlugin, store: string): Promise<string> {
  return readOwnText(outputFile(plugin, store)).catch(() => "");
}

function outputFile({ name }: PytestPlugin, store: string): string {
  return join(store, `${name}.jsonl`);
}
