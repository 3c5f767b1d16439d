/** Runs the bundled command line in a process of its own, like a shell. */
import { spawn, spawnSync, type SpawnSyncOptions } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundles } from "./buildServer";
import { noteFailure } from "./failures";

export const cli = join(bundles, "cli.js");

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const cache = mkdtempSync(join(tmpdir(), "tapedeck-cache-"));

/** Removes the user's own cache folder and colour settings. */
function environment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = { XDG_CACHE_HOME: cache, LOCALAPPDATA: cache, HOME: cache, FORCE_COLOR: undefined, NO_COLOR: undefined };
  return { ...process.env, ...own, ...env };
}

/** `tapedeck ARGS` in a folder; options as for a Node child process, and the bundle to run. */
export function tapedeckIn(
  cwd: string,
  env: NodeJS.ProcessEnv = {},
  { script = cli, ...options }: Pick<SpawnSyncOptions, "uid" | "gid" | "stdio" | "input"> & { readonly script?: string } = {},
): (...args: readonly string[]) => Ran {
  return (...args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
      ...options,
      cwd,
      encoding: "utf8",
      env: environment(env),
      maxBuffer: 1024 * 1024 * 1024,
    });
    if (stderr.includes("An internal error occurred")) noteFailure(stderr);
    return { status, stdout, stderr };
  };
}

/** `tapedeck ARGS | head -c 1`: the reader closes the pipe after the first output. Returns standard error and the exit code. */
export async function readOnlyTheStart(
  cwd: string,
  args: readonly string[],
): Promise<{ start: string; stderr: string; code: unknown }> {
  const child = spawn(process.execPath, [cli, ...args], { cwd, env: environment({}), stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const [first] = (await once(child.stdout, "data")) as [Buffer];
  child.stdout.destroy();
  const [code] = (await once(child, "close")) as [unknown];
  return { start: first.toString("utf8"), stderr, code };
}
