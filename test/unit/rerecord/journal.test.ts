/** What a crash leaves, and what somebody may have put there: nothing outside of the plan is ever touched, and nothing crashes. */
import { execFileSync, spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { accept } from "../../../server/src/rerecord/accept";
import { abandoned, type Journal, type Operation } from "../../../server/src/rerecord/journal";
import { mayBeAbandoned, prefix } from "../../../server/src/rerecord/leftBehind";
import { markOf } from "../../../server/src/rerecord/processes";
import { finishInterrupted, undoInterrupted } from "../../../server/src/rerecord/recover";
import { contents } from "../../support/contents";
import { forge, gone, interruptedRun, type InterruptedRun } from "../../support/interrupted";

let run: InterruptedRun;
beforeEach(async () => {
  run = await interruptedRun();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await run.remove();
});

/** All but the store, byte for byte. */
async function everything(): Promise<Record<string, string>> {
  const all = [...(await contents(run.top))].filter(([path]) => !path.startsWith("store"));
  return Object.fromEntries(all.map(([path, content]) => [path, content.toString("utf8")]));
}

const look = () => abandoned(run.store, [run.workspace]);

/** Both ways out, as the command line and the editor take them. */
async function recoverAll(): Promise<readonly string[]> {
  const { runs, problems } = await look();
  for (const { folder, journal } of runs) {
    await finishInterrupted(folder, journal).catch(() => undefined);
    await undoInterrupted(folder, journal).catch(() => undefined);
  }
  return problems;
}

test("An interrupted run is found by who has its workspace open, and by nobody else", async () => {
  await run.crash();
  expect((await look()).runs.map(({ folder }) => folder)).toEqual([run.transaction.folder]);

  const other = await abandoned(run.store, [join(run.top, "outside")]);
  expect(other.runs).toEqual([]);
  expect(other.problems[0]).toMatch(/journal\.json is not used: it belongs to another workspace: .*\. Remove its folder\.$/);
});

test("A store within the workspace, or that others can write to, is not looked into", async () => {
  expect(await mayBeAbandoned(join(run.top, "nowhere"))).toBe(false);
  await run.crash();
  await rename(run.store, run.at("store"));
  await expect(abandoned(run.at("store"), [run.workspace])).rejects.toThrow("is inside the workspace");
  await symlink(run.at("store"), run.store);
  await expect(look()).rejects.toThrow("is inside the workspace");
  expect(await mayBeAbandoned(run.store)).toBe(true);
  await rm(run.store);
  await writeFile(run.store, "no folder");
  expect(await mayBeAbandoned(run.store)).toBe(true);
  await expect(look()).rejects.toThrow("not private");
});

describe("A journal that leads elsewhere is told, and nothing of it is done:", () => {
  const kept = (path: string, copy: string) => ({ path, copy, digest: "0".repeat(64), stamp: "", mode: 0o644 });

  /** Each way, in each of the places where a journal names a file that would be written or removed. */
  function withPath({ journal, folder }: InterruptedRun["transaction"], path: string): readonly Partial<Journal>[] {
    const copy = join(folder, "before", "0.json");
    const operation = (change: Operation["change"], unfinished: string | null = null): Partial<Journal> => ({
      phase: "accepting",
      operations: [{ change, staged: null, unfinished }],
    });
    return [
      { before: { ...journal.before, files: [kept(path, copy)] } },
      { collected: [{ path, staged: copy }] },
      { recordings: [path] },
      operation({ kind: "removed", path, before: kept(path, copy) }),
      operation({ kind: "added", path, after: "0".repeat(64) }),
      operation({ kind: "changed", path, before: kept(path, copy), after: "0".repeat(64) }),
      operation({ kind: "added", path: run.one, after: "0".repeat(64) }, path),
    ];
  }

  const astray: readonly (readonly [what: string, path: (run: InterruptedRun) => string])[] = [
    ["out of the workspace", ({ top }) => join(top, "outside/notes.json")],
    ["out of it by dots", ({ recordings }) => `${recordings}/../../../../outside/notes.json`],
    ["beside the recordings", ({ at }) => at("package.json")],
    ["to what git keeps", ({ at }) => at(".git/hooks/x.json")],
    ["to the editor's settings", ({ at }) => at(".vscode/settings.json")],
    ["to something hidden beside the recordings", ({ recordings }) => join(recordings, ".git/x.json")],
    ["to what is no recording", ({ recordings }) => join(recordings, "conftest.py")],
    ["to the folder itself", ({ recordings }) => recordings],
    ["to a folder that only differs in case", ({ at }) => at("tests/a/RECORDINGS/one.json")],
    ["to a relative path", () => "tests/a/recordings/one.json"],
    ["to a path with a NUL", ({ recordings }) => join(recordings, "a\0.json")],
    ["to nothing", () => ""],
    ["to an option", () => "--output=x.json"],
  ];

  test.each(astray)("%s", async (_, pathOf) => {
    const before = await everything();
    for (const entries of withPath(run.transaction, pathOf(run))) {
      await forge(run.transaction, { ...run.transaction.journal, owner: gone, ...entries });
      expect(await recoverAll()).toEqual([expect.stringMatching(/journal\.json is not used: .+\. Remove its folder\.$/s)]);
    }
    expect(await everything()).toEqual(before);
  });

  test("copies that lie elsewhere, folders that are none of the plan's, and a root outside", async () => {
    const { journal } = run.transaction;
    const outside = join(run.top, "outside/notes.json");
    const before = await everything();
    const [file] = journal.before.files;
    for (const entries of [
      { before: { ...journal.before, files: [{ ...file, copy: outside }] } },
      { before: { ...journal.before, folders: [run.workspace] } },
      { before: { ...journal.before, missing: [run.at(".git")] } },
      { collected: [{ path: run.one, staged: outside }] },
      { collected: [{ path: run.one, staged: `${run.transaction.folder}/../../outside/notes.json` }] },
      { root: join(run.top, "outside") },
      { workspaceFolder: run.top },
      { workspaceFolder: "/" },
      { places: [{ folder: run.workspace, real: "/" }] },
      { places: [{ folder: join(run.top, "outside"), real: join(run.top, "outside") }] },
    ]) {
      await forge(run.transaction, { ...journal, owner: gone, ...entries });
      expect(await recoverAll()).toHaveLength(1);
    }
    expect(await everything()).toEqual(before);
  });

  test("a folder of the plan that is a link by now", async () => {
    await run.crash();
    await rename(run.recordings, run.at("tests/a/old"));
    await mkdir(run.at(".git/hooks"));
    for (const target of [join(run.top, "outside"), run.at(".git/hooks"), run.at("tests/a/old")]) {
      await symlink(target, run.recordings);
      const before = await everything();
      expect(await recoverAll()).toHaveLength(1);
      expect(await everything()).toEqual(before);
      await rm(run.recordings);
    }
  });

  test("a journal that is a link, a pipe, or in a folder that is a link", async () => {
    await run.crash();
    const { folder } = run.transaction;
    await rename(join(folder, "journal.json"), join(run.top, "journal.json"));
    await symlink(join(run.top, "journal.json"), join(folder, "journal.json"));
    expect(await recoverAll()).toHaveLength(1);
    await rm(join(folder, "journal.json"));
    execFileSync("mkfifo", [join(folder, "journal.json")]);
    expect(await recoverAll()).toHaveLength(1);
    await rename(join(run.top, "journal.json"), join(folder, "journal.json"));
    await rename(folder, join(run.top, "elsewhere"));
    await symlink(join(run.top, "elsewhere"), folder);
    expect(await recoverAll()).toHaveLength(1);
  });
});

describe("A journal with something of another type in it is told, at every depth", () => {
  const others: readonly unknown[] = [null, 0, -1, 1.5, 1e300, "x", "", true, [], [[]], {}, { __proto__: null, constructor: 1 }];

  /** Every version of a value in which one entry, at any depth, is something else or missing. */
  function* spoilt(value: unknown): Generator {
    yield* others.filter((other) => JSON.stringify(other) !== JSON.stringify(value));
    if (typeof value !== "object" || value === null) return;
    for (const key of Object.keys(value)) {
      const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
      const entries = copy as Record<string, unknown>;
      for (const other of spoilt(entries[key]))
        yield Object.assign(Array.isArray(copy) ? [...copy] : { ...copy }, { [key]: other });
      if (!Array.isArray(copy)) yield Object.fromEntries(Object.entries(copy).filter(([name]) => name !== key));
    }
  }

  test("and whatever it is, nothing outside of the plan changes, and nothing fails", async () => {
    await run.stage("tests/a/recordings/one.json");
    await run.over();
    const { entries } = await run.review();
    const { journal } = run.transaction;
    const [kept] = journal.before.files;
    const full: Journal = {
      ...journal,
      owner: gone,
      runner: gone,
      phase: "accepting",
      collected: [{ path: run.one, staged: entries[0]!.staged! }],
      operations: [
        {
          change: { kind: "changed", path: run.one, before: kept!, after: entries[0]!.digest! },
          staged: entries[0]!.staged!,
          unfinished: null,
        },
      ],
    };
    const elsewhere = async () => ({ ...(await everything()), "workspace/tests/a/recordings/one.json": "" });
    const before = await elsewhere();
    let told = 0;
    for (const other of spoilt(full)) {
      await forge(run.transaction, other);
      const { runs, problems } = await look();
      expect(runs.length + problems.length).toBe(1);
      for (const problem of problems)
        expect(problem).toMatch(/^\/.*journal\.json is not used: [^\n]{5,300}\. Remove its folder\.$/);
      told += problems.length;
      if (runs.length > 0) await recoverAll();
    }
    expect(told).toBeGreaterThan(500);
    expect(await elsewhere()).toEqual(before);
  }, 60_000);

  test.each(["", "{", "null", "[]", "\u0000", "[".repeat(100_000), `{"version":2,"version":1}`])(
    "or is no journal at all: %.10j",
    async (text) => {
      await writeFile(join(run.transaction.folder, "journal.json"), text);
      expect((await look()).problems).toHaveLength(1);
    },
  );

  test("with the entry that is wrong", async () => {
    const { journal } = run.transaction;
    await forge(run.transaction, {
      ...journal,
      before: { ...journal.before, files: [{ ...journal.before.files[0], mode: "x" }] },
    });
    expect((await look()).problems[0]).toContain(
      "something is wrong with its entry before.files[0].mode, which should be: number",
    );
  });
});

describe("Somebody else's process", () => {
  /** Runs until it is ended, in a group of its own, as our runs do. */
  function sleeper() {
    const child = spawn("sleep", ["60"], { stdio: "ignore", detached: true });
    const ended = new Promise<unknown>((resolve) => child.once("exit", (_, signal) => resolve(signal)));
    return { pid: child.pid!, child, ended };
  }

  async function recoverWith(runner: unknown): Promise<readonly string[]> {
    const killed: string[] = [];
    const kill = process.kill.bind(process);
    vi.spyOn(process, "kill").mockImplementation((pid, signal) => {
      if (signal !== 0) killed.push(`${pid} ${signal ?? ""}`);
      return signal === 0 ? kill(pid, 0) : true;
    });
    await forge(run.transaction, { ...run.transaction.journal, owner: gone, runner });
    await recoverAll();
    vi.restoreAllMocks();
    return killed;
  }

  test.each([1, 0, -1, -2, 1.5, 2 ** 40, "1", null])("is not ended: %j", async (pid) => {
    expect(await recoverWith({ ...(await markOf(1)), pid })).toEqual([]);
    expect(await recoverWith({ pid, began: "", parents: [] })).toEqual([]);
  });

  test("is not ended by its number alone, nor with the beginning of another, nor when others have started it", async () => {
    const { pid, child, ended } = sleeper();
    const mark = await markOf(pid);
    expect(await recoverWith({ ...mark, began: "" })).toEqual([]);
    expect(await recoverWith({ ...mark, began: `${mark.began}1` })).toEqual([]);
    expect(await recoverWith({ ...mark, parents: [] })).toEqual([]);
    child.kill();
    await ended;
  });

  test("is not ended where we may not signal it", async () => {
    const { pid, child, ended } = sleeper();
    const mark = await markOf(pid);
    const kill = vi.spyOn(process, "kill").mockImplementation(() => {
      throw Object.assign(new Error("not permitted"), { code: "EPERM" });
    });
    await forge(run.transaction, { ...run.transaction.journal, owner: gone, runner: mark });
    await recoverAll();
    expect(kill.mock.calls.filter(([, signal]) => signal !== 0)).toEqual([]);
    vi.restoreAllMocks();
    child.kill();
    await ended;
  });

  test("is told from our own, which is ended", async () => {
    const { pid, ended } = sleeper();
    await run.crash({ runner: await markOf(pid) });
    await recoverAll();
    expect(await ended).toBe("SIGKILL");
  });
});

describe("Only what was reviewed is accepted", () => {
  test("no recording that was changed in the staging folder since", async () => {
    const staged = await run.stage("tests/a/recordings/one.json");
    await run.over();
    const { entries } = await run.review();
    const before = await everything();
    await writeFile(staged, "something else");
    expect(await accept(run.transaction, entries)).toEqual({
      kind: "refused",
      reasons: ["Nothing was accepted: The recording for one.json is no longer what it was."],
    });
    await rm(staged);
    await symlink(join(run.top, "outside/notes.json"), staged);
    expect((await accept(run.transaction, entries)).kind).toBe("refused");
    expect(await everything()).toEqual(before);
  });

  test("no file beside the recordings of the plan; it is told", async () => {
    for (const path of [
      "tests/a/recordings/two.json",
      "tests/a/conftest.json",
      "tests/b/recordings/one.json",
      "package.json",
      "tests/a/recordings/.vscode/settings.json",
      ".vscode/settings.json",
      ".git/hooks/x.json",
    ])
      await run.stage(path);
    await run.over();
    const { entries, astray } = await run.review();

    expect(entries.filter(({ kind }) => kind !== "unproduced").map(({ path }) => path)).toEqual([
      join(run.recordings, "two.json"),
    ]);
    const why = "is not taken: it lies outside of the folders whose recordings are recorded again.";
    expect(astray).toEqual(
      ["package.json", "tests/a/conftest.json", "tests/b/recordings/one.json"].map((path) => `${path} ${why}`),
    );
    const entry = entries.find(({ kind }) => kind === "new");
    for (const path of [run.at(".vscode/settings.json"), join(run.top, "outside/notes.json"), run.at("package.json")])
      expect((await accept(run.transaction, [{ ...entry!, path }])).kind).toBe("refused");
  });

  test("no copy that is no longer what was there is put back", async () => {
    await run.crash({ phase: "recording" });
    await writeFile(run.transaction.journal.before.files[0]!.copy, "forged");
    await writeFile(run.one, "from the tests");
    const [{ folder, journal } = { folder: "", journal: run.transaction.journal }] = (await look()).runs;
    expect(await undoInterrupted(folder, journal)).toEqual([
      "one.json could not be put back: The copy of one.json is no longer what it was.",
    ]);
    expect(await run.read(run.one)).toBe("from the tests");
  });

  test("and what somebody has written after the crash stays", async () => {
    await run.stage("tests/a/recordings/one.json");
    await run.over();
    const [entry] = (await run.review()).entries;
    const [kept] = run.transaction.journal.before.files;
    await run.crash({
      phase: "accepting",
      operations: [
        {
          change: { kind: "changed", path: run.one, before: kept!, after: entry!.digest! },
          staged: entry!.staged!,
          unfinished: join(run.recordings, ".one.tmp"),
        },
      ],
    });
    await writeFile(run.one, "by hand");
    const [found] = (await look()).runs;
    await expect(finishInterrupted(found!.folder, found!.journal)).rejects.toThrow("one.json was changed in the meantime");
    expect(await undoInterrupted(found!.folder, found!.journal)).toEqual([]);
    expect(await readFile(run.one, "utf8")).toBe("by hand");
  });
});

test("Leftovers without a journal are nobody's problem", async () => {
  await mkdtemp(join(run.store, prefix));
  expect((await look()).problems).toEqual([]);
});
