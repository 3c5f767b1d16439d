/** What ten usual questions of a coding agent cost in tokens, against the files that it would read for the same answers. A quarter of the bytes each. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import type { Measurement } from "./measurements";

interface Question {
  readonly what: string;
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Paths from the workspace of the files that hold the answer. */
  readonly files: readonly string[];
}

interface File {
  readonly path: string;
  readonly bytes: number;
  readonly test: string | undefined;
}

/** On the recordings of a project whose files name their tests. */
export async function agentTokens(root: string, workspace: string): Promise<Measurement[]> {
  const cache = mkdtempSync(join(tmpdir(), "tapedeck-bench-cache-"));
  const client = new Client({ name: "bench", version: "1" });
  const env = { PATH: process.env["PATH"] ?? "", HOME: cache, XDG_CACHE_HOME: cache };
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [join(root, "dist/cli.js"), "mcp"], cwd: workspace, env }),
  );
  try {
    const results: Measurement[] = [];
    for (const { what, tool, input, files } of questionsOn(recordingsIn(workspace))) {
      const { content, structuredContent } = await client.callTool({ name: tool, arguments: { ...input } });
      const [{ text }] = content as readonly [{ readonly text: string }];
      const bytes = files.reduce((sum, file) => sum + statSync(join(workspace, file)).size, 0);
      // Clients show their model the one or the other.
      const ours = Math.max(tokens(text), tokens(JSON.stringify(structuredContent ?? {})));
      results.push({ what, ours, unit: "tokens", than: `raw, ${files.length} files`, baseline: bytes / 4, goal: 0.02 });
    }
    const sum = (of: (one: Measurement) => number) => results.reduce((total, each) => total + of(each), 0);
    const all = { what: "all ten", ours: sum(({ ours }) => ours), baseline: sum(({ baseline }) => baseline) };
    return [...results, { ...all, unit: "tokens", than: "raw", goal: 0.02 }];
  } finally {
    await client.close();
    rmSync(cache, { recursive: true, force: true });
  }
}

const tokens = (text: string): number => Buffer.byteLength(text) / 4;

function questionsOn(files: readonly File[]): readonly Question[] {
  const bySize = [...files].sort((a, b) => b.bytes - a.bytes);
  const [largest, second] = bySize as [File, File];
  const usual = bySize[Math.floor(bySize.length / 2)]!;
  const tests = new Map<string, File[]>();
  for (const file of files) if (file.test !== undefined) tests.set(file.test, [...(tests.get(file.test) ?? []), file]);
  const [busiest = "", ofBusiest = []] = [...tests].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  const module = (largest.test ?? busiest).split("::")[0] ?? "";
  const folder = largest.path.slice(0, largest.path.lastIndexOf("/"));
  const paths = (these: readonly File[]) => these.map(({ path }) => path);
  const below = paths(files.filter(({ path }) => path.startsWith(`${folder}/`)));
  const ofModule = paths(files.filter(({ test }) => test?.startsWith(`${module}::`)));
  const hash = /[0-9a-f]{12,}/.exec(usual.path)?.[0] ?? "";
  return [
    { what: "what did the model answer here", tool: "read_recording", input: { recording: largest.path }, files: [largest.path] },
    { what: "which recordings has this test", tool: "find_recordings", input: { test: busiest }, files: paths(ofBusiest) },
    { what: "which tests of this module have any", tool: "list_tests", input: { test: module }, files: ofModule },
    { what: "which recording has this hash", tool: "find_recordings", input: { hash }, files: [usual.path] },
    { what: "where does somebody ask of Saturn", tool: "find_recordings", input: { text: "saturn" }, files: paths(files) },
    { what: "what is wrong in this folder", tool: "check_recordings", input: { path: folder }, files: below },
    { what: "what is wrong in the project", tool: "check_recordings", input: {}, files: paths(files) },
    { what: "which recordings are unused", tool: "unused_recordings", input: {}, files: paths(files) },
    {
      what: "why was none found for this test",
      tool: "explain_miss",
      input: { test: busiest, hash: "0".repeat(64) },
      files: paths(ofBusiest),
    },
    {
      what: "what differs between these two",
      tool: "compare_recordings",
      input: { before: largest.path, after: second.path },
      files: [largest.path, second.path],
    },
  ];
}

function recordingsIn(workspace: string): readonly File[] {
  const entries = readdirSync(workspace, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json") && /\brecordings$/.test(entry.parentPath))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const test = /"test_id": ("(?:[^"\\]|\\.)*")/.exec(readFileSync(path, "utf8").slice(0, 4096))?.[1];
      return {
        path: relative(workspace, path),
        bytes: statSync(path).size,
        test: test === undefined ? undefined : (JSON.parse(test) as string),
      };
    });
}
