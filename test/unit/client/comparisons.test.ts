/** A person compares what recordings mean: with git, with another of the same test, with a file they choose. */
import { beforeAll, describe, expect, test } from "vitest";
import { openClient, type ClientStoryOptions } from "../../support/client/openClient";
import { commitAll, git, gitExtension } from "../../support/client/gitExtension";
import type { Panel } from "../../support/client/panes";
import type { ComparisonMessage } from "../../../client/src/compare/messages";
import { cassetteOf } from "../../support/cassettes";
import { addFiles, makeWorkspace } from "../../support/editor/workspace";
import { chatStream } from "../../support/recordings";

const name = "3f2a9c1d".repeat(8);
const recording = `tests/recordings/${name}.json`;
const sibling = "tests/recordings/rome.json";
const testId = "tests/test_weather.py::test_weather";
const cold = chatStream(["It is cold."], { testId });

/** A repository with one commit, and an edit that is not committed. */
let workspace: string;
beforeAll(async () => {
  workspace = await makeWorkspace({
    "tests/test_weather.py": "def test_weather():\n    pass\n",
    [recording]: cold,
    [sibling]: chatStream(["It is warm."], { testId }),
  });
  commitAll(workspace, "Recorded in winter");
  await addFiles(workspace, { [recording]: cold.replace("cold", "mild") });
  git(workspace, "tag", "v1");
});

const open = (options: ClientStoryOptions = {}) =>
  openClient({ workspace, extensions: { "vscode.git": gitExtension(workspace) }, ...options });

/** What the page is shown, once it says that it is ready. */
async function shownOn(panel: Panel | undefined): Promise<ComparisonMessage> {
  const shown = panel!.hears<ComparisonMessage>(() => true);
  panel?.say({ kind: "ready" });
  return shown;
}

/** The words that went and came in a text. */
function words(message: ComparisonMessage): string {
  if (message.kind === "error") throw new Error(message.message);
  return JSON.stringify(message.comparison.difference);
}

describe("compared with git", () => {
  test("HEAD is what was committed last, and now is what is there", async () => {
    const { editor } = await open();
    await editor.run("tapedeck.compareWithHead", editor.uri(recording));
    const [panel] = editor.panels;
    expect(panel?.title).toBe("HEAD ↔ 3f2a9c1d");
    const message = await shownOn(panel);
    expect(message).toMatchObject({ kind: "comparison", labels: { before: "HEAD", after: "test_weather" } });
    expect(panel?.title).toBe("HEAD ↔ test_weather");
    expect(words(message)).toMatch(/cold[^]*mild/);
  });

  test("the same comparison is not opened twice", async () => {
    const { editor } = await open();
    await editor.run("tapedeck.compareWithHead", editor.uri(recording));
    await editor.run("tapedeck.compareWithHead", editor.uri(recording));
    expect(editor.panels).toHaveLength(1);
  });

  test("a revision is chosen from those that changed the file, or typed", async () => {
    const { editor } = await open();
    const done = editor.run("tapedeck.compareWithRevision", editor.uri(recording));
    const revisions = await editor.lists.next("Compare With Revision");
    expect(revisions.labels).toEqual(["Recorded in winter"]);
    expect(revisions.rows[0]?.description).toMatch(/^[0-9a-f]{8} · Somebody/);
    expect(revisions.type?.("--output=x").labels).toEqual(["Recorded in winter"]);
    revisions.type?.("v1").choose("Compare with v1");
    await done;
    expect(words(await shownOn(editor.panels[0]))).toMatch(/cold[^]*mild/);
  });

  test("of a file that was not there, and of one that git does not know, the page says so", async () => {
    const { editor } = await open();
    await addFiles(workspace, { "tests/recordings/new.json": cold });
    await editor.run("tapedeck.compareWithHead", editor.uri("tests/recordings/new.json"));
    expect(JSON.stringify(await shownOn(editor.panels[0]))).toContain("The file does not exist in HEAD.");
  });

  test("without the Git extension, it says what is missing", async () => {
    const { editor } = await open({ extensions: {} });
    await editor.run("tapedeck.compareWithRevision", editor.uri(recording));
    expect((await editor.messages.next()).text).toBe("VS Code's Git extension is not available.");
  });
});

describe("compared with another recording", () => {
  test("of the same test, from a list of its recordings", async () => {
    const { editor } = await open();
    await editor.open(recording);
    const done = editor.run("tapedeck.compareWith");
    const ways = await editor.lists.next("Compare this recording with…");
    expect(ways.labels).toEqual(["HEAD", "A revision…", "Another recording…"]);
    ways.choose("Another recording…");
    const others = await editor.lists.next("Choose a file…");
    expect(others.labels).toContain("rome");
    expect(others.labels).not.toContain("3f2a9c1d");
    expect(others.rows.find(({ label }) => label === "rome")).toMatchObject({ detail: "It is warm.", description: "gpt-4o" });
    others.choose("rome");
    await done;
    expect(editor.panels[0]?.title).toBe("rome ↔ 3f2a9c1d");
    expect(words(await shownOn(editor.panels[0]))).toMatch(/warm[^]*mild/);
  });

  test("that is chosen as a file", async () => {
    const { editor } = await open();
    editor.files.push(editor.uri(sibling).fsPath);
    const done = editor.run("tapedeck.compareWith", editor.uri(recording));
    (await editor.lists.next("Another recording…")).choose("Another recording…");
    (await editor.lists.next("Choose a file…")).choose("Choose a file…");
    await done;
    expect(editor.panels[0]?.title).toBe("rome ↔ 3f2a9c1d");
  });

  test("that was selected before, or together with it", async () => {
    const { editor } = await open();
    await editor.run("tapedeck.selectForCompare", editor.uri(sibling));
    expect(editor.contexts.get("tapedeck.selectedForCompare")).toBe(true);
    await editor.run("tapedeck.compareWithSelected", editor.uri(recording));
    const both = [editor.uri(recording), editor.uri(sibling)];
    await editor.run("tapedeck.compareSelected", both[1], both);
    expect(editor.panels.map(({ title }) => title)).toEqual(["rome ↔ 3f2a9c1d", "3f2a9c1d ↔ rome"]);
  });
});

test("a cassette is compared with another one as well", async () => {
  const { editor } = await open();
  await addFiles(workspace, { "tests/cassettes/one.yaml": cassetteOf("One"), "tests/cassettes/two.yaml": cassetteOf("Two") });
  await editor.run("tapedeck.selectForCompare", editor.uri("tests/cassettes/one.yaml"));
  await editor.run("tapedeck.compareWithSelected", editor.uri("tests/cassettes/two.yaml"));
  expect(words(await shownOn(editor.panels[0]))).toMatch(/One[^]*Two/);
});

test("what is no recording is not compared", async () => {
  const { editor } = await open();
  await editor.open("tests/test_weather.py");
  await editor.run("tapedeck.compareWithHead");
  expect((await editor.messages.next()).text).toBe("Open a recording first, then compare it.");
});

describe("a comparison", () => {
  test("follows both files as they are edited, and is there again after the window was reloaded", async () => {
    const { editor } = await open();
    await editor.run("tapedeck.selectForCompare", editor.uri(sibling));
    await editor.run("tapedeck.compareWithSelected", editor.uri(recording));
    const [panel] = editor.panels;
    await shownOn(panel);
    const { document } = await editor.open(sibling);
    const again = panel!.hears<ComparisonMessage>(() => true);
    const at = document.positionAt(document.text.indexOf("warm."));
    editor.documents.edit(document, [{ range: { start: at, end: at }, newText: "very " }]);
    expect(words(await again)).toContain("very");
    const sides = /data-sides="([^"]*)"/
      .exec(panel!.webview.html)?.[1]
      ?.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
    const restored = await editor.restore("tapedeck.comparison", { sides });
    expect(restored.title).toBe("rome ↔ 3f2a9c1d");
    expect((await editor.restore("tapedeck.comparison", { sides: "{}" })).isDisposed).toBe(true);
  });

  test("leads to either side, and to the editor's own differences", async () => {
    const { editor } = await open();
    await editor.run("tapedeck.compareWithHead", editor.uri(recording));
    const [panel] = editor.panels;
    panel?.say({ kind: "openSide", side: "before" });
    panel?.say({ kind: "openText" });
    await expect.poll(() => editor.ran.map(([command]) => command)).toEqual(["vscode.open", "vscode.diff"]);
    expect(String(editor.runsOf("vscode.open")[0]?.[0])).toMatch(/^git:.*\?HEAD$/);
    expect(editor.runsOf("vscode.diff")[0]?.[2]).toBe("HEAD ↔ 3f2a9c1d");
  });
});
