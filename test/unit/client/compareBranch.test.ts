/** A person asks which recordings a branch changed. */
import { rm } from "node:fs/promises";
import { expect, test } from "vitest";
import type { Editor } from "../../support/client/editor";
import { commitAll, git, gitExtension } from "../../support/client/gitExtension";
import { openClient } from "../../support/client/openClient";
import { chatCompletion } from "../../support/recordings";
import { addFiles, makeWorkspace } from "../../support/editor/workspace";

const module = "tests/test_weather.py";
const recording = (name: string) => `tests/recordings/${name}.json`;
const text = (answer: string, city: string, id = "rec-0123456789ab") =>
  chatCompletion(answer, { testId: `${module}::test_weather[${city}]`, data: { id } });

/** Changes since main: one in meaning, one in noise, one more and one less. */
async function repository(): Promise<string> {
  const workspace = await makeWorkspace({
    [module]: "def test_weather(city):\n    pass\n",
    [recording("oslo")]: text("It is cold.", "Oslo"),
    [recording("rome")]: text("It is warm.", "Rome"),
    [recording("lima")]: text("It is dry.", "Lima"),
    [recording("bern")]: text("It rains.", "Bern"),
  });
  commitAll(workspace, "Weather");
  git(workspace, "branch", "before");
  await addFiles(workspace, {
    [recording("oslo")]: text("It is freezing.", "Oslo"),
    [recording("rome")]: text("It is warm.", "Rome", "rec-ba9876543210"),
    [recording("kyoto")]: text("It snows.", "Ky\\u014dto"),
  });
  await rm(`${workspace}/${recording("bern")}`);
  return workspace;
}

async function compareWith(editor: Editor, label: string): Promise<void> {
  const done = editor.run("tapedeck.compareBranch");
  (await editor.lists.next("Compare Recordings")).choose(label);
  await done;
}

test("by test: what changed in meaning, came and went, and what differs in noise alone; each leads to what differs", async () => {
  const workspace = await repository();
  const { editor } = await openClient({ workspace, extensions: { "vscode.git": gitExtension(workspace) } });
  await compareWith(editor, "before");
  const tree = editor.tree("tapedeck.changes");
  expect(await tree.rows()).toEqual([
    "test_weather[Oslo] 1 changed · test_weather.py",
    "  text: It is [-cold-]{+freezing+}. gpt-4o-2024-08-06",
    "test_weather[Bern] 1 removed · test_weather.py",
    "  It rains. gpt-4o-2024-08-06",
    "test_weather[Kyōto] 1 added · test_weather.py",
    "  It snows. gpt-4o-2024-08-06",
    "Only noise 1",
    "  response ids gpt-4o-2024-08-06",
  ]);
  expect([tree.description, tree.message]).toEqual(["before", "1 recording changed, 1 removed, 1 added, 1 only noise."]);
  expect(editor.contexts.get("tapedeck.comparing")).toBe(true);
  const open = async (row: string) => {
    const { item } = await tree.row(row);
    await editor.run(item.command?.command ?? "", ...((item.command?.arguments ?? []) as unknown[]));
  };
  await open("text: It is");
  expect(editor.panels.at(-1)).toMatchObject({
    viewType: "tapedeck.comparison",
    title: "before ↔ working tree",
  });
  await open("It rains.");
  expect(String(editor.runsOf("vscode.open").at(-1)?.[0])).toMatch(/^git:.*bern\.json/);
  await open("It snows.");
  expect(String(editor.runsOf("vscode.open").at(-1)?.[0])).toBe(editor.uri(recording("kyoto")).toString());

  await addFiles(workspace, { [recording("oslo")]: text("It is cold.", "Oslo") });
  await editor.run("tapedeck.changes.refresh");
  expect(tree.message).toBe("1 recording removed, 1 added, 1 only noise.");
  await editor.run("tapedeck.changes.close");
  expect(editor.contexts.get("tapedeck.comparing")).toBe(false);

  const done = editor.run("tapedeck.compareBranch");
  const list = await editor.lists.next("Compare Recordings");
  expect(list.active).toBe("HEAD");
  expect(list.type?.("--output=x").labels).toEqual(list.labels);
  expect(list.type?.("HEAD~3")).toMatchObject({ labels: ["Compare with HEAD~3", ...list.labels], active: "Compare with HEAD~3" });
  expect(list.type?.("HEAD").labels).toEqual(list.labels);
  expect(list.type?.("HEA").active).toBe("HEAD");
  list.type?.("no-such-branch").choose("Compare with no-such-branch");
  await done;
  expect((await editor.messages.next()).text).toBe('There is no revision "no-such-branch".');
});

test("where there is no repository, or nobody trusts the workspace, that is said, and git is not asked", async () => {
  const { editor } = await openClient({ files: { [recording("oslo")]: text("It is cold.", "Oslo") } });
  await editor.run("tapedeck.compareBranch");
  expect((await editor.messages.next()).text).toMatch(/not a git repository/);
  editor.trusted = false;
  await editor.run("tapedeck.compareBranch");
  expect((await editor.messages.next()).text).toBe("Tapedeck runs git only in trusted workspaces.");
  expect(editor.lists.untaken).toEqual([]);
});
