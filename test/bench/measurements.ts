/** What is measured, and against what. Each takes the project's folder and a workspace, and gives medians in milliseconds. */
import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startServer } from "./benchServer";

export interface Measurement {
  readonly what: string;
  /** Milliseconds, median. */
  readonly ours: number;
  /** What `baseline` is. */
  readonly than: string;
  readonly baseline: number;
}

const rounds = 5;

/** From starting the server to a complete index, against reading and parsing every file in one thread of a fresh process. */
export async function coldStart(root: string, workspace: string): Promise<Measurement> {
  const script = `const { readFileSync: read } = require("node:fs"); for (const f of read(0, "utf8").split("\\n")) JSON.parse(read(f, "utf8"))`;
  const files = recordings(workspace).join("\n");
  const baseline: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < rounds; round++) {
    baseline.push(await timed(() => spawned(process.execPath, ["-e", script], files)));
    ours.push(
      await timed(async () => {
        const server = await startServer(root, workspace);
        await server.whenIndexed();
        await server.stop();
      }),
    );
  }
  return {
    what: "cold start to a complete index, every file checked",
    ours: median(ours),
    than: "read + JSON.parse",
    baseline: median(baseline),
  };
}

/** The slowest of many hovers while the first scan runs, against the duration of the scan. */
export async function hoverDuringScan(root: string, workspace: string): Promise<Measurement> {
  const server = await startServer(root, workspace);
  const module = globSync("**/test_*.py", { cwd: workspace }).sort()[0]!;
  const path = join(workspace, module);
  server.open(path, readFileSync(path, "utf8"));
  const progress = { done: false };
  const scan = timed(() => server.whenIndexed()).finally(() => (progress.done = true));
  const hovers: number[] = [];
  while (!progress.done) {
    hovers.push(await timed(() => server.hover(path, 5, 6)));
    await new Promise((resume) => setTimeout(resume, 2));
  }
  const baseline = await scan;
  await server.stop();
  return { what: `slowest of ${hovers.length} hovers during the scan`, ours: Math.max(...hovers), than: "the scan", baseline };
}

/** Asking the server which recordings a test has, against ripgrep over the same files. */
export async function whichRecordings(root: string, workspace: string): Promise<Measurement> {
  const testIds = someTestIds(workspace);
  const server = await startServer(root, workspace);
  await server.whenIndexed();
  await server.recordingsOf(testIds[0]!);
  const ours: number[] = [];
  const baseline: number[] = [];
  for (const testId of testIds) {
    ours.push(await timed(() => server.recordingsOf(testId)));
    baseline.push(await timed(() => ripgrep(testId, workspace)));
  }
  await server.stop();
  return { what: "which recordings a test has", ours: median(ours), than: "rg", baseline: median(baseline) };
}

function ripgrep(testId: string, workspace: string): void {
  const files = ["--glob", "**/recordings/**/*.json", workspace];
  spawned("rg", ["--files-with-matches", "--fixed-strings", JSON.stringify(testId), ...files]);
}

/** Runs a program to its end. Throws when it failed: a baseline that did nothing is no baseline. */
function spawned(command: string, args: readonly string[], input = ""): void {
  const { error, status, stderr } = spawnSync(command, args, { input, encoding: "utf8" });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ended with ${String(status)}: ${stderr}`);
}

/** The test ids of some recordings, spread over the workspace. */
function someTestIds(workspace: string): string[] {
  const files = recordings(workspace);
  const picked = files.filter((_, index) => index % Math.ceil(files.length / 20) === 0);
  return picked
    .map((file) => (JSON.parse(readFileSync(file, "utf8")) as { test_id?: string | null }).test_id)
    .filter((testId) => typeof testId === "string");
}

function recordings(workspace: string): string[] {
  return globSync("**/recordings/**/*.json", { cwd: workspace }).map((file) => join(workspace, file));
}

async function timed(action: () => unknown): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
