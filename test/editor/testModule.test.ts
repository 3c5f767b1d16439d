/** A person reads the sample suite: from a test to its recordings and back, in the editor they know. */
import { expect } from "vitest";
import { editorTest } from "../support/editor/editorTest";
import { addFiles, copySample } from "../support/editor/workspace";

const test = editorTest({ workspace: copySample });
test.beforeEach(({ editor }) => editor.closeAllEditors());
const module = "tests/integration/chat/test_completions.py";
const recordings = "tests/integration/chat/recordings";
/** The answer to `test_async_capital`. */
const recording = `${recordings}/8d8e8a4bbc64fcb343e56b4890faf22739d796b376c061649bf16cea8d71d4ef.json`;

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

test("a recording tells what it is, and leads to its test", async ({ editor }) => {
  await editor.openFile(recording);
  await expect
    .poll(() => editor.codeLenses())
    .toEqual(["Open stream view", "Go to test", "Re-record fixture", "openai.chat · stop · 19 tokens"]);
  await editor.clickCodeLens("Go to test");
  await expect.poll(() => editor.activeFile()).toBe("test_completions.py");
  await expect.poll(() => editor.cursor()).toMatchObject({ line: 39 });
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

test("a test id in the terminal is a link to the test", async ({ editor }) => {
  await editor.closeAllEditors();
  await editor.runCommand("Terminal: Create New Terminal");
  const { keyboard } = editor.page;
  await expect.poll(() => editor.terminalText()).not.toBe("");
  await keyboard.type("echo FAILED tests/integration/chat/test_completions.py::test_json_output - RuntimeError\n");
  await expect.poll(() => editor.terminalText()).toMatch(/^FAILED /m);
  await editor.followTerminalLink("test_json_output", /^FAILED /);
  await expect.poll(() => editor.activeFile()).toBe("test_completions.py");
  await expect.poll(() => editor.cursor()).toMatchObject({ line: 46 });
});
