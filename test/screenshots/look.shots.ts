import { readFile, readdir, mkdtemp, cp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { expect, inject, test } from "vitest";
import { openEditor, type Theme } from "../support/editor/editor";
import { addFiles, copySample } from "../support/editor/workspace";
import { findPytestPython } from "../support/python";

const chat = "tests/integration/chat";
async function ws() {
  const parent = await mkdtemp(join(tmpdir(), "look-"));
  const workspace = join(parent, "sample");
  await cp(await copySample(), workspace, { recursive: true });
  await addFiles(workspace, {
    ".vscode/settings.json": JSON.stringify({
      "tapedeck.rerecord.python": "python3",
      "tapedeck.rerecord.arguments": ["--no-header"],
      "tapedeck.rerecord.environment": { SAMPLE_PROVIDER_VARIANT: "2" },
    }),
  });
  return workspace;
}
const environment = { PATH: [dirname(findPytestPython()), process.env["PATH"]].join(delimiter) };
const run = { timeout: 240_000 };

for (const theme of (process.env["LOOK"] ?? "dark").split(",") as Theme[]) {
  test(`look ${theme}`, { timeout: 900_000 }, async () => {
    const workspace = await ws();
    const module = `${chat}/test_completions.py`;
    const source = await readFile(join(workspace, module), "utf8");
    await writeFile(
      join(workspace, module),
      source.replace(
        "def test_model_list",
        "def test_brand_new(client):\n    ask(client, 'x')\n\n\ndef test_plain():\n    assert 1\n\n\ndef test_model_list",
      ),
    );
    const editor = await openEditor({
      workspace,
      vsix: inject("vsix"),
      theme,
      environment,
      viewport: { width: 1280, height: 800 },
      settings: { "window.commandCenter": false },
    });
    const title = (name: RegExp) => editor.page.locator(".editor-group-container.active .title").getByRole("button", { name });
    try {
      const lines = (await readFile(join(workspace, module), "utf8")).split("\n");
      await editor.openFile(module);
      await editor.goToLine(lines.findIndex((l) => l.includes("def test_brand_new")) + 1);
      await expect.poll(() => editor.codeLenses(), run).toContainEqual(expect.stringMatching(/^Record$/));
      await editor.screenshot(`look-lens-${theme}`);
      await editor.runCommand("Tapedeck: Re-record All Fixtures in This Test Module");
      await expect.poll(() => editor.pickList(), run).toContain("Record");
      await editor.screenshot(`look-plan-${theme}`);
      await editor.pick("Record");
      await expect.poll(() => editor.notifications(), run).toContainEqual(expect.stringMatching(/recordings? changed/));
      await editor.pressNotificationButton(/recordings? changed/, "Review");
      await editor.webview().getByRole("heading", { level: 1 }).waitFor(run);
      await editor.page.keyboard.press("Control+J");
      await editor.page.waitForTimeout(1500);
      await editor.screenshot(`look-review-${theme}`);
      await title(/^Show Text Diff/).click(run);
      await editor.page.locator(".monaco-diff-editor .view-line").first().waitFor(run);
      await editor.page.waitForTimeout(1500);
      await editor.screenshot(`look-text-${theme}`);
      await title(/^Show What Changed in Meaning/).click(run);
      await title(/^Accept/).click(run);
      await editor.page.waitForTimeout(3000);
      await editor.screenshot(`look-accepted-${theme}`);
      await title(/^Reject/).click(run);
      await editor.page.waitForTimeout(2000);
      await editor.page.setViewportSize({ width: 620, height: 800 });
      await editor.page.waitForTimeout(1500);
      await editor.screenshot(`look-narrow-${theme}`);
      await editor.page.setViewportSize({ width: 1280, height: 800 });
      // Findings in the stream view.
      const names = (await readdir(join(workspace, chat, "recordings"))).sort();
      const texts = await Promise.all(
        names.map(async (n) => [n, await readFile(join(workspace, chat, "recordings", n), "utf8")] as const),
      );
      const found = texts.filter(([, t]) => t.includes("::test_capital"));
      const [a, b, c] = found as [readonly [string, string], readonly [string, string], readonly [string, string]];
      const rec = (n: string) => join(workspace, chat, "recordings", n);
      await writeFile(rec(a[0]), a[1].replace("capital of", "Capital of"));
      await writeFile(rec(b[0]), b[1].replace(/^(\s*"body": \{\n)/m, "<<<<<<< HEAD\n$1=======\n$1>>>>>>> other\n"));
      await writeFile(
        rec(c[0]),
        c[1]
          .replace("Answer", "Answer")
          .replace(/"content": "([^"]*)"/, '"content": "use sk-proj-Zk3vQ9wXbT5nLm2RpYc8HdFa6GjSeU4iOq1BxVt7KzNyWu0M $1"'),
      );
      for (const [name, [file]] of Object.entries({ hash: a, conflict: b, secret: c })) {
        await editor.closeAllEditors();
        await editor.openFile(`${chat}/recordings/${file}`);
        await editor.runCommand("Tapedeck: Open Stream View");
        await editor.webview().locator("main").first().waitFor(run);
        await editor.page.waitForTimeout(4000);
        await editor.screenshot(`look-${name}-${theme}`);
        const text = await editor.webview().locator("main").first().innerText();
        console.log(name, JSON.stringify(await editor.webview().locator(".findings li").allInnerTexts()), text.slice(0, 300));
      }
    } finally {
      await editor.screenshot(`look-last-${theme}`).catch(() => 0);
      await editor.close();
    }
  });
}
