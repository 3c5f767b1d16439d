/** The walkthrough's sample: a copy where the user wants it, with one problem to see. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { URI } from "vscode-uri";
import { openClient } from "../../support/client/openClient";
import { makeWorkspace } from "../../support/editor/workspace";
import { startClient } from "../../support/languageClient";

test("the sample is copied beside what is there, opened in a new window, and has one problem", async () => {
  const { editor } = await openClient();
  const parent = await makeWorkspace({});
  await mkdir(join(parent, "tapedeck-sample"));
  const opened: [URI, unknown][] = [];
  editor.commands.set("vscode.openFolder", (uri, options) => opened.push([uri as URI, options]));
  editor.files.push(parent);
  await editor.run("tapedeck.openSample");
  const [[uri, options] = []] = opened;
  expect(uri?.fsPath).toBe(join(parent, "tapedeck-sample-2"));
  expect(options).toEqual({ forceNewWindow: true });

  const server = await startClient([uri?.fsPath ?? ""], { capabilities: {} });
  expect(await server.whenIndexed()).toBeGreaterThan(20);
  const wrong = [...server.published.values()].flat().filter(({ severity = 4 }) => severity <= 2);
  expect(wrong).toMatchObject([{ code: "json.syntax", message: "The file is truncated, so it cannot be replayed." }]);
  await server.stop();
});

test("nothing happens where no folder is chosen", async () => {
  const { editor } = await openClient();
  let opened = 0;
  editor.commands.set("vscode.openFolder", () => opened++);
  editor.files.push(undefined);
  await editor.run("tapedeck.openSample");
  expect(opened).toBe(0);
});
