/** The built server on cassettes, each number beside PyYAML on the same files, or beside what the YAML library of npm takes. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseDocument } from "yaml";
import { startServer } from "../benchServer";
import { median, memoryAtRest, memoryWithoutRecordings, timed, withCache, type Bench, type Measurement } from "../measurements";
import { loadAll } from "./pyyaml";

const loaded = "PyYAML's CSafeLoader, one thread";

/** Starts with nothing known and with a cache of the run before, and what a server that has read everything keeps in memory. `python` has PyYAML. */
export async function cassettes(bench: Bench, python: string): Promise<Measurement[]> {
  const { root, workspace, rounds, rest } = bench;
  const times = { baseline: [] as number[], listed: [] as number[], cold: [] as number[], warm: [] as number[] };
  const memory: number[] = [];
  // The first to read the files reads them from the disk, all others from memory.
  loadAll(python, workspace.recordings);
  for (let round = 0; round < rounds; round++) {
    await withCache(async (cache) => {
      times.baseline.push(loadAll(python, workspace.recordings));
      const cold = await start(bench, cache);
      times.listed.push(cold.listed);
      times.cold.push(cold.indexed);
      times.baseline.push(loadAll(python, workspace.recordings));
      const isLast = round === rounds - 1;
      const all = isLast ? await memoryAtRest(cold.server, rest) : undefined;
      await cold.server.stop();
      const warm = await start(bench, cache);
      times.warm.push(warm.indexed);
      await warm.server.stop();
      const none = all === undefined ? undefined : await memoryWithoutRecordings(root, cache, rest);
      if (all !== undefined && none !== undefined) memory.push(all - none);
    });
  }
  const row = (what: string, ours: readonly number[], goal: number): Measurement => {
    return { what, ours: median(ours), unit: "ms", than: loaded, baseline: median(times.baseline), goal };
  };
  const what = "server memory (RSS) less an empty server's";
  return [
    row("cassettes: cold start to lenses", times.listed, 0.15),
    row("cassettes: cold start to everything checked", times.cold, 1),
    row("cassettes: warm start, nothing changed, to the same state", times.warm, 0.05),
    ...memory.map((ours): Measurement => {
      return { what, ours, unit: "MB", than: "bytes of the cassettes", baseline: workspace.bytes, goal: 0.3 };
    }),
  ];
}

async function start({ root, workspace }: Bench, cache: string) {
  const begin = performance.now();
  const server = await startServer(root, workspace.folder, cache);
  await server.ask("tapedeck/whenListed", {});
  const listed = performance.now() - begin;
  const { checked } = await server.ask("tapedeck/whenIndexed", {});
  const indexed = performance.now() - begin;
  if (checked < workspace.recordings.length) throw new Error(`${checked} recordings were checked.`);
  return { server, listed, indexed };
}

const size = 400_000;
const keystrokes = 20;

/** Each keystroke in a cassette, and the diagnostics after it, through the server; against parsing the same texts in this process. */
export async function cassetteKeystroke({ root, workspace }: Bench): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), "tapedeck-key-"));
  const text = nearestTo(size, workspace.recordings);
  const path = join(folder, "cassettes", "large.yaml");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  const before = text.slice(0, text.indexOf("\n    headers:") + "\n    headers".length).split("\n");
  const [line, character] = [before.length - 1, before.at(-1)!.length];
  const server = await startServer(root, folder, join(folder, "cache"));
  await server.ask("tapedeck/whenIndexed", {});
  server.open(path, text);
  const ours: number[] = [];
  const baseline: number[] = [];
  for (let key = 0; key < keystrokes; key++) {
    const isTyped = key % 2 === 0;
    ours.push(
      await timed(() => {
        server.edit(path, line, character, key % 2, isTyped ? "x" : "");
        return server.diagnostics(path);
      }),
    );
    baseline.push(await timed(() => parseDocument(isTyped ? text.replace("\n    headers:", "\n    headersx:") : text)));
  }
  await server.stop();
  rmSync(folder, { recursive: true });
  const what = `a cassette of ${Math.round(text.length / 1000)} KB checked after a keystroke`;
  return [{ what, ours: median(ours), unit: "ms", than: "yaml, parseDocument", baseline: median(baseline), goal: 0.3 }];
}

/** Of those with a stream: one that holds an image is one line, and tells little. */
function nearestTo(length: number, paths: readonly string[]): string {
  const texts = paths
    .slice(0, 1000)
    .map((path) => readFileSync(path, "utf8"))
    .filter((text) => text.includes("data: {"));
  const distance = (text: string) => Math.abs(text.length - length);
  return texts.reduce((best, each) => (distance(each) < distance(best) ? each : best));
}
