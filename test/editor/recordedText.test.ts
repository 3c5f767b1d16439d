/** Recordings from strangers: what is in them is shown, and neither loads anything nor becomes something to click. */
import { expect } from "vitest";
import { editorTest } from "../support/editor/editorTest";
import { addFiles, copySample } from "../support/editor/workspace";
import { chatStream } from "../support/recordings";

const module = "tests/integration/chat/test_completions.py";
const recording = (digit: string) => `tests/integration/chat/recordings/${digit.repeat(64)}.json`;
const testId = (parameters: string) => `${module}::test_async_capital[${parameters}]`;
const image = "![](https://recorded.invalid/p.png)";
const link = "[click](command:workbench.action.toggleSidebarVisibility)";

const test = editorTest({
  async workspace() {
    const folder = await copySample();
    await addFiles(folder, {
      [recording("a")]: chatStream([image], { testId: testId(image), model: image }),
      [recording("b")]: chatStream([link], { testId: testId(link), model: "$(sync~spin)" }),
    });
    return folder;
  },
  // No such command can be run, which is told.
  settings: { "tapedeck.rerecord.command": ["pytest"] },
});

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
  await editor.openFile(recording("b"));
  await editor.runCommand("Tapedeck: Re-record Fixture");
  await expect.poll(async () => (await editor.notifications()).join().replaceAll("\u2060", "")).toContain(link);
  await editor.screenshot("notification with hostile text");
  const message = editor.page.locator(".notification-list-item-message").filter({ hasText: "click" });
  expect(await message.locator("a").count()).toBe(0);
});
