import { chmod, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { findInterpreter, interpreterCandidates } from "../../../server/src/rerecord/interpreter";
import { findProgram } from "../../../server/src/rerecord/programs";
import { defaultRerecordSettings } from "../../../server/src/rerecord/settings";
import { prepare } from "../../../server/src/rerecord/prepare";
import { findPytestPython } from "../../support/python";

let top: string;
let workspace: string;
/** A folder of the user's, on the PATH. */
let bin: string;
beforeEach(async () => {
  top = await realpath(await mkdtemp(join(tmpdir(), "tapedeck-python-")));
  [workspace, bin] = [join(top, "workspace"), join(top, "bin")];
  await mkdir(workspace);
  await mkdir(bin);
  vi.stubEnv("PATH", [bin, "/bin"].join(delimiter));
  vi.stubEnv("VIRTUAL_ENV", "");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(top, { recursive: true, force: true });
});

async function write(path: string, text = ""): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

/** A program that leaves a trace when it is run, and says, as Python does by its exit status, whether it has pytest. */
async function program(path: string, { pytest = true }: { pytest?: boolean } = {}): Promise<string> {
  await write(path, `#!/bin/sh\ntouch "${path}.was-run"\nexit ${pytest ? 0 : 1}\n`);
  await chmod(path, 0o755);
  return path;
}

/** A virtual environment as its files tell it; its interpreter leaves a trace. */
async function environment(folder: string, { pytest }: { pytest: boolean }): Promise<string> {
  await write(join(folder, "pyvenv.cfg"), "home = /usr/bin\ninclude-system-site-packages = false\n");
  if (pytest) await write(join(folder, "lib/python3.12/site-packages/pytest/__init__.py"));
  return program(join(folder, "bin/python"));
}

/** What was run below a folder. */
async function traces(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, { recursive: true })).filter((path) => path.endsWith(".was-run"));
}

const search = (setting = "", fromExtension?: string) => ({
  setting,
  fromExtension,
  setIn: "tapedeck.rerecord.python" as const,
  folders: [workspace] as const,
});

describe.skipIf(process.platform === "win32")("The interpreter", () => {
  test("of the Python extension comes first, then the project's own, an activated one, and what the PATH has", async () => {
    const venv = await environment(join(workspace, ".venv"), { pytest: true });
    const activated = await environment(join(workspace, "env"), { pytest: true });
    vi.stubEnv("VIRTUAL_ENV", join(workspace, "env"));
    const found = [await program(join(bin, "python3")), await program(join(bin, "python"))];

    const candidates = await interpreterCandidates(search("", "/opt/python"));
    expect(candidates.slice(0, 5)).toEqual([["/opt/python"], [venv], [activated], ...found.map((path) => [path])]);
  });

  test("of a project that uv has locked is started by uv, unless the Python extension knows better", async () => {
    await write(join(workspace, "uv.lock"), '[[package]]\nname = "pytest"\nversion = "9.0.0"\n');
    const uv = await program(join(bin, "uv"));

    const candidates = await interpreterCandidates(search("", "/opt/python"));
    expect(candidates.slice(0, 2)).toEqual([["/opt/python"], [uv, "run", "--", "python"]]);
    expect(await findInterpreter(search())).toEqual({ kind: "found", python: [uv, "run", "--", "python"] });
    expect(await traces(top)).toEqual([]);
  });

  test("is not uv's when pytest is none of what is locked", async () => {
    await write(join(workspace, "uv.lock"), '[[package]]\nname = "pytest-mock"\n');
    await program(join(bin, "uv"));
    const own = await program(join(bin, "python3"));

    expect(await findInterpreter(search())).toEqual({ kind: "found", python: [own] });
  });

  test("is the first that has pytest", async () => {
    const without = await program(join(top, "bare/python"), { pytest: false });
    await environment(join(workspace, ".venv"), { pytest: false });
    const own = await program(join(bin, "python3"));

    expect(await findInterpreter(search("", without))).toEqual({ kind: "found", python: [own] });
  });

  test("that the setting names is the only one, relative to the folder or on the PATH", async () => {
    const own = await program(join(workspace, "tools/python"));
    await environment(join(workspace, ".venv"), { pytest: true });
    const named = await program(join(bin, "python3.12"));

    expect(await findInterpreter(search("tools/python"))).toEqual({ kind: "found", python: [own] });
    expect(await interpreterCandidates(search("python3.12"))).toEqual([[named]]);
  });

  test.each(["../bare/python", "env/bin/python", "no-such-python", "tools", "a\0b"])(
    "that the setting names and that cannot be used is said: %j",
    async (name) => {
      await program(join(top, "bare/python"), { pytest: false });
      await environment(join(workspace, "env"), { pytest: false });
      await mkdir(join(workspace, "tools"));

      expect(await findInterpreter(search(name))).toEqual({
        kind: "none",
        reason: `The setting tapedeck.rerecord.python names ${name}, which cannot be run or has no pytest.`,
      });
    },
  );

  test("that the option names and that cannot be used is said in the words of the command line", async () => {
    const given = { ...search("no-such-python"), setIn: "--python" as const };
    expect(await findInterpreter(given)).toMatchObject({
      reason: "The option --python names no-such-python, which cannot be run or has no pytest.",
    });
  });

  test("is asked for pytest where the user's own PYTHONPATH has it", async () => {
    const bare = join(top, "bare");
    await write(join(bare, "pytest/__init__.py"));
    vi.stubEnv("PYTHONPATH", bare);

    expect(await findInterpreter(search(findPytestPython()))).toMatchObject({ kind: "found" });
  });
});

describe.skipIf(process.platform === "win32")("Finding it runs nothing of a workspace from strangers:", () => {
  test("no interpreter in it, whoever names it, and through whatever link", async () => {
    await environment(join(workspace, ".venv"), { pytest: true });
    await program(join(workspace, "tools/python"));
    await symlink(join(workspace, "tools/python"), join(top, "python-link"));
    await symlink(workspace, join(top, "way-in"));
    for (const [setting, extension] of [
      [""],
      ["tools/python"],
      [join(top, "python-link")],
      [join(top, "way-in/tools/python")],
      ["", join(workspace, "tools/python")],
    ] as const) {
      await findInterpreter(search(setting, extension));
    }

    expect(await traces(top)).toEqual([]);
  });

  test.each(["", ".", "tools", "./tools"])("no program that the PATH's entry %j would find in it", async (entry) => {
    vi.stubEnv("PATH", [entry, join(workspace, "tools"), "/bin"].join(delimiter));
    await write(join(workspace, "uv.lock"), 'name = "pytest"\n');
    for (const name of ["uv", "python3", "python"]) {
      await program(join(workspace, "tools", name));
      await program(join(workspace, name));
    }
    vi.spyOn(process, "cwd").mockReturnValue(workspace);
    await findInterpreter(search());

    expect(await findProgram("uv", [workspace])).toBeUndefined();
    expect(await traces(top)).toEqual([]);
    vi.restoreAllMocks();
  });

  test("no link on the PATH to what lies in it", async () => {
    await program(join(workspace, "tools/python3"));
    await symlink(join(workspace, "tools/python3"), join(bin, "python3"));
    await findInterpreter(search());

    expect(await traces(top)).toEqual([]);
  });

  test("no module of it, though the environment names it as a place of modules", async () => {
    const own = `open(${JSON.stringify(join(workspace, "module.was-run"))}, "w")\n`;
    for (const name of ["pytest", "sitecustomize", "usercustomize", "importlib", "site", "os"])
      await write(join(workspace, `${name}.py`), own);
    for (const [name, value] of Object.entries({ PYTHONPATH: workspace, PYTHONSTARTUP: join(workspace, "pytest.py") }))
      vi.stubEnv(name, value);
    vi.spyOn(process, "cwd").mockReturnValue(workspace);
    await findInterpreter(search(findPytestPython()));

    expect(await traces(top)).toEqual([]);
    vi.restoreAllMocks();
  });
});

describe("A command of one's own", () => {
  const plan = () => ({
    root: workspace,
    workspaceFolder: workspace,
    nodeIds: ["test_a.py"],
    recordings: [],
    testIds: [],
    urls: [],
  });
  const settings = { ...defaultRerecordSettings, command: ["record-it", "${nodeIds}"] };

  test("is run by the path that the plan shows", async () => {
    const own = await program(join(bin, "record-it"));
    const prepared = await prepare(plan(), settings);

    expect(prepared).toMatchObject({ kind: "prepared" });
    if (prepared.kind === "prepared")
      expect(prepared.commandFor("record", { staging: undefined, cache: "" })).toMatchObject({ command: own });
  });

  test("that only the workspace has under this name is refused", async () => {
    await program(join(workspace, "record-it"));
    vi.stubEnv("PATH", ["", workspace].join(delimiter));

    expect(await prepare(plan(), settings)).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("not on the PATH") as string,
    });
  });
});
