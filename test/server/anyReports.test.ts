/** Whatever happens to files, and however it is reported: what is known in the end is what a fresh look at the disk finds. */
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { noSupport } from "../../server/src/connection/capabilities";
import { reportOf } from "../../server/src/features/diagnostics";
import { Reports } from "../../server/src/features/reports";
import { Folders } from "../../server/src/index/folders";
import { defaultSettings } from "../../server/src/index/settings";
import { uriOfPath } from "../../server/src/index/uris";
import { Workspace } from "../../server/src/index/workspace";
import { bundles } from "../support/buildServer";
import { makeWorkspace } from "../support/editor/workspace";
import { chatCompletion } from "../support/recordings";

const hash = (digit: string) => `${digit.repeat(64)}.json`;
const folders = ["tests/recordings", "tests/recordings/openai.chat", "tests/unit/recordings"];
const recordings = folders.flatMap((folder) => ["a", "b", "c"].map((digit) => `${folder}/${hash(digit)}`));
const modules = ["tests/test_x.py", "tests/unit/test_y.py"];
const texts = [
  chatCompletion("Hi", { testId: "tests/test_x.py::test_a" }),
  chatCompletion("Hi", { testId: "tests/test_x.py::test_b" }),
  chatCompletion("Hi", { testId: "tests/unit/test_y.py::test_a" }),
  "{",
];
const sources = ["def test_a():\n    pass\n", "def test_b():\n    pass\n", ""];

type Files = Readonly<Record<string, string>>;
const someFiles = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...recordings), fc.constantFrom(...texts), { noNullPrototype: true }),
    fc.dictionary(fc.constantFrom(...modules), fc.constantFrom(...sources), { noNullPrototype: true }),
  )
  .map(([one, other]): Files => ({ ...one, ...other }));
const paths = fc.constantFrom(...recordings, ...modules);
const folder = fc.constantFrom(...folders, "tests/unit");

type Step =
  | { readonly kind: "write" | "checkout"; readonly files: Files }
  | { readonly kind: "remove"; readonly path: string }
  | { readonly kind: "move" | "copy"; readonly path: string; readonly to: string };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom("write", "checkout"), files: someFiles }),
  fc.record({ kind: fc.constant("remove"), path: fc.oneof(paths, folder) }),
  fc.record({ kind: fc.constantFrom("move", "copy"), path: paths, to: paths }),
  fc.record({ kind: fc.constantFrom("move", "copy"), path: folder, to: folder }),
);

/** Of the paths that a step touched: those reported, in which order, how often, and whether before the next step. */
interface Reporting {
  readonly lost: readonly boolean[];
  readonly order: readonly number[];
  readonly twice: boolean;
  readonly late: boolean;
  readonly wait: number;
}
const reporting: fc.Arbitrary<Reporting> = fc.record({
  lost: fc.array(fc.boolean(), { minLength: 11, maxLength: 11 }),
  order: fc.array(fc.nat(), { minLength: 11, maxLength: 11 }),
  twice: fc.boolean(),
  late: fc.boolean(),
  wait: fc.constantFrom(0, 0, 30, 150),
});

test(
  "files written, deleted, moved and checked out, with reports in any order, twice, late, or not at all",
  { timeout: 240_000 },
  async () => {
    const story = fc.array(fc.tuple(step, reporting), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(someFiles, story, async (files, steps) => {
        const root = await makeWorkspace({ "pyproject.toml": "", ...files });
        const followed = await openWorkspace(root);
        const services = { workspace: followed, client: noSupport };
        const reports = new Reports(services);
        const ask = () => followed.index.uris().map((uri) => [uri, reports.resultIdOf(uri)]);
        try {
          ask();
          await carryOut(root, steps, (reported) => {
            followed.pathsChanged(reported.map((path) => uriOfPath(join(root, path))));
            ask();
          });
          const fresh = await openWorkspace(root);
          const expected = whatIsKnown(fresh);
          await fresh.dispose();
          await vi.waitFor(() => expect(whatIsKnown(followed)).toEqual(expected), { timeout: 20_000, interval: 50 });
          // What is kept of the others is what they would be if they were made now.
          expect(ask()).toEqual(followed.index.uris().map((uri) => [uri, reportOf(services, uri).resultId]));
        } finally {
          await followed.dispose();
        }
      }),
      { numRuns: 25, endOnFailure: true },
    );
  },
);

async function openWorkspace(root: string): Promise<Workspace> {
  const workspace = new Workspace(join(bundles, "worker.js"), { verifyAfter: 200 });
  await workspace.setFolders(new Folders([{ uri: uriOfPath(root), settings: defaultSettings }]));
  return workspace;
}

function whatIsKnown({ index, findings }: Workspace): string[] {
  const lines = index.all().flatMap((summary) => {
    const all = [...findings.of(summary), ...summary.findings].map(
      // What is suggested may stand in a module that nobody would look into now, and is true all the same.
      ({ code, message }) => `${summary.uri} ${code} ${message.replace(/(?<=so no test uses this recording);.*/, ".")}`,
    );
    return [`${summary.uri} ${summary.testId ?? ""}`, ...all];
  });
  return lines.sort();
}

async function carryOut(root: string, steps: readonly (readonly [Step, Reporting])[], report: (paths: string[]) => void) {
  let late: string[] = [];
  for (const [each, { lost, order, twice, late: isLate, wait }] of steps) {
    const touched = apply(root, each).filter((_, index) => !lost[index % lost.length]);
    const reported = touched
      .map((path, index) => ({ path, rank: order[index % order.length] ?? 0 }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ path }) => path);
    const all = [...(isLate ? [] : reported), ...(twice ? reported : []), ...late];
    late = isLate ? reported : [];
    report(all);
    await new Promise((resume) => setTimeout(resume, wait));
  }
  // At least the end of it is reported, as git's own files are.
  report([...late, ".git/index"]);
}

/** The paths that a watcher would report. */
function apply(root: string, each: Step): string[] {
  const at = (path: string) => join(root, path);
  switch (each.kind) {
    case "checkout":
      rmSync(at("tests"), { recursive: true, force: true });
      write(root, each.files);
      // Of the folder that went, the folder alone.
      return ["tests", ...Object.keys(each.files)];
    case "write":
      write(root, each.files);
      return Object.keys(each.files);
    case "remove":
      rmSync(at(each.path), { recursive: true, force: true });
      return [each.path];
    case "move":
    case "copy": {
      const { path, to } = each;
      if (!existsSync(at(path)) || `${to}/`.startsWith(`${path}/`) || `${path}/`.startsWith(`${to}/`)) return [];
      rmSync(at(to), { recursive: true, force: true });
      mkdirSync(dirname(at(to)), { recursive: true });
      if (each.kind === "move") renameSync(at(path), at(to));
      else cpSync(at(path), at(to), { recursive: true, preserveTimestamps: true });
      return each.kind === "move" ? [path, to] : [to];
    }
  }
}

function write(root: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
