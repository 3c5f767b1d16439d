/** What a plan says of a suite whose modules are not installed, before anything of it runs. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { importedModules, missingModules } from "../../../server/src/rerecord/missingModules";
import { suiteFiles, suiteFolders } from "../../../server/src/rerecord/suite";
import { makeWorkspace } from "../../support/editor/workspace";
import { findPytestPython } from "../../support/python";

const nodeIds = ["tests/test_a.py::test_x"];

async function missingIn(files: Readonly<Record<string, string>>, pythonPath?: string) {
  const root = await makeWorkspace(files);
  const folders = [...suiteFolders(root, nodeIds), join(root, "src")];
  const search = { python: [findPytestPython()], files: suiteFiles(root, nodeIds), workspaces: [root], folders, pythonPath };
  return missingModules(search);
}

test("The modules that a conftest.py imports as soon as it is loaded are those it cannot do without", () => {
  const text = `"""Long text.
import in_a_text
"""
import os, ogx.client as client
from pytest import fixture
from . import neighbour
from .other import thing
from ogx_types.chat import Message

try:
    import optional
except ImportError:
    optional = None

def late():
    import inside

importer = 1
`;
  expect(importedModules(text)).toEqual(["os", "ogx", "pytest", "ogx_types"]);
});

test("A module that the interpreter lacks is told; those of the suite, of pytest and of Python are there", async () => {
  const conftest = "import os\nimport pytest\nimport helpers\nimport in_src\nfrom shared.deep import x\nimport ogx_missing\n";
  const files = { "tests/helpers.py": "", "src/in_src/__init__.py": "raise SystemExit(1)", "shared/deep.py": "x = 1" };
  expect(await missingIn({ ...files, "tests/conftest.py": conftest })).toEqual(["ogx_missing"]);
  expect(await missingIn({ ...files, "conftest.py": conftest })).toEqual(["ogx_missing"]);
  expect(await missingIn({ "conftest.py": "import os\n" })).toEqual([]);
});

test("Nothing is told where modules may lie elsewhere", async () => {
  const missing = { "conftest.py": "import ogx_missing\n" };
  expect(await missingIn(missing)).toEqual(["ogx_missing"]);
  expect(await missingIn({ ...missing, "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["vendor"]\n' })).toEqual([]);
  expect(await missingIn({ "conftest.py": "import sys\nsys.path.insert(0, 'vendor')\nimport ogx_missing\n" })).toEqual([]);
  const elsewhere = await makeWorkspace({ "ogx_missing.py": "" });
  expect(await missingIn(missing, elsewhere)).toEqual([]);
});

test("An interpreter of the workspace is not run for it, nor is uv", async () => {
  const root = await makeWorkspace({ "conftest.py": "import ogx_missing\n" });
  const python = join(root, "bin/python");
  await mkdir(join(root, "bin"));
  await writeFile(python, `#!/bin/sh\ntouch ${join(root, "ran")}\n`, { mode: 0o755 });
  const of = (...command: string[]) =>
    missingModules({
      python: command,
      files: suiteFiles(root, nodeIds),
      workspaces: [root],
      folders: [root],
      pythonPath: undefined,
    });
  expect([await of(python), await of(findPytestPython(), "run"), await of()]).toEqual([[], [], []]);
  await expect(import("node:fs/promises").then(({ access }) => access(join(root, "ran")))).rejects.toThrow();
});
