/** The README's pictures, taken of the real extension on the sample workspace, in a folder without a telling name. */
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, inject, test } from "vitest";
import { openEditor, type Editor, type EditorOptions } from "../support/editor/editor";
import { addFiles, copySample } from "../support/editor/workspace";
import { findPytestPython } from "../support/python";
import { ensurePythonEnvironment } from "../support/pythonEnvironment.mjs";
import { startSampleProvider } from "../support/sampleProvider";
import { plain } from "./plain";
import { makeRepository } from "./repository";
import { settled } from "./settled";

const images = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const chat = "tests/integration/chat";
const cassettes = "tests/cassettes/test_assistant";
const made: string[] = [];

afterAll(async () => {
  for (const folder of made) await rm(folder, { recursive: true, force: true });
});

test("stream-view", async () => {
  await picture("stream-view", { theme: "dark", viewport: { width: 1440, height: 760 } }, async (editor) => {
    await editor.openFile(await recordingOf(editor.workspace, "tests/integration/tools", "test_parallel_calls", 12));
    await editor.runCommand("Tapedeck: Open Stream View");
    const page = editor.webview();
    await page.getByText("finished:").waitFor();
    await page.getByRole("option").nth(4).click();
    await page.getByRole("slider").press("End");
    for (let step = 0; step < 4; step++) await page.getByRole("slider").press("ArrowLeft");
    await page.getByRole("region", { name: "Response" }).evaluate((section) => section.scrollIntoView({ block: "end" }));
  });
});

test("comparison", async () => {
  const options = { viewport: { width: 1180, height: 560 }, settings: { "git.enabled": true }, prepare: makeRepository };
  await picture("comparison", options, async (editor) => {
    const path = await recordingOf(editor.workspace, "tests/integration/tools", "test_parallel_calls", 8);
    const file = join(editor.workspace, path);
    await writeFile(file, reRecorded(await readFile(file, "utf8")));
    await editor.openFile(path);
    await editor.runCommand("Tapedeck: Compare Meaning with HEAD");
    await editor.webview().getByRole("heading", { level: 1 }).waitFor();
  });
});

test("test-module", async () => {
  await picture("test-module", { viewport: { width: 1180, height: 700 } }, async (editor) => {
    await editor.openFile(`${chat}/test_completions.py`);
    await editor.codeLenses();
    await editor.hover("test_capital", 33);
  });
});

test("recording", async () => {
  const settings = { "outline.collapseItems": "alwaysExpand" };
  await picture(
    "recording",
    { theme: "dark", viewport: { width: 1280, height: 800 }, sideBar: true, settings },
    async (editor) => {
      const path = await recordingOf(editor.workspace, chat, "test_capital[France-Paris", 8);
      await editor.openFile(path);
      await editor.outline();
      await editor.page.locator(".explorer-viewlet .pane-header").first().click();
      // Only rows that have room are there.
      await expect.poll(() => editor.outline()).toContainEqual(expect.stringContaining("#1 role"));
      const lines = (await readFile(join(editor.workspace, path), "utf8")).split("\n");
      const chunks = lines.flatMap((line, index) => (line === "      {" ? [index + 1] : []));
      for (const line of [...chunks.slice(0, 5).reverse(), lines.indexOf('  "request": {') + 1]) {
        await editor.goToLine(line);
        await editor.page.keyboard.press("Control+Shift+BracketLeft");
      }
      await expect.poll(() => editor.codeLenses()).toContainEqual(expect.stringContaining("chunks"));
      await editor.hover('"content": " is"');
    },
  );
});

test("problems", async () => {
  await picture("problems", { viewport: { width: 1280, height: 760 } }, async (editor) => {
    const [path, text] = await textOf(editor.workspace, "test_include_usage");
    await addFiles(editor.workspace, broken(path, text));
    // One is the sample's own: a recorded failure of the provider.
    await expect.poll(async () => (await editor.problems()).length).toBe(6);
    await editor.openProblem("but should be a string");
    await editor.page.mouse.move(900, 300);
    // The problems are known before the file is open; in the file they appear when it was read again.
    await editor.page.locator(".editor-instance .squiggly-error").first().waitFor();
  });
});

test("rerecord", async () => {
  const settings = { "diffEditor.wordWrap": "on", "editor.fontSize": 13 };
  const environment = { PATH: [dirname(findPytestPython()), process.env["PATH"]].join(delimiter) };
  await picture("rerecord", { viewport: { width: 1280, height: 800 }, settings, environment }, async (editor) => {
    await addFiles(editor.workspace, { ".vscode/settings.json": JSON.stringify(rerecordSettings) });
    const lines = (await readFile(join(editor.workspace, chat, "test_completions.py"), "utf8")).split("\n");
    await editor.openFile(`${chat}/test_completions.py`);
    await editor.clickCodeLens(/^Re-record$/, lines.findIndex((line) => line.includes("def test_json_output")) + 1);
    await expect.poll(() => editor.pickList()).toContain("Record");
    await editor.pick("Record");
    await expect.poll(() => editor.notifications()).toContainEqual(expect.stringContaining("1 recording changed"));
    await editor.pressNotificationButton("1 recording changed", "Review");
    await editor.webview().getByRole("heading", { level: 1 }).waitFor();
    // What it says of this machine is nobody's business.
    await editor.page.keyboard.press("Control+J");
    await editor.page.locator(".part.panel").waitFor({ state: "hidden" });
  });
});

test("rerecord-cassette", async () => {
  const provider = await startSampleProvider({ SAMPLE_PROVIDER_VARIANT: "2" });
  const settings = {
    "tapedeck.rerecord.python": await ensurePythonEnvironment("cassettes"),
    "tapedeck.rerecord.environment": { SAMPLE_PROVIDER_URL: provider.url, OPENAI_API_KEY: "" },
  };
  try {
    await picture(
      "rerecord-cassette",
      { sample: "sample-cassettes", viewport: { width: 1280, height: 720 }, theme: "dark" },
      async (editor) => {
        await addFiles(editor.workspace, { ".vscode/settings.json": JSON.stringify(settings) });
        await editor.openFile(`${cassettes}/test_looks_at_the_weather.yaml`);
        await editor.runCommand("Tapedeck: Re-record Fixture");
        await expect.poll(() => editor.pickList()).toContain("Record");
        await editor.pick("Record");
        await editor.pressNotificationButton("1 recording changed", "Review");
        await editor.webview().getByRole("heading", { level: 1 }).waitFor();
        await editor.page.keyboard.press("Control+J");
        await editor.page.locator(".part.panel").waitFor({ state: "hidden" });
      },
    );
  } finally {
    await provider.stop();
  }
});

test("cassette", async () => {
  await picture("cassette", { sample: "sample-cassettes", viewport: { width: 1280, height: 720 } }, async (editor) => {
    await editor.openFile(`${cassettes}/test_looks_at_the_weather.yaml`);
    await editor.runCommand("Tapedeck: Open Stream View");
    await editor.webview().getByText("finished:").waitFor();
    await editor.page.mouse.move(300, 716);
  });
});

type PictureOptions = Omit<EditorOptions, "workspace" | "vsix"> & {
  readonly sideBar?: boolean;
  readonly sample?: Parameters<typeof copySample>[0];
  /** What is done to the workspace before it is opened. */
  readonly prepare?: (workspace: string) => unknown;
};

/** Opens the sample as a folder named `sample`, arranges the window, and takes the picture. */
async function picture(
  name: string,
  { sideBar = false, sample, prepare, settings, ...options }: PictureOptions,
  arrange: (editor: Editor) => Promise<void>,
): Promise<void> {
  const parent = await mkdtemp(join(tmpdir(), "tapedeck-pictures-"));
  made.push(parent);
  const workspace = join(parent, "sample");
  await cp(await copySample(sample), workspace, { recursive: true });
  prepare?.(workspace);
  const editor = await openEditor({ ...options, workspace, vsix: inject("vsix"), settings: { ...plain, ...settings } });
  try {
    if (!sideBar) await editor.runCommand("View: Toggle Primary Side Bar Visibility");
    await arrange(editor);
    await settled(editor);
    await mkdir(images, { recursive: true });
    await rename(await editor.screenshot(name), join(images, `${name}.png`));
  } finally {
    await editor.close();
  }
}

/** The path of a recording by its test and the number of its chunks. */
async function recordingOf(workspace: string, folder: string, testName: string, chunks: number): Promise<string> {
  const all = (await recordings(workspace, folder)).filter(([, text]) => text.includes(`::${testName}`));
  const found = all.findLast(([, text]) => (text.match(/"object": "chat\.completion\.chunk"/g) ?? []).length === chunks);
  if (!found) throw new Error(`The sample has no recording of ${testName} with ${chunks} chunks.`);
  return found[0];
}

async function textOf(workspace: string, testName: string): Promise<readonly [string, string]> {
  const found = (await recordings(workspace, chat)).find(([, text]) => text.includes(`::${testName}`));
  if (!found) throw new Error(`The sample has no recording of ${testName}.`);
  return found;
}

async function recordings(workspace: string, folder: string): Promise<readonly (readonly [string, string])[]> {
  const paths = (await readdir(join(workspace, folder, "recordings"))).sort().map((name) => `${folder}/recordings/${name}`);
  return Promise.all(paths.map(async (path) => [path, await readFile(join(workspace, path), "utf8")] as const));
}

/** The same conversation on another day. */
function reRecorded(text: string): string {
  const changes = [
    ["18.0", "17.5"],
    ['" 18"', '" 17.5"'],
    ['" and"', '" in Paris, and"'],
    ['" dry."', '" it rains."'],
  ] as const;
  return changes.reduce((changed, [before, after]) => changed.replace(before, after), text);
}

/** What a bad merge, a broken connection and a careless edit leave behind. */
function broken(path: string, text: string): Readonly<Record<string, string>> {
  const beside = (digits: string) => `${chat}/recordings/${digits.repeat(8)}.json`;
  const conflict = text.replace('    "body": [\n', '<<<<<<< HEAD\n    "body": [\n=======\n    "body": [],\n>>>>>>> re-record\n');
  const edited = text
    .replace('"content": " capital"', '"content": 1971')
    .replace('"__type__": "openai.types.chat.chat_completion_chunk.ChatCompletionChunk",', "")
    .replace(/chat\.chat_completion_chunk\.ChatCompletionChunk(?![^]*ChatCompletionChunk)/, "completion.Completion");
  return { [path]: edited, [beside("1b2c3d4e")]: conflict, [beside("9f8e7d6c")]: text.slice(0, text.length / 2) };
}

/** Other answers than those recorded, and pytest's output without the machine's particulars. */
const rerecordSettings = {
  "tapedeck.rerecord.python": "python3",
  "tapedeck.rerecord.arguments": ["--no-header"],
  "tapedeck.rerecord.environment": { SAMPLE_PROVIDER_VARIANT: "2" },
};
