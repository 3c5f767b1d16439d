import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findInterpreter, interpreterCandidates } from "../../../server/src/rerecord/interpreter";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapedeck-python-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<string> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

/** A program that says, as Python does by its exit status, whether it can import pytest. */
async function python(path: string, { pytest }: { pytest: boolean }): Promise<string> {
  const file = await write(path, `#!/bin/sh\nexit ${pytest ? 0 : 1}\n`);
  await chmod(file, 0o755);
  return file;
}

const search = (setting = "", fromExtension?: string) => ({ setting, fromExtension, folders: [folder] as const });

describe.skipIf(process.platform === "win32")("The interpreter", () => {
  test("of the Python extension comes first, then the project's own, then what the PATH has", async () => {
    const venv = await python(".venv/bin/python", { pytest: true });

    expect(interpreterCandidates({ ...search("", "/opt/python"), folders: [folder] })).toEqual([
      ["/opt/python"],
      [venv],
      ["python3"],
      ["python"],
      ["/usr/bin/python3"],
    ]);
  });

  test("of a project that uv has locked is started by uv, unless the Python extension knows better", async () => {
    await write("uv.lock", "");

    expect(interpreterCandidates(search("", "/opt/python")).slice(0, 2)).toEqual([
      ["/opt/python"],
      ["uv", "run", "--", "python"],
    ]);
  });

  test("is the first that has pytest", async () => {
    const without = await python("bare/python", { pytest: false });
    const venv = await python(".venv/bin/python", { pytest: true });

    expect(await findInterpreter({ ...search("", without), folders: [folder] })).toEqual({ kind: "found", python: [venv] });
  });

  test("that the setting names is the only one, relative to the folder or on the PATH", async () => {
    const own = await python("tools/python", { pytest: true });
    await python(".venv/bin/python", { pytest: true });

    expect(await findInterpreter({ ...search("tools/python"), folders: [folder] })).toEqual({ kind: "found", python: [own] });
    expect(interpreterCandidates({ ...search("python3.12"), folders: [folder] })).toEqual([["python3.12"]]);
  });

  test.each(["tools/python", "no-such-python", "a\0b"])(
    "that the setting names and that cannot be used is said: %j",
    async (name) => {
      await python("tools/python", { pytest: false });

      expect(await findInterpreter({ ...search(name), folders: [folder] })).toEqual({
        kind: "none",
        reason: `The setting tapedeck.rerecord.python names ${name}, which cannot be run or has no pytest.`,
      });
    },
  );
});
