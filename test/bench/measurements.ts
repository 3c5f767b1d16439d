/** What is measured on a whole workspace, and against what. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { PreviousResultId } from "vscode-languageserver/node";
import { startServer, type BenchServer } from "./benchServer";
import type { BenchWorkspace } from "./copies";

export interface Measurement {
  readonly what: string;
  /** In milliseconds, bytes or tokens, as `unit` says. */
  readonly ours: number;
  readonly unit: "ms" | "MB" | "tokens";
  /** What `baseline` is. */
  readonly than: string;
  readonly baseline: number;
  /** The ratio to reach. */
  readonly goal: number;
}

export interface Bench {
  /** The project's folder. */
  readonly root: string;
  readonly workspace: BenchWorkspace;
  readonly rounds: number;
  /** Milliseconds until a server that has nothing to do is taken to be at rest. */
  readonly rest: number;
}

const parsed = "read + JSON.parse, one thread";

/** Three starts: nothing known, the same to the end, and with a cache of the run before; each against reading and parsing every file. */
export async function starts(bench: Bench): Promise<Measurement[]> {
  const { root, workspace, rounds } = bench;
  const times = { baseline: [] as number[], listed: [] as number[], cold: [] as number[], warm: [] as number[] };
  // The first to read the files reads them from the disk, all others from memory.
  parseAll(workspace);
  for (let round = 0; round < rounds; round++) {
    times.baseline.push(await timed(() => parseAll(workspace)));
    await withCache(async (cache) => {
      const cold = await start(root, workspace, cache);
      times.listed.push(cold.listed);
      times.cold.push(cold.indexed);
      await cold.server.stop();
      const warm = await start(root, workspace, cache);
      times.warm.push(warm.indexed);
      await warm.server.stop();
    });
    // On a busy machine the two that are compared should see the same of what others do.
    times.baseline.push(await timed(() => parseAll(workspace)));
  }
  const baseline = median(times.baseline);
  const row = (what: string, ours: readonly number[], goal: number): Measurement => {
    return { what, ours: median(ours), unit: "ms", than: parsed, baseline, goal };
  };
  return [
    row("cold start to lenses and hovers correct for every test", times.listed, 0.5),
    row("cold start to every file checked by every rule", times.cold, 1.5),
    row("warm start, nothing changed, to the same state", times.warm, 0.15),
  ];
}

/** The slowest of many hovers over tests while the first scan runs, against the duration of the scan. */
export async function hoverDuringScan({ root, workspace, rounds }: Bench): Promise<Measurement[]> {
  const slowest: number[] = [];
  const scans: number[] = [];
  const { path, text, line } = firstTest(workspace);
  for (let round = 0; round < rounds; round++) {
    await withCache(async (cache) => {
      const server = await startServer(root, workspace.folder, cache);
      server.open(path, text);
      const progress = { done: false, slowest: 0 };
      const scan = timed(() => server.ask("tapedeck/whenIndexed", {})).finally(() => (progress.done = true));
      while (!progress.done) {
        progress.slowest = Math.max(progress.slowest, await timed(() => server.hover(path, line, 6)));
        await delay(2);
      }
      slowest.push(progress.slowest);
      scans.push(await scan);
      await server.stop();
    });
  }
  const than = "duration of the scan";
  return [
    {
      what: "slowest hover while the cold scan runs",
      ours: median(slowest),
      unit: "ms",
      than,
      baseline: median(scans),
      goal: 0.05,
    },
  ];
}

/** What a server that has read everything costs: a question, and memory. */
export async function afterScan(bench: Bench): Promise<Measurement[]> {
  const { root, workspace, rest } = bench;
  const results: Measurement[] = [];
  await withCache(async (cache) => {
    const { server } = await start(root, workspace, cache);
    results.push(await whichRecordings(server, workspace));
    results.push(await reportsAfterKeystroke(server, workspace));
    const all = await memoryAtRest(server, rest);
    await server.stop();
    const none = await memoryWithoutRecordings(root, cache, rest);
    if (all === undefined || none === undefined) return;
    const what = "server memory (RSS) less an empty server's";
    const than = "bytes of the recordings";
    results.push({ what, ours: all - none, unit: "MB", than, baseline: workspace.bytes, goal: 0.3 });
  });
  return results;
}

/** A finding made and unmade by a key: until the client is told of it, against the first report on all recordings. */
async function reportsAfterKeystroke(server: BenchServer, workspace: BenchWorkspace): Promise<Measurement> {
  const known = new Map<string, string>();
  /** Waits for what is new; a file without findings has no result, and is forgotten, as an editor does. */
  const pull = async () => {
    const previous: PreviousResultId[] = [...known].map(([uri, value]) => ({ uri, value }));
    for (const { uri, resultId } of await server.workspaceDiagnostics(previous)) {
      if (typeof resultId === "string") known.set(uri, resultId);
      else known.delete(uri);
    }
  };
  const baseline = await timed(pull);
  const [path = ""] = workspace.recordings;
  const text = readFileSync(path, "utf8");
  server.open(path, text);
  const ours: number[] = [];
  for (let key = 0; key < 9; key++) {
    ours.push(
      await timed(async () => {
        server.edit(path, 0, 0, key % 2, key % 2 === 0 ? "x" : "");
        await pull();
      }),
    );
  }
  const what = "diagnostics of the workspace after a keystroke";
  return { what, ours: median(ours), unit: "ms", than: "diagnostics of every recording, made anew", baseline, goal: 1 };
}

/** Asking which recordings a test has, against ripgrep over the same files. */
async function whichRecordings(server: BenchServer, workspace: BenchWorkspace): Promise<Measurement> {
  const ours: number[] = [];
  const baseline: number[] = [];
  for (const testId of someTestIds(workspace)) {
    ours.push(await timed(() => server.ask("tapedeck/recordings", { testId })));
    baseline.push(await timed(() => ripgrep(testId, workspace.folder)));
  }
  const what = "answering “which recordings has this test”";
  return { what, ours: median(ours), unit: "ms", than: "rg over the same files", baseline: median(baseline), goal: 0.02 };
}

/** The workers end when they had nothing to do for a while, and V8 gives their memory back eight seconds later. */
export async function memoryAtRest(server: BenchServer, rest: number): Promise<number | undefined> {
  await delay(rest);
  return server.memory();
}

export async function memoryWithoutRecordings(root: string, cache: string, rest: number): Promise<number | undefined> {
  const empty = mkdtempSync(join(tmpdir(), "tapedeck-empty-"));
  const server = await startServer(root, empty, cache);
  await server.ask("tapedeck/whenIndexed", {});
  const bytes = await memoryAtRest(server, rest);
  await server.stop();
  rmSync(empty, { recursive: true });
  return bytes;
}

/** Starts a server and waits until it knows everything. Throws when what it knows in between is not right. */
async function start(root: string, workspace: BenchWorkspace, cache: string) {
  const begin = performance.now();
  const server = await startServer(root, workspace.folder, cache);
  await server.ask("tapedeck/whenListed", {});
  const listed = performance.now() - begin;
  const indexing = server.ask("tapedeck/whenIndexed", {}).then((answer) => ({ answer, indexed: performance.now() - begin }));
  await mustKnowTests(server, workspace);
  const { answer, indexed } = await indexing;
  if (answer.checked !== workspace.recordings.length) throw new Error(`${answer.checked} recordings were checked.`);
  return { server, listed, indexed };
}

async function mustKnowTests(server: BenchServer, workspace: BenchWorkspace): Promise<void> {
  for (const testId of someTestIds(workspace).slice(0, 3)) {
    if ((await server.ask("tapedeck/recordings", { testId })).length === 0) throw new Error(`${testId} has no recordings.`);
  }
}

function parseAll({ recordings }: BenchWorkspace): void {
  const script = `const { readFileSync: read } = require("node:fs"); for (const f of read(0, "utf8").split("\\n")) JSON.parse(read(f, "utf8"))`;
  spawned(process.execPath, ["-e", script], recordings.join("\n"));
}

function ripgrep(testId: string, folder: string): void {
  spawned("rg", ["--files-with-matches", "--fixed-strings", JSON.stringify(testId), "--glob", "**/recordings/**/*.json", folder]);
}

/** Runs a program to its end. Throws when it failed: a baseline that did nothing is no baseline. */
function spawned(command: string, args: readonly string[], input = ""): void {
  const { error, status, stderr } = spawnSync(command, args, { input, encoding: "utf8", maxBuffer: 1e9 });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ended with ${String(status)}: ${stderr}`);
}

/** The test ids of some recordings, spread over the workspace. */
function someTestIds({ recordings }: BenchWorkspace): string[] {
  const picked = recordings.filter((_, index) => index % Math.ceil(recordings.length / 20) === 0);
  const ids = picked.map((file) => (JSON.parse(readFileSync(file, "utf8")) as { test_id?: string | null }).test_id);
  return ids.filter((testId) => typeof testId === "string");
}

/** A module whose first test has recordings, and that test's line. */
function firstTest(workspace: BenchWorkspace) {
  for (const testId of someTestIds(workspace)) {
    const [, module = "", name = ""] = /^([^:]+\.py)::(?:\w+::)*(\w+)/.exec(testId) ?? [];
    const path = join(workspace.folder, module);
    const text = readFileSync(path, "utf8");
    const line = text.split("\n").findIndex((each) => each.startsWith(`def ${name}(`));
    if (line >= 0) return { path, text, line };
  }
  throw new Error("No test with recordings was found.");
}

export async function withCache(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tapedeck-cache-"));
  try {
    await action(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function timed(action: () => unknown): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
