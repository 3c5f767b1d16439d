/** Other people's recordings, all of them: nothing is lost, nothing is blamed. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { WorkspaceDiagnosticReport } from "vscode-languageserver/node";
import { parseNodeId } from "../../server/src/pytest/nodeId";
import { corpusFolder } from "../support/corpus";
import { startClient, type TestClient } from "../support/languageClient";

const corpus = corpusFolder();
const never = new Promise<never>(() => undefined);
const codesOf = (report: WorkspaceDiagnosticReport["items"][number]) =>
  report.kind === "full" ? report.items.map(({ code }) => String(code)) : [];
let client: TestClient;
afterEach(() => client.stop());

describe.runIf(corpus)("the corpus", () => {
  test.each([
    ["current", 1577, { "hash.older-scheme": 92, "hash.mismatch": 35 }],
    ["legacy", 86, {}],
  ])("%s is indexed completely, and of names only those are blamed that replay does not find", async (name, count, wrong) => {
    const settings = { problems: { fold: [] } };
    client = await startClient([join(corpus!, name)], { server: "server.js", settings });
    expect(await client.whenIndexed()).toBe(count);
    const nothing = Symbol("nothing to report");
    const settled = new Promise((resolve) => setTimeout(() => resolve(nothing), 500));
    const report = await Promise.race([client.workspaceDiagnostics(), Object.keys(wrong).length > 0 ? never : settled]);
    const codes = report === nothing ? [] : (report as WorkspaceDiagnosticReport).items.flatMap(codesOf);
    const counts: Record<string, number> = {};
    for (const code of codes.filter((each) => each.startsWith("hash."))) counts[code] = (counts[code] ?? 0) + 1;
    expect(counts).toEqual(wrong);
    expect(client.log).toEqual([]);
  });

  test("every test that has recordings gets its lens, and so does its module", async () => {
    const root = join(corpus!, "current");
    client = await startClient([root], { server: "server.js" });
    const modules = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".py"));
    const expected = recordedTests(root);
    expect(modules.length).toBeGreaterThan(20);
    for (const module of modules) {
      const wanted = expected.get(module);
      const lenses = await client.lenses(module);
      if (!wanted) {
        expect(lenses).toEqual([]);
        continue;
      }
      const lines = readFileSync(join(root, module), "utf8").split("\n");
      const named = lenses
        .filter(({ title }) => title.includes("recording"))
        .map(({ line }) => /(?:def|class) (\w+)/.exec(lines[line - 1] ?? "")?.[1]);
      for (const names of wanted) expect(named, `${module} ${names}`).toContain(names.split("::").at(-1));
      expect(lenses[0]).toMatchObject({ line: 1, command: "tapedeck.showRecordings" });
    }
  });

  test("a folder opened above both workspaces gives each module the same lenses", async () => {
    const root = join(corpus!, "current");
    const module = [...recordedTests(root).keys()].sort()[0]!;
    const titles = async (path: string) => (await client.lenses(path)).map(({ line, title }) => `${line} ${title}`);
    client = await startClient([root], { server: "server.js" });
    const expected = await titles(module);
    await client.stop();
    client = await startClient([corpus!], { server: "server.js" });
    // The cassettes of other projects lie there as well.
    expect(await client.whenIndexed()).toBeGreaterThanOrEqual(1577 + 86);
    expect(await titles(`current/${module}`)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(2);
  });
});

/** Names of the tests by module, as the recordings' own test ids say. */
function recordedTests(root: string): Map<string, Set<string>> {
  const tests = new Map<string, Set<string>>();
  for (const path of readdirSync(root, { recursive: true, encoding: "utf8" }).filter((each) =>
    /recordings.*\.json$/.test(each),
  )) {
    const { test_id: testId } = JSON.parse(readFileSync(join(root, path), "utf8")) as { test_id?: string | null };
    const id = testId ? parseNodeId(testId) : undefined;
    if (id) tests.set(id.path, (tests.get(id.path) ?? new Set()).add(id.names.join("::")));
  }
  return tests;
}
