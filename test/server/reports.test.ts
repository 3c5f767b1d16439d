/** Reports are kept: after a change only those are made again that it concerns. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { noSupport } from "../../server/src/connection/capabilities";
import { Reports } from "../../server/src/features/reports";
import { Folders } from "../../server/src/index/folders";
import { defaultSettings } from "../../server/src/index/settings";
import { uriOfPath } from "../../server/src/index/uris";
import { Workspace } from "../../server/src/index/workspace";
import { bundles } from "../support/buildServer";
import { makeWorkspace } from "../support/editor/workspace";
import { chatCompletion } from "../support/recordings";

const name = (index: number) => `tests/recordings/${index.toString(16).padStart(64, "0")}.json`;
const testOf = (index: number) => `tests/test_${index % 10}.py::test_${index}`;
const count = 200;

let workspace: Workspace | undefined;
afterEach(() => workspace?.dispose());

async function open() {
  const recordings = Array.from({ length: count }, (_, at) => [name(at), chatCompletion("Hi", { testId: testOf(at) })] as const);
  const modules = Array.from({ length: 10 }, (_, module) => {
    const tests = Array.from({ length: count / 10 }, (_, at) => `def test_${at * 10 + module}(): pass\n`);
    return [`tests/test_${module}.py`, tests.join("")] as const;
  });
  const root = await makeWorkspace({ "pyproject.toml": "", ...Object.fromEntries([...recordings, ...modules]) });
  workspace = new Workspace(join(bundles, "worker.js"), { verifyAfter: 60_000 });
  await workspace.setFolders(new Folders([{ uri: uriOfPath(root), settings: defaultSettings }]));
  const { index } = workspace;
  const reports = new Reports({ workspace, client: noSupport });
  const ask = () => index.uris().map((uri) => [uri, reports.resultIdOf(uri)] as const);
  return { root, workspace, reports, ask };
}

describe("The reports of a workspace", () => {
  it("are made once, and one of them again when its recording changes", async () => {
    const { workspace, reports, ask, root } = await open();
    const before = new Map(ask());
    expect(reports.made).toBe(count);
    ask();
    expect(reports.made).toBe(count);
    const path = join(root, name(7));
    writeFileSync(path, chatCompletion("Hi", { testId: testOf(7) }).slice(0, -20));
    const changed = new Promise((resolve) => workspace.index.onChange(resolve));
    workspace.pathsChanged([uriOfPath(path)]);
    await changed;
    const news = ask().filter(([uri, resultId]) => before.get(uri) !== resultId);
    expect(news.map(([uri]) => uri)).toEqual([uriOfPath(path)]);
    expect(reports.made).toBe(count + 1);
  });

  it("are made again for tests that went, and for no others", async () => {
    const { workspace, reports, ask, root } = await open();
    const before = new Map(ask());
    const path = join(root, "tests/test_3.py");
    writeFileSync(path, "def test_3(): pass\ndef test_13(): pass\n");
    workspace.pathsChanged([uriOfPath(path)]);
    const news = () => ask().filter(([uri, resultId]) => before.get(uri) !== resultId);
    await vi.waitFor(() => expect(news()).toHaveLength(count / 10 - 2), { timeout: 20_000 });
    expect(reports.made).toBeLessThanOrEqual(count + count / 10);
  });
});
