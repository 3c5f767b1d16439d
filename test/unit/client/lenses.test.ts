/** Code lenses on their way from the server to the editor, and what a click on them does. */
import { expect, test } from "vitest";
import type * as vscode from "vscode";
import { Lenses } from "../../../client/src/lenses";
import { openClient, type OpenClient } from "../../support/client/openClient";
import { chatCompletion } from "../../support/recordings";

const module = "tests/test_weather.py";
const recording = (city: string) =>
  chatCompletion(`It is cold in ${city}.`, {
    testId: `${module}::test_weather`,
    body: { messages: [{ role: "user", content: `How is it in ${city}?` }] },
  });
const files = {
  [module]: [
    "import pytest\n",
    "def test_weather():\n    pass\n",
    "@pytest.mark.vcr\ndef test_cassette():\n    pass\n",
    "@pytest.mark.vcr\ndef test_other():\n    pass\n",
  ].join("\n\n"),
  "tests/recordings/oslo.json": recording("Oslo"),
  "tests/recordings/rome.json": recording("Rome"),
};

/** What the editor would show of a module; each time, it asks anew. */
function lensesOf({ editor, server }: Pick<OpenClient, "editor" | "server">) {
  const lenses = new Lenses(editor.vscode);
  const provide = async () => {
    const found = await server.lenses(module);
    return lenses.provided(
      editor.uri(module).toString(),
      found.map((lens) => ({ ...lens, command: { ...lens } }) as unknown as vscode.CodeLens),
    );
  };
  return { lenses, provide };
}

const titled = (all: readonly vscode.CodeLens[], title: string) =>
  all.find(({ command }) => command?.title.startsWith(title) === true)?.command;

test("a lens that was shown before a refresh does the same as the one after it, until its document is closed", async () => {
  const client = await openClient({ files });
  const { editor } = client;
  const { lenses, provide } = lensesOf(client);
  await editor.open(module);
  const shown = titled(await provide(), "2 recordings");
  // VS Code forgets arguments when it has newer lenses.
  expect(shown).not.toHaveProperty("arguments");
  await client.write({ "tests/recordings/bonn.json": recording("Bonn") });
  await expect.poll(async () => titled(await provide(), "3 recordings")?.command).toBe(shown?.command);
  const done = editor.run(shown?.command ?? "");
  (await editor.lists.next("3 recordings")).choose("How is it in Bonn?");
  await done;
  lenses.closed(editor.uri(module).toString());
  expect([...editor.commands.keys()].filter((name) => name.startsWith("_tapedeck.lens"))).toEqual([]);
});

test("lenses that would run something are there in trusted workspaces alone", async () => {
  const client = await openClient({ files, trusted: false });
  await client.editor.open(module);
  const { provide } = lensesOf(client);
  const titles = async () => (await provide()).map(({ command }) => command?.title);
  expect(await titles()).not.toContain("Record");
  client.editor.trusted = true;
  expect((await titles()).filter((title) => title === "Record")).toHaveLength(2);
});
