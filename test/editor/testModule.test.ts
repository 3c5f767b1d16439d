/** A person reads the sample suite: from a test to its recordings and back, in the editor they know. */
import { describe, expect } from "vitest";
import { editorTest } from "../support/editor/editorTest";
import { addFiles, copySample } from "../support/editor/workspace";
import { chatStream } from "../support/recordings";

const module = "tests/integration/chat/test_completions.py";
const recordings = "tests/integration/chat/recordings";
const hostile = (digit: string) => `${recordings}/${digit.repeat(64)}.json`;
const testId = (parameters: string) => `${module}::test_async_capital[${parameters}]`;
const image = "![](https://recorded.invalid/p.png)";
const link = "[click](command:workbench.action.toggleSidebarVisibility)";

const test = editorTest({
  async workspace() {
    const folder = await copySample();
    await addFiles(folder, {
      [hostile("d")]: chatStream([image], { testId: testId(image), model: image }),
      [hostile("b")]: chatStream([link], { testId: testId(link), model: "$(sync~spin)" }),
    });
    return folder;
  },
  // No such command can be run, which is told.
  settings: { "tapedeck.rerecord.command": ["pytest"] },
});
test.beforeEach(({ editor }) => editor.closeAllEditors());

test("a lens over a test counts its recordings, names their models, and opens them in the references peek", async ({
  editor,
}) => {
  await editor.openFile(module);
  await editor.clickCodeLens("6 recordings · sample/large=2026-01, sample/tiny-chat:1b", 33);
  const references = (await editor.peekEntries()).filter(({ kind }) => kind === "reference");
  expect(references).toHaveLength(6);
  for (const { text } of references) expect(text).toContain("test_capital[");
  await editor.openPeekEntry("[New Zealand-txt=sample/tiny-chat:1b]");
  await expect.poll(() => editor.activeFile()).toMatch(/^[0-9a-f]{64}\.json$/);
  expect((await editor.visibleLines()).join("\n")).toContain("What is the capital of New Zealand?");
});

test("a lens that came into sight again after newer lenses were made works at the first click", async ({ editor }) => {
  const far = "tests/integration/chat/test_far.py";
  const recorded = (name: string, digits: string) => ({
    [`${recordings}/${digits.repeat(32)}.json`]: chatStream([`${name} ${digits}`], { testId: `${far}::${name}` }),
  });
  await addFiles(editor.workspace, {
    [far]: `def test_first():\n    pass\n${"\n".repeat(200)}\ndef test_last():\n    pass\n`,
    ...recorded("test_first", "c1"),
    ...recorded("test_last", "c2"),
  });
  await editor.openFile(far, 1);
  const lens = editor.page.locator(".codelens-decoration a", { hasText: /^1 recording · / });
  await lens.waitFor();
  const { x = 0, y = 0 } = (await lens.boundingBox()) ?? {};
  await editor.goToLine(203);
  await expect.poll(async () => (await editor.codeLenses()).join()).toContain("1 recording");
  await addFiles(editor.workspace, recorded("test_last", "c3"));
  await expect.poll(async () => (await editor.codeLenses()).join()).toContain("2 recordings");
  await editor.page.keyboard.press("Control+Home");
  await expect.poll(async () => (await lens.boundingBox())?.y).toBe(y);
  await editor.page.mouse.click(x + 5, y + 5);
  const references = async () => (await editor.peekEntries()).filter(({ kind }) => kind === "reference");
  await expect.poll(references).toHaveLength(1);
  expect(await editor.notifications()).toEqual([]);
});

test("hovering over a test's name shows what each recording answered", async ({ editor }) => {
  await editor.openFile(module);
  const hover = await editor.hover("test_capital", 33);
  expect(hover).toContain("6 recordings of test_capital");
  expect(hover).toMatch(
    /New Zealand-txt=sample\/tiny-chat:1b\tsample\/tiny-chat:1b\tThe capital of New Zealand is Wellington.\tstop\t10\s→\s12/,
  );
});

test("the hover's link opens the stream view with the answer", async ({ editor }) => {
  await editor.openFile(module);
  await editor.hover("test_json_output", 46);
  await editor.clickHoverLink("stream view");
  await editor.webview().getByText("The Long Tape").first().waitFor();
});

test("a recording that was broken on disk is among the problems, and the problem leads to the place", async ({ editor }) => {
  await addFiles(editor.workspace, { [`${recordings}/${"a".repeat(64)}.json`]: '{\n  "test_id": null,\n<<<<<<< HEAD\n' });
  await expect
    .poll(() => editor.problems())
    .toContainEqual(
      expect.objectContaining({ file: `${"a".repeat(64)}.json`, source: "tapedeck", severity: "Error", line: 3, column: 1 }),
    );
  await editor.openProblem("merge conflict marker");
  await expect.poll(() => editor.activeFile()).toBe(`${"a".repeat(64)}.json`);
  await expect.poll(() => editor.cursor()).toMatchObject({ line: 3 });
});

test("a test id in a note is a link to the test", async ({ editor }) => {
  await addFiles(editor.workspace, {
    "notes.md": "Flaky: tests/integration/chat/test_completions.py::test_json_output since Monday.\n",
  });
  await editor.openFile("notes.md");
  await editor.followLink("test_json_output", 1);
  await expect.poll(() => editor.activeFile()).toBe("test_completions.py");
  await expect.poll(() => editor.cursor()).toMatchObject({ line: 46 });
});

describe("recordings from strangers are shown, and neither load anything nor become something to click", () => {
  test("an image in a test id is read in the hover, and nothing is fetched", async ({ editor }) => {
    const fetched: string[] = [];
    await editor.page.route("https://recorded.invalid/**", (route) => {
      fetched.push(route.request().url());
      return route.abort();
    });
    await editor.openFile(module, 39);
    expect(await editor.hover("test_async_capital", 39)).toContain(image);
    await editor.screenshot("hover with hostile text");
    const hover = editor.page.locator(".monaco-hover");
    expect(await hover.locator("img").count()).toBe(0);
    for (const each of await hover.locator("a[data-href]").all())
      expect(await each.getAttribute("data-href")).toMatch(
        /^(?:command:tapedeck\.(?:openStreamView|rerecord)\?|(?:file|vscode-remote):)/,
      );
    expect(fetched).toEqual([]);
    await expect.poll(async () => (await editor.codeLenses()).join()).toContain("$\u2060(sync~spin)");
  });

  test("a link in a test id is read in a notification, and cannot be clicked", async ({ editor }) => {
    await editor.openFile(hostile("b"));
    await editor.runCommand("Tapedeck: Re-record Fixture");
    await expect.poll(async () => (await editor.notifications()).join().replaceAll("\u2060", "")).toContain(link);
    await editor.screenshot("notification with hostile text");
    const message = editor.page.locator(".notification-list-item-message").filter({ hasText: "click" });
    expect(await message.locator("a").count()).toBe(0);
  });
});
