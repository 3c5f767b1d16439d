import { mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { rerecordPlan } from "../../server/src/features/rerecordPlan";
import { RecordingIndex } from "../../server/src/index/store/recordingIndex";
import type { RecordingSummary } from "../../server/src/index/store/summary";
import { summarize } from "../../server/src/index/scan/summarize";
import type { RerecordPlan, RerecordTarget } from "../../server/src/protocol";
import { makeWorkspace } from "../support/editor/workspace";
import { recordingText } from "../support/recordings";

const chat = "tests/integration/chat";
const module = `
import pytest

class TestTools:
    def test_call(self):
        pass

@pytest.mark.parametrize("city", ["Paris", "Lima"])
def test_capital(city):
    pass

def test_capital_letters():
    pass
`;

/** A workspace with one test module and recordings, each given as path and test id, in the server's own index. */
async function workspaceWith(recordings: Readonly<Record<string, string | null>>, files: Readonly<Record<string, string>> = {}) {
  const texts = Object.entries(recordings).map(([path, testId]) => [path, recordingText({}, false, { testId })] as const);
  const folder = await makeWorkspace({ [`${chat}/test_chat.py`]: module, ...files, ...Object.fromEntries(texts) });
  const uri = (path: string) => pathToFileURL(join(folder, path)).href;
  const index = new RecordingIndex();
  index.update(texts.map(([path, text]) => summarize(uri(path), text)));
  const services = {
    index,
    hasFinding: ({ findings }: RecordingSummary, code: string) => findings.some((finding) => finding.code === code),
    folders: [pathToFileURL(folder).href],
    readText: (file: string) => readFile(fileURLToPath(file), "utf8").catch(() => undefined),
  };
  const plan = (target: RerecordTarget) => rerecordPlan(services, target);
  return { folder, uri, plan, index };
}

/** The sample story of this file: two parameter sets, a method, a function whose name begins like another's, a recording of no test. */
const told = {
  [`${chat}/recordings/a.json`]: `${chat}/test_chat.py::test_capital[Paris]`,
  [`${chat}/recordings/b.json`]: `${chat}/test_chat.py::test_capital[Lima]`,
  [`${chat}/recordings/c.json`]: `${chat}/test_chat.py::TestTools::test_call`,
  [`${chat}/recordings/d.json`]: `${chat}/test_chat.py::test_capital_letters`,
  [`tests/integration/common/recordings/e.json`]: null,
};

function planned(plan: RerecordPlan) {
  if (plan.kind === "refused") throw new Error(plan.reason);
  return plan;
}

const names = (uris: readonly string[]) => uris.map((uri) => uri.slice(uri.lastIndexOf("/") + 1));

describe("A plan", () => {
  test("for a recording runs the test it names, with exactly its parameters", async () => {
    const { folder, uri, plan } = await workspaceWith(told);

    expect(await plan({ kind: "recording", uri: uri(`${chat}/recordings/a.json`) })).toEqual({
      kind: "plan",
      recorder: "ogx",
      root: folder,
      workspaceFolder: folder,
      nodeIds: [`${chat}/test_chat.py::test_capital[Paris]`],
      folders: [uri(`${chat}/recordings`), uri("tests/integration/common/recordings")],
      recordings: [uri(`${chat}/recordings/a.json`)],
      shared: [],
      parameterSets: [],
      concerned: [
        {
          uri: uri(`${chat}/recordings/a.json`),
          testId: `${chat}/test_chat.py::test_capital[Paris]`,
          model: expect.any(String) as unknown,
          turn: null,
          follows: false,
        },
      ],
      urls: expect.any(Array) as unknown,
    });
  });

  test("for a test runs all its parameter sets, and no test whose name only begins alike", async () => {
    const { uri, plan } = await workspaceWith(told);
    const { nodeIds, recordings, parameterSets } = planned(
      await plan({ kind: "test", uri: uri(`${chat}/test_chat.py`), names: ["test_capital"] }),
    );

    expect(nodeIds).toEqual([`${chat}/test_chat.py::test_capital`]);
    expect(names(recordings)).toEqual(["b.json", "a.json"]);
    expect(parameterSets).toEqual([`${chat}/test_chat.py::test_capital[Lima]`, `${chat}/test_chat.py::test_capital[Paris]`]);
  });

  test("for a class or a module concerns everything in it", async () => {
    const { uri, plan } = await workspaceWith(told);
    const ofClass = planned(await plan({ kind: "test", uri: uri(`${chat}/test_chat.py`), names: ["TestTools"] }));
    const ofModule = planned(await plan({ kind: "module", uri: uri(`${chat}/test_chat.py`) }));

    expect([ofClass.nodeIds, names(ofClass.recordings)]).toEqual([[`${chat}/test_chat.py::TestTools`], ["c.json"]]);
    expect(ofModule.nodeIds).toEqual([`${chat}/test_chat.py`]);
    expect(names(ofModule.recordings).sort()).toEqual(["a.json", "b.json", "c.json", "d.json"]);
  });

  test("for a folder runs the modules in it that have recordings, and no others", async () => {
    const { uri, plan } = await workspaceWith(told, { [`${chat}/test_other.py`]: module });
    const ofFolder = planned(await plan({ kind: "folder", uri: uri("tests") }));

    expect(ofFolder.nodeIds).toEqual([`${chat}/test_chat.py`]);
    expect(names(ofFolder.recordings).sort()).toEqual(["a.json", "b.json", "c.json", "d.json"]);
    expect(await plan({ kind: "folder", uri: uri("docs") })).toEqual({
      kind: "refused",
      reason: "No recording belongs to a test in this folder.",
    });
  });

  test("for a folder of recordings runs exactly their tests", async () => {
    const { uri, plan } = await workspaceWith({
      "tests/integration/recordings/a.json": `${chat}/test_chat.py::test_capital[Paris]`,
      [`${chat}/recordings/b.json`]: `${chat}/test_chat.py::test_capital[Lima]`,
    });

    expect(planned(await plan({ kind: "folder", uri: uri("tests/integration/recordings") })).nodeIds).toEqual([
      `${chat}/test_chat.py::test_capital[Paris]`,
    ]);
  });

  test("for a finding runs the tests of all recordings that carry it", async () => {
    const { folder, uri, index, plan } = await workspaceWith(told);
    const broken = await readFile(join(folder, `${chat}/recordings/b.json`), "utf8");
    index.update([summarize(uri(`${chat}/recordings/b.json`), broken.replace('"is_streaming"', '"was_streaming"'))]);

    expect(planned(await plan({ kind: "finding", code: "recording.shape" })).nodeIds).toEqual([
      `${chat}/test_chat.py::test_capital[Lima]`,
    ]);
    expect(await plan({ kind: "finding", code: "json.syntax" })).toMatchObject({ kind: "refused" });
  });

  test("for a place in a module is that of the test around it", async () => {
    const { uri, plan } = await workspaceWith(told);
    const at = (line: number) => plan({ kind: "place", uri: uri(`${chat}/test_chat.py`), position: { line, character: 4 } });

    expect(planned(await at(5)).nodeIds).toEqual([`${chat}/test_chat.py::TestTools::test_call`]);
    expect(planned(await at(8)).nodeIds).toEqual([`${chat}/test_chat.py::test_capital`]);
    expect(await at(1)).toEqual({ kind: "refused", reason: "There is no test at the cursor." });
  });

  test("for a node id in a document finds the folder that it is relative to", async () => {
    const project = "services/chat";
    const { folder, uri, plan } = await workspaceWith(
      {},
      { [`${project}/tests/test_a.py`]: module, [`${project}/docs/log.md`]: "" },
    );
    const from = uri(`${project}/docs/log.md`);
    const { root, nodeIds } = planned(await plan({ kind: "nodeId", nodeId: "tests/test_a.py::test_capital[Lima]", from }));

    expect(root).toBe(join(folder, project));
    expect(nodeIds).toEqual(["tests/test_a.py::test_capital[Lima]"]);
  });

  test("for a module without recordings runs where pytest is configured", async () => {
    const files = { "services/chat/tests/test_a.py": module, "services/chat/pytest.ini": "[pytest]\n" };
    const { folder, uri, plan } = await workspaceWith({}, files);
    const { root, nodeIds, folders } = planned(await plan({ kind: "module", uri: uri("services/chat/tests/test_a.py") }));

    expect([root, nodeIds]).toEqual([join(folder, "services/chat"), ["tests/test_a.py"]]);
    expect(folders).toContain(uri("services/chat/tests/recordings"));
  });

  test("watches the folder in which the recordings lie today, too", async () => {
    const old = "tests/integration/recordings/responses";
    const { uri, plan } = await workspaceWith({ [`${old}/a.json`]: `${chat}/test_chat.py::test_capital[Paris]` });

    expect(planned(await plan({ kind: "recording", uri: uri(`${old}/a.json`) })).folders).toContain(uri(old));
  });
});

describe("Nothing is planned", () => {
  const reasonFor = async (testId: string | null, files: Readonly<Record<string, string>> = {}) => {
    const { uri, plan } = await workspaceWith({ [`${chat}/recordings/a.json`]: testId }, files);
    const found = await plan({ kind: "recording", uri: uri(`${chat}/recordings/a.json`) });
    return found.kind === "refused" ? found.reason : `PLANNED ${found.nodeIds.join(" ")}`;
  };

  test("for a recording that names no test", async () => {
    expect(await reasonFor(null)).toBe("This recording names no test: it was made outside of a test, or by an old recorder.");
  });

  test("for a file that is no recording", async () => {
    const { uri, plan } = await workspaceWith({});

    expect(await plan({ kind: "recording", uri: uri("package.json") })).toMatchObject({ kind: "refused" });
    expect(await plan({ kind: "recording", uri: "untitled:Untitled-1" })).toMatchObject({ kind: "refused" });
    expect(await plan({ kind: "module", uri: "file:///etc/test_passwd.py" })).toEqual({
      kind: "refused",
      reason: "This file is not in a folder of the workspace.",
    });
  });

  test("for a test whose file is gone", async () => {
    expect(await reasonFor("tests/test_gone.py::test_f")).toBe(
      "The test's file tests/test_gone.py does not exist in this workspace.",
    );
  });

  test.each([
    "nonsense",
    "",
    "../outside/test_x.py::test_f",
    "tests/../../outside/test_x.py::test_f",
    "/etc/test_x.py::test_f",
    "C:\\tests\\test_x.py::test_f",
    "C:/tests/test_x.py::test_f",
    "--rootdir=/tmp/test_x.py::test_f",
    "-ptests/test_x.py::test_f",
    "@tests/test_x.py::test_f",
    "tests/test_x.py\n--co.py::test_f",
    "tests/test_x.py::test_f[a\u0000b]",
    "tests/test_x.py::test_f; touch owned",
    "tests/test_x.py::$(touch owned)",
    `${chat}/test_chat.py::test capital`,
  ])("for the hostile id %j", async (testId) => {
    const reason = await reasonFor(testId);

    expect(reason).not.toContain("PLANNED");
    // One line that shows the id without acting it out.
    expect(reason).not.toMatch(/[\u0000-\u001f]/);
  });

  test("for a test file that is a link out of the workspace", async () => {
    const outside = await makeWorkspace({ "test_x.py": module });
    const { folder, uri, plan } = await workspaceWith({ [`${chat}/recordings/a.json`]: "linked/test_x.py::test_f" });
    await symlink(outside, join(folder, "linked"));

    expect(await plan({ kind: "recording", uri: uri(`${chat}/recordings/a.json`) })).toEqual({
      kind: "refused",
      reason: "The test's file linked/test_x.py is a link that leaves the workspace.",
    });
  });
});

test("A folder of recordings that is a link out of the workspace is not watched, so never written to", async () => {
  const outside = await makeWorkspace({ "x.json": "{}" });
  const { folder, uri, plan } = await workspaceWith({}, { "tests/integration/files/test_files.py": module });
  await symlink(outside, join(folder, "tests/integration/files/recordings"));
  await mkdir(join(folder, "tests/integration/common"), { recursive: true });
  const { folders } = planned(await plan({ kind: "module", uri: uri("tests/integration/files/test_files.py") }));

  expect(folders).toEqual([uri("tests/integration/common/recordings")]);
});

test("Parameters may hold anything that can be printed", async () => {
  const testId = `${chat}/test_chat.py::test_capital["quoted" 'x' ; $(touch owned) @file --co ../.. 東京]`;
  const { uri, plan } = await workspaceWith({ [`${chat}/recordings/a.json`]: testId });

  expect(planned(await plan({ kind: "recording", uri: uri(`${chat}/recordings/a.json`) })).nodeIds).toEqual([testId]);
});
