/**
 * Measurements of the built server on real recordings, each side by side with what a user has today, in the same run. Prints medians and
 * ratios, which the machine's speed cancels out of; judges nothing.
 *
 * `bench PROJECT --python PYTHON [--files N]… [--all | --quick] [--cassettes | --agent]`: 1,600 and 16,000 files, with `--all` 50,000 too; with `--quick` 1,600, each thing
 * measured once. Then 4,000 and 16,000 cassettes, with `--quick` 4,000; with `--cassettes` these alone. With `--agent` only what answers cost a coding agent.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { agentTokens } from "./agent";
import { cassetteKeystroke, cassettes } from "./cassettes/cassettes";
import { copyCassettes } from "./cassettes/copies";
import { commandLine } from "./commandLine";
import { makeCopies, type BenchWorkspace } from "./copies";
import { gitCommands } from "./gitCommands";
import { keystroke } from "./keystroke";
import { afterScan, hoverDuringScan, starts, type Bench, type Measurement } from "./measurements";
import { reassembly } from "./reassembly";
import { streamViewPage } from "./streamView";

const [root = process.cwd(), ...options] = process.argv.slice(2);
const isQuick = options.includes("--quick");

/** A server that never answers would hold up whoever waits for the benchmark. */
const longestQuickRun = 300_000;

if (isQuick) setTimeout(() => giveUp(), longestQuickRun).unref();
void main();

async function main(): Promise<void> {
  if (options.includes("--agent")) return onAgents();
  if (!options.includes("--cassettes")) await recordings();
  for (const files of isQuick ? [4000] : [4000, 16_000]) await onCassettes(files);
}

/** Not of copies: many files alike make whatever is told of them all too short. */
async function onAgents(): Promise<void> {
  const source = corpus("current") ?? join(root, "test/sample");
  console.log(`\nWhat answers cost a coding agent:\n\n${table(await agentTokens(root, source))}`);
}

async function onCassettes(files: number): Promise<void> {
  const source = corpus("cassettes") ?? join(root, "test/sample-cassettes");
  await withFolder(async (folder) => {
    const bench = await benchOn(copyCassettes(source, files, folder), files);
    const results = [...(await cassettes(bench, python())), ...(files === 4000 ? await cassetteKeystroke(bench) : [])];
    console.log(`\n${files.toLocaleString("en")} cassettes:\n\n${table(results)}`);
  });
}

async function recordings(): Promise<void> {
  const source = corpus("current") ?? join(root, "test/sample");
  console.log(`\n${table([await reassembly(source), ...(await streamViewPage(root))])}`);
  await onAgents();
  console.log(`\nThe command line:\n\n${table(await commandLine(root, isQuick ? 5 : 15))}`);
  const runs: { readonly files: number; readonly results: readonly Measurement[] }[] = [];
  for (const files of sizes()) {
    await withFolder(async (folder) => {
      const results = await measure(source, files, folder);
      runs.push({ files, results });
      console.log(`\n${files.toLocaleString("en")} recordings:\n\n${table(results)}`);
    });
  }
  if (runs.length > 1) console.log(`\nPer file, by the number of files:\n\n${growth(runs)}`);
}

function python(): string {
  const path = options[options.indexOf("--python") + 1];
  if (!options.includes("--python") || path === undefined) throw new Error("--python takes an interpreter that has PyYAML.");
  return path;
}

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tapedeck-bench-"));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function giveUp(): void {
  console.error(`The benchmark has not ended after ${longestQuickRun / 1000} s and is given up.`);
  process.exit(1);
}

async function measure(source: string, files: number, folder: string): Promise<readonly Measurement[]> {
  const bench = await benchOn(makeCopies(source, files, folder), files);
  const results: Measurement[] = [];
  for (const each of [starts, hoverDuringScan, afterScan, ...(isSmallest(files) ? [keystroke, gitCommands] : [])]) {
    results.push(...(await each(bench)));
  }
  return results;
}

/** Files that changed a moment ago are not kept in the cache. */
async function benchOn(workspace: BenchWorkspace, files: number): Promise<Bench> {
  await delay(2500);
  return { root, workspace, rounds: roundsFor(files), rest: isQuick ? 12_000 : 30_000 };
}

function roundsFor(files: number): number {
  if (isQuick || files > 20_000) return 1;
  return files <= 2000 ? 5 : 3;
}

/** What is about one file, or what git knows: the smallest workspace is as good as any. */
function isSmallest(files: number): boolean {
  return files === Math.min(...sizes());
}

function sizes(): readonly number[] {
  const named = options.flatMap((option, at) => (option === "--files" ? Number(options[at + 1]) : []));
  if (named.some((files) => !(files > 0))) throw new Error("--files takes a number.");
  if (named.length > 0) return named;
  if (isQuick) return [1600];
  return options.includes("--all") ? [1600, 16_000, 50_000] : [1600, 16_000];
}

function corpus(name: "current" | "cassettes"): string | undefined {
  const folder = join(process.env["TAPEDECK_CORPUS"] ?? resolve(root, "../shared/corpus"), name);
  if (existsSync(folder)) return folder;
  console.warn(
    "SKIPPED: no corpus at ../shared/corpus or TAPEDECK_CORPUS; the few small recordings of the sample stand in, and their ratios say little.",
  );
  return undefined;
}

function table(results: readonly Measurement[]): string {
  const rows = results.map(({ what, ours, unit, than, baseline, goal }) => {
    const ratio = ours / baseline;
    return [
      what,
      amount(ours, unit),
      than,
      amount(baseline, unit),
      ratio.toFixed(3),
      `≤ ${goal}`,
      ratio <= goal ? "met" : "missed",
    ];
  });
  return columns([["what", "Tapedeck", "compared with", "baseline", "ratio", "goal", ""], ...rows]);
}

/** Linear growth shows as equal numbers in a row. */
function growth(runs: readonly { readonly files: number; readonly results: readonly Measurement[] }[]): string {
  const whats = runs[0]!.results.map(({ what }) => what).filter((what) => /start|memory/.test(what));
  const rows = whats.map((what) => [
    what,
    ...runs.map(({ files, results }) => {
      const found = results.find((each) => each.what === what);
      if (!found) return "";
      return found.unit === "ms"
        ? `${((1000 * found.ours) / files).toFixed(0)} µs`
        : `${(found.ours / files / 1024).toFixed(1)} KB`;
    }),
  ]);
  return columns([["what", ...runs.map(({ files }) => files.toLocaleString("en"))], ...rows]);
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function amount(value: number, unit: Measurement["unit"]): string {
  if (unit === "MB") return `${(value / 1024 / 1024).toFixed(0)} MB`;
  return unit === "tokens" ? Math.round(value).toLocaleString("en") : `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}
