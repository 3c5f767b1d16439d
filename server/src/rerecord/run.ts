/** Runs a program with an argument list, streams its output, and can kill it with everything that it started. */
import { codeOf, messageOf } from "../errors";
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as delay } from "node:timers/promises";

export interface RunOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** The folder to run in. */
  readonly cwd: string;
  /** Added to this process's own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Called with text of both output streams, whole characters at a time. */
  readonly onOutput: (text: string) => void;
  /** Ends the program and everything that it started. */
  readonly signal: AbortSignal;
  /** Called with the process id once it runs; its process group has the same id. */
  readonly onStart?: (pid: number) => void;
  /** Milliseconds between interrupting the program and killing it. Default: 5000. */
  readonly grace?: number;
  /** Milliseconds after which it is ended; 0 and undefined: never. */
  readonly limit?: number;
}

export type RunResult =
  /** `status` is null if a signal ended it. */
  | { readonly kind: "ended"; readonly status: number | null }
  | { readonly kind: "cancelled" }
  /** It took longer than `limit`. */
  | { readonly kind: "timedOut" }
  /** It could not be started; `reason` is one sentence. */
  | { readonly kind: "failed"; readonly reason: string };

/** Milliseconds to wait for output of processes that outlive the program. */
const drainTime = 500;

/** With a longer delay, Node's timers fire at once. */
const longest = 2 ** 31 - 1;

/** Never rejects. */
export async function run(options: RunOptions): Promise<RunResult> {
  const { grace = 5000 } = options;
  if (isAborted(options.signal)) return { kind: "cancelled" };
  const clock = new AbortController();
  const timer = options.limit ? setTimeout(() => clock.abort(), Math.min(options.limit, longest)) : undefined;
  const result = await runUntil(AbortSignal.any([options.signal, clock.signal]), { ...options, grace });
  clearTimeout(timer);
  return result.kind === "cancelled" && !isAborted(options.signal) ? { kind: "timedOut" } : result;
}

async function runUntil(signal: AbortSignal, options: RunOptions & { readonly grace: number }): Promise<RunResult> {
  const { grace } = options;
  const child = start(options);
  if ("reason" in child) return { kind: "failed", reason: child.reason };
  if (child.pid !== undefined) options.onStart?.(child.pid);
  forward(child, options.onOutput);
  const ended = ending(child, options.command);
  // If this process exits, for example because the reader of its output is gone, the program must not go on.
  const orphaned = () => child.pid !== undefined && endGroup(child.pid);
  process.once("exit", orphaned);
  const cancel = () => void endTree(child, ended, grace);
  signal.addEventListener("abort", cancel, { once: true });
  const result = await ended;
  process.removeListener("exit", orphaned);
  signal.removeEventListener("abort", cancel);
  if (!isAborted(signal) || result.kind === "failed") return result;
  // The program has ended, but not everything that it started.
  await endTree(child, ended, 0);
  return { kind: "cancelled" };
}

/** A function, because the compiler would assume that a signal stays the same across an `await`. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function start({ command, args, cwd, environment }: RunOptions): ChildProcess | { readonly reason: string } {
  try {
    return spawn(command, args, {
      cwd,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      shell: false,
      windowsHide: true,
      // A process group of its own, so that all of it can be ended.
      detached: process.platform !== "win32",
    });
  } catch (error) {
    return { reason: sentence(command, error) };
  }
}

function forward(child: ChildProcess, onOutput: (text: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    const decoder = new StringDecoder("utf8");
    stream?.on("data", (bytes: Buffer) => onOutput(decoder.write(bytes)));
    stream?.on("error", () => undefined);
  }
}

function ending(child: ChildProcess, command: string): Promise<RunResult> {
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ kind: "failed", reason: sentence(command, error) }));
    child.on("close", (status) => resolve({ kind: "ended", status }));
    child.on("exit", (status) => void delay(drainTime).then(() => resolve({ kind: "ended", status })));
  });
}

/** Interrupts the whole tree as Ctrl+C does, so that pytest tears down its fixtures, and kills it if it does not end. */
async function endTree(child: ChildProcess, ended: Promise<RunResult>, grace: number): Promise<void> {
  if (child.pid === undefined) return;
  if (process.platform === "win32") return endTreeOnWindows(child.pid);
  if (grace > 0) {
    const over = ended.then(() => true);
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      signalGroup(child.pid, signal);
      if (await Promise.race([over, delay(grace / 2, false, { ref: false })])) break;
    }
  }
  signalGroup(child.pid, "SIGKILL");
}

/** Kills a process group that an earlier process of ours left behind; does nothing if there is none. */
export function endGroup(pid: number): void {
  if (process.platform === "win32") void endTreeOnWindows(pid);
  else signalGroup(pid, "SIGKILL");
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  // 0 and 1 would mean our own group, or every process.
  if (!Number.isInteger(pid) || pid <= 1) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is empty.
  }
}

/** Windows has no process groups, and no Ctrl+C for a process without a console. */
function endTreeOnWindows(pid: number): Promise<void> {
  return new Promise((resolve) => {
    // An absolute path, because the current folder may contain another program of this name.
    const taskkill = join(process.env["SystemRoot"] ?? "C:\\Windows", "System32", "taskkill.exe");
    const killer = spawn(taskkill, ["/pid", String(pid), "/T", "/F"], { windowsHide: true, stdio: "ignore" });
    killer.on("close", () => resolve());
    killer.on("error", () => resolve());
  });
}

function sentence(command: string, error: unknown): string {
  const why: Readonly<Record<string, string>> = {
    ENOENT: "it was not found",
    EACCES: "it may not be run",
    E2BIG: "there are too many arguments",
  };
  return `${JSON.stringify(command)} could not be started: ${why[codeOf(error)] ?? messageOf(error)}.`;
}
