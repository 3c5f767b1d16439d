/**
 * Measurements of the built server on real recordings, each side by side with what a user has today, in the same run.
 * Prints medians and ratios; the machine's speed cancels out.
 */
import { join, resolve } from "node:path";
import { existsSync } from "node:fs";
import { coldStart, hoverDuringScan, whichRecordings, type Measurement } from "./measurements";

const root = process.argv[2] ?? process.cwd();

void main();

async function main(): Promise<void> {
  const workspace = corpus() ?? sample();
  const measurements = [coldStart, hoverDuringScan, whichRecordings];
  const results: Measurement[] = [];
  for (const measure of measurements) results.push(await measure(root, workspace));
  console.log(`\nOn ${workspace === sample() ? "the sample workspace" : "the corpus's workspace `current`"}:\n`);
  console.log(table(results));
}

function corpus(): string | undefined {
  const folder = join(process.env["TAPEDECK_CORPUS"] ?? resolve(root, "../shared/corpus"), "current");
  if (existsSync(folder)) return folder;
  console.warn(
    "SKIPPED: no corpus at ../shared/corpus or TAPEDECK_CORPUS; the small sample workspace stands in, and its ratios say little.",
  );
  return undefined;
}

function sample(): string {
  return join(root, "test/sample");
}

function table(results: readonly Measurement[]): string {
  const rows = results.map(({ what, ours, baseline, than }) => [
    what,
    ms(ours),
    than,
    ms(baseline),
    (ours / baseline).toFixed(3),
  ]);
  const all = [["what", "Tapedeck", "compared with", "baseline", "ratio"], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ")).join("\n");
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`;
}
