/** Stream views: where they open, what they are called, and what their pages may wish for. A story speaks for the page. */
import { rm } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { openClient, type ClientStoryOptions } from "../../support/client/openClient";
import type { Panel } from "../../support/client/panes";
import type { MessageToPage } from "../../../client/src/streamView/messages";
import { cassetteOf } from "../../support/cassettes";
import { hashesUnder } from "../../support/hashJudge";
import { chatStream } from "../../support/recordings";
import { dice } from "../../support/secrets";

const name = "3f2a9c1d".repeat(8);
const recording = `tests/recordings/${name}.json`;
const other = "tests/recordings/other.json";
const module = "tests/test_weather.py";
const testId = `${module}::test_weather`;
const text = chatStream(["It ", "is ", "cold."], { testId });
const files = {
  [module]: "import pytest\n\n\ndef test_weather():\n    pass\n",
  [recording]: text,
  [other]: chatStream(["It is warm."], { testId }),
};
const lineOf = (part: string) => text.split("\n").findIndex((line) => line.includes(part)) + 1;

const told = (panel: Panel) => panel.told as readonly MessageToPage[];
const last = <K extends MessageToPage["kind"]>(panel: Panel, kind: K) =>
  told(panel).findLast((each): each is MessageToPage & { readonly kind: K } => each.kind === kind);
const heard = (panel: Panel, kind: MessageToPage["kind"]) => panel.hears<MessageToPage>((each) => each.kind === kind);

/** A stream view whose page has said that it is ready, and was told what to show. */
async function opened(path = recording, options: ClientStoryOptions = {}) {
  const client = await openClient({ files, ...options });
  await client.editor.run("tapedeck.openStreamView", client.editor.uri(path));
  const panel = client.editor.panels[0]!;
  const shown = heard(panel, "state");
  panel.say({ kind: "ready" });
  await shown;
  return { ...client, panel };
}

describe("a stream view", () => {
  test("opens beside the recording, is named after test and model, and shows the answer", async () => {
    const { editor, panel } = await opened();
    expect(panel.title).toBe("test_weather · gpt-4o");
    expect(last(panel, "state")?.view.answer.choices[0]?.content?.text).toBe("It is cold.");
    expect(panel.webview.html).toContain("default-src 'none'");
    expect(editor.messages.untaken).toEqual([]);
  });

  test("beside the editor it is opened from, where there is one", async () => {
    const { editor } = await openClient({ files });
    await editor.open(recording);
    await editor.run("tapedeck.openStreamView");
    expect(editor.panels[0]?.viewColumn).toBe(editor.vscode.ViewColumn.Beside);
  });

  test("asked for again, the same one comes to the front", async () => {
    const { editor } = await opened();
    await editor.run("tapedeck.openStreamView", editor.uri(recording).toString());
    expect(editor.panels).toHaveLength(1);
  });

  test("without a recording, asks for one", async () => {
    const { editor } = await openClient({ files });
    await editor.run("tapedeck.openStreamView");
    expect((await editor.messages.next()).text).toBe("Open a recording first, then its stream view.");
  });

  test("is there again after the window was reloaded; a state that is none of ours is dropped", async () => {
    const { editor } = await openClient({ files });
    const panel = await editor.restore("tapedeck.streamView", { uri: editor.uri(recording).toString() });
    const shown = heard(panel, "state");
    panel.say({ kind: "ready" });
    expect(await shown).toMatchObject({ kind: "state" });
    expect((await editor.restore("tapedeck.streamView", { uri: 1 })).isDisposed).toBe(true);
  });

  test("follows typing before anything is saved", async () => {
    const { editor, panel } = await opened();
    const { document } = await editor.open(recording);
    const at = document.positionAt(text.indexOf('cold."'));
    editor.documents.edit(document, [{ range: { start: at, end: at }, newText: "very " }]);
    await expect.poll(() => last(panel, "state")?.view.answer.choices[0]?.content?.text).toBe("It is very cold.");
  });

  test("follows the file on disk, and says when it was deleted and what there was", async () => {
    const { editor, panel, server, ...disk } = await opened();
    await disk.write({ [recording]: text.replace("cold.", "warm.") });
    await expect.poll(() => last(panel, "state")?.view.answer.choices[0]?.content?.text).toBe("It is warm.");
    const gone = heard(panel, "error");
    await rm(editor.uri(recording).fsPath);
    await server.reportChanges([recording], 3);
    await editor.touched(recording);
    // What the page shows stays.
    expect(await gone).toMatchObject({ message: "This recording was deleted.", fatal: false });
    expect(last(panel, "state")?.view.answer.choices[0]?.content?.text).toBe("It is warm.");
  });

  test("of a file that is none says so", async () => {
    const { editor } = await openClient({ files: { ...files, "package.json": "{}" } });
    await editor.run("tapedeck.openStreamView", editor.uri("package.json"));
    const [panel] = editor.panels;
    const error = heard(panel!, "error");
    panel?.say({ kind: "ready" });
    expect(await error).toMatchObject({ message: "This file is not a recording.", fatal: true });
  });
});

describe("cursor and chunks", () => {
  test("a chunk that is revealed is selected in the JSON, beside the view", async () => {
    const { editor, panel } = await opened();
    panel.say({ kind: "revealChunk", index: 1 });
    await expect.poll(() => editor.active).toBeDefined();
    const { document, selection } = editor.active!;
    expect(document.getText(selection)).toContain('"is "');
    expect(document.getText(selection)).not.toContain('"cold."');
  });

  test("the cursor in the JSON selects its chunk in the view, but not what the view selected itself", async () => {
    const { editor, panel } = await opened();
    const json = await editor.open(recording);
    const selected = heard(panel, "selectChunk");
    editor.moveCursor(json, lineOf('"cold."'));
    expect(await selected).toEqual({ kind: "selectChunk", index: 2 });
    panel.say({ kind: "revealChunk", index: 0 });
    await expect.poll(() => json.document.getText(json.selection)).toContain('"It "');
    const before = told(panel).length;
    editor.tellSelection(json);
    expect(told(panel)).toHaveLength(before);
  });

  test("neither follows the other where the settings say so", async () => {
    const { editor, panel } = await opened(recording, { settings: { "tapedeck.streamView.followCursor": false } });
    const json = await editor.open(recording);
    const before = told(panel).length;
    editor.moveCursor(json, lineOf('"cold."'));
    expect(told(panel)).toHaveLength(before);
  });

  test("opened from a cursor, the view begins at its chunk", async () => {
    const { editor } = await openClient({ files });
    await editor.open(recording, lineOf('"is "'));
    await editor.run("tapedeck.openStreamView");
    const panel = editor.panels[0]!;
    const selected = heard(panel, "selectChunk");
    panel.say({ kind: "ready" });
    expect(await selected).toEqual({ kind: "selectChunk", index: 1 });
  });
});

test("the JSON follows where somebody rests among the chunks, in an editor that is open anyway", async () => {
  const { editor, panel } = await opened();
  panel.say({ kind: "chunkSelected", index: 1 });
  const json = await editor.open(recording);
  for (const index of [0, 1, 2]) panel.say({ kind: "chunkSelected", index });
  await expect.poll(() => json.document.getText(json.selection)).toContain('"cold."');
  expect(editor.editors).toHaveLength(1);
});

describe("the page", () => {
  test("leads to the test, beside the view", async () => {
    const { editor, panel } = await opened();
    panel.say({ kind: "openTest" });
    await expect.poll(() => editor.place).toBe(`${module}:4`);
  });

  test("leads to the web through the editor, which asks; and to nothing else", async () => {
    const { editor, panel } = await opened();
    panel.say({ kind: "openLink", url: "https://example.com/a" });
    await expect.poll(() => editor.visited).toEqual(["https://example.com/a"]);
    const refused = heard(panel, "error");
    panel.say({ kind: "openLink", url: "command:workbench.action.quit" });
    expect(await refused).toMatchObject({ message: "The page sent an unknown message.", fatal: false });
    expect(editor.visited).toHaveLength(1);
  });

  test.for([null, "ready", { kind: "run", command: "x" }, { kind: "revealChunk", index: -1 }, { kind: "copy", text: 1 }])(
    "is not obeyed when it says %j",
    async (message) => {
      const { editor, panel } = await opened();
      const refused = heard(panel, "error");
      panel.say(message);
      expect(await refused).toMatchObject({ message: "The page sent an unknown message." });
      expect(editor.ran).toEqual([]);
    },
  );

  test("that wishes for what is no longer there is told so", async () => {
    const { panel } = await opened();
    for (const [message, answer] of [
      [{ kind: "revealChunk", index: 99 }, "This position is no longer in the file."],
      [{ kind: "openTurn", index: 99 }, "This turn is no longer there."],
      [{ kind: "openSibling", index: 99 }, "This recording is no longer there."],
      [{ kind: "applyFix", finding: 0, fix: 9 }, "This fix is no longer there."],
    ] as const) {
      const refused = heard(panel, "error");
      panel.say(message);
      expect(await refused).toMatchObject({ message: answer, fatal: false });
    }
  });

  test("offers the quick fixes of its findings, and applies the one that is wished for", async () => {
    const foreign = { __type__: "ollama._types.ChatResponse", __data__: {} };
    const { editor, panel } = await opened(recording, {
      files: { ...files, [recording]: chatStream([foreign, "Hi"], { testId }) },
    });
    await expect.poll(() => last(panel, "fixes")?.fixes.flat()).toContain("Remove chunk 1");
    const fixes = last(panel, "fixes")?.fixes ?? [];
    const finding = fixes.findIndex((titles) => titles.includes("Remove chunk 1"));
    panel.say({ kind: "applyFix", finding, fix: fixes[finding]?.indexOf("Remove chunk 1") });
    await expect.poll(() => editor.documents.all[0]?.text).not.toContain("ollama");
  });

  test("resolves a conflict, redacts a credential, and follows a file that is renamed to its hash", async () => {
    const key = `sk-proj-${dice(48, "stream view")}`;
    const said = chatStream(["It ", `is ${key}`], { testId });
    const flag = '    "is_streaming": true';
    const conflict = said.replace(flag, `<<<<<<< HEAD\n${flag}\n=======\n    "is_streaming": false\n>>>>>>> main`);
    // By whose name the scheme is known.
    const sound = chatStream(["It is warm."], { testId, body: { messages: [{ role: "user", content: "And in Rome?" }] } });
    const named = { [`tests/recordings/${hashesUnder(sound)["4"]}.json`]: sound };
    const { editor, panel } = await opened(recording, { files: { ...files, ...named, [recording]: conflict } });
    // As a person, who sees no fixes while a newer state has not got its own.
    const press = (fix: RegExp) => {
      const isShown =
        told(panel).findLastIndex(({ kind }) => kind === "fixes") > told(panel).findLastIndex(({ kind }) => kind === "state");
      const found =
        (isShown ? last(panel, "fixes")?.fixes : undefined)?.map((all) => all.findIndex((title) => fix.test(title))) ?? [];
      const finding = found.findIndex((at) => at >= 0);
      if (finding >= 0) panel.say({ kind: "applyFix", finding, fix: found[finding] });
      return finding >= 0;
    };
    const take = (fix: RegExp) => expect.poll(() => press(fix)).toBe(true);
    const codes = () => last(panel, "state")?.view.findings.map(({ code }) => code);
    await take(/^Resolve the conflict: accept the first side/);
    await expect.poll(codes).toContain("secret.key");
    await take(/^Redact the credential$/);
    await expect.poll(codes).not.toContain("secret.key");
    await expect.poll(codes).toContain("hash.mismatch");
    await take(/^Rename to /);
    (await editor.previews.next()).apply(() => true);
    await expect.poll(() => last(panel, "state")?.view.hashStatus).toBe("current");
    expect(last(panel, "state")?.note).toBeNull();
    expect(codes()).not.toContain("hash.mismatch");
  });

  test("copies what it was shown, as text or as something else", async () => {
    const { editor, panel } = await opened();
    panel.say({ kind: "copy", text: "It is cold." });
    await expect.poll(() => editor.clipboard).toBe("It is cold.");
    panel.say({ kind: "copyAs" });
    (await editor.lists.next("Copy or export")).choose("Test id");
    await expect.poll(() => editor.clipboard).toBe(testId);
  });

  test("leads to the other turn of its test", async () => {
    const messages = [
      { role: "user", content: "Hello" },
      { role: "assistant", content: "It is cold." },
      { role: "user", content: "And in Rome?" },
    ];
    const { editor, panel } = await opened(recording, {
      files: { ...files, [other]: chatStream(["It is warm."], { testId, body: { messages } }) },
    });
    const turns = last(panel, "state")?.view.turns ?? [];
    const index = turns.findIndex(({ id }) => id.endsWith("other.json"));
    expect(index).toBeGreaterThanOrEqual(0);
    panel.say({ kind: "openTurn", index });
    await expect.poll(() => panel.title).toBe("test_weather · other");
    expect(editor.panels).toHaveLength(1);
  });
});

describe("one view", () => {
  test("follows the active recording and leaves the focus in the editor, until it is locked", async () => {
    const { editor, panel } = await opened();
    await editor.open(other);
    await expect.poll(() => panel.title).toBe("test_weather · other");
    expect(last(panel, "state")?.target).toBe(editor.uri(other).toString());
    await editor.open(module);
    await editor.run("tapedeck.streamView.toggleLock");
    expect(panel.title).toBe("[test_weather · other]");
    await editor.open(recording);
    await editor.run("tapedeck.openStreamView");
    expect(editor.panels).toHaveLength(2);
    expect(panel.title).toBe("[test_weather · other]");
  });

  test("gives way to a recording that is asked for, and another is opened to the side", async () => {
    const { editor, panel } = await opened();
    await editor.run("tapedeck.openStreamView", editor.uri(other).toString());
    await expect.poll(() => panel.title).toBe("test_weather · other");
    await editor.run("tapedeck.openStreamViewToSide", editor.uri(recording).toString());
    expect(editor.panels).toHaveLength(2);
    await editor.run("tapedeck.openStreamView", editor.uri(recording).toString());
    expect(panel.title).toBe("test_weather · other");
  });

  test("follows the cursor from one recording of a file to the next", async () => {
    const cassette = "tests/cassettes/test_weather/test_weather.yaml";
    const { editor } = await openClient({ files: { ...files, [cassette]: cassetteOf("It is cold.", "It is warm.") } });
    const shown = await editor.open(cassette);
    await editor.run("tapedeck.openStreamView");
    const panel = editor.panels[0]!;
    expect(panel.title).toContain("test_weather.yaml");
    editor.moveCursor(shown, shown.document.text.split("\n").length - 3);
    await expect.poll(() => panel.title).toContain("#1");
  });
});

test("what cannot be asked of the server is said on the page, over what was there", async () => {
  const { panel, stopServer, editor } = await opened();
  await stopServer();
  const error = heard(panel, "error");
  await editor.touched(recording);
  expect(await error).toMatchObject({
    message: expect.stringMatching(/^The language server did not answer: /) as string,
    fatal: false,
  });
});
