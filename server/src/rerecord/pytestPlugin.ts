/** Our own pytest plugins for a run: one Python file each, in a folder outside of the workspace. The suite is not changed. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { readOwn, readOwnText } from "../disk/read";
import type { PytestPlugin } from "../recording/recorder";
import type { CommandLine } from "./commandLine";

export type { PytestPlugin } from "../recording/recorder";

export interface InstalledPlugin {
  /** The command with an environment that makes pytest load the plugin, however pytest is started. */
  loadedBy(line: CommandLine): CommandLine;
  /** Path of the plugin's output. */
  readonly written: string;
  /** The plugin's output; empty if there is none. */
  output(): Promise<string>;
}

/** `store` is a private folder, see `privateFolder`. Rejects if it cannot be written to. */
export async function installPlugin(plugin: PytestPlugin, store: string): Promise<InstalledPlugin> {
  const { name, text, output, beside = {} } = plugin;
  // Python searches it for modules, so it must contain nothing else.
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

/** In bytes; large, because the output contains complete requests. */
const longest = 1024 * 1024 * 1024;

/** The lines of a plugin's output (a path), which may be too large for a string. None if there is no such file. */
export async function* writtenLines(path: string): AsyncGenerator<string> {
  const bytes = await readOwn(path, longest).catch(() => Buffer.alloc(0));
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(10, from);
    yield bytes.toString("utf8", from, end < 0 ? bytes.length : end);
    from = end < 0 ? bytes.length : end + 1;
  }
}

/** The output of a plugin installed in `store`; empty if there is none. */
export function outputOf(plugin: PytestPlugin, store: string): Promise<string> {
  return readOwnText(outputFile(plugin, store)).catch(() => "");
}

function outputFile({ name }: PytestPlugin, store: string): string {
  return join(store, `${name}.jsonl`);
}
