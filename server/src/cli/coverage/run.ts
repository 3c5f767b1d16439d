/** Runs the user's command through the shell, and collects which files its Python processes open. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { constants } from "node:os";
import { join } from "node:path";
import { codeOf, messageOf } from "../../errors";
import { privateFolder } from "../../disk/privateFolder";
import { Opened, type OpenedFiles } from "../../pytest/coverage/opened";
import type { CommandLine } from "../../rerecord/commandLine";
import { coveragePlugin, coveredFolder } from "../../rerecord/coveragePlugin";
import { installPlugin, writtenLines } from "../../rerecord/pytestPlugin";

export interface CoveredCommand {
  readonly command: readonly [string, ...string[]];
  /** Real path of the folder whose files count. */
  readonly folder: string;
  /** Path of a private cache folder outside of `folder`; it need not exist. */
  readonly cache: string;
}

export type CoveredResult =
  /** `status` is null if a signal ended the command; `exitCode` is the one that a shell would return. */
  | { readonly kind: "ended"; readonly status: number | null; readonly exitCode: number; readonly opened: OpenedFiles }
  /** `reason` is a full sentence. */
  | { readonly kind: "failed"; readonly reason: string; readonly exitCode: 126 | 127 };

/** Rejects if the cache folder cannot be trusted. */
export async function runCovered({ command, folder, cache }: CoveredCommand): Promise<CoveredResult> {
  await privateFolder(cache, [folder]);
  const store = await mkdtemp(join(cache, "coverage-"));
  try {
    const plugin = await installPlugin(coveragePlugin, store);
    const [program, ...args] = command;
    const environment = { [coveredFolder]: folder };
    const ended = await run(plugin.loadedBy({ kind: "command", command: program, args, environment, pytest: false }));
    if (ended.kind === "failed") return ended;
    const opened = new Opened();
    for await (const line of writtenLines(plugin.written)) opened.add(line);
    return { ...ended, opened: opened.done() };
  } finally {
    await rm(store, { recursive: true, force: true });
  }
}

async function run({ command, args, environment }: CommandLine) {
  const child = spawn(command, args, { env: { ...process.env, ...environment }, stdio: "inherit", shell: false });
  // Ctrl+C reaches the command too, which ends in its own time; what it reported until then is kept.
  const ignored = () => undefined;
  const passedOn = () => void child.kill("SIGTERM");
  process.on("SIGINT", ignored).on("SIGTERM", passedOn);
  try {
    const [status, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    return { kind: "ended", status, exitCode: status ?? 128 + (signal === null ? 0 : constants.signals[signal]) } as const;
  } catch (error) {
    const isMissing = codeOf(error) === "ENOENT";
    const why = isMissing ? "it was not found" : messageOf(error);
    const reason = `${JSON.stringify(command)} could not be started: ${why}.`;
    return { kind: "failed", reason, exitCode: isMissing ? 127 : 126 } as const;
  } finally {
    process.removeListener("SIGINT", ignored).removeListener("SIGTERM", passedOn);
  }
}
