/** Clients that go away in the middle of something. Vitest itself fails on what the server throws or rejects afterwards. */
import { rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { URI } from "vscode-uri";
import { expect, test } from "vitest";
import { FileChangeType, WorkspaceDiagnosticRequest } from "vscode-languageserver/node";
import { makeWorkspace } from "../support/editor/workspace";
import { startClient } from "../support/languageClient";
import { chatStream } from "../support/recordings";

const files = {
  "tests/test_chat.py": "def test_hello(x):\n    pass\n",
  [`tests/recordings/${"1".repeat(64)}.json`]: chatStream(["Hello"], { testId: "tests/test_chat.py::test_hello" }),
};

test("an editor that crashes while folders are read, watched and removed leaves nothing behind that fails", async () => {
  const folders = await Promise.all(Array.from({ length: 5 }, () => makeWorkspace(files)));
  let left = 0;
  for (const wait of Array.from({ length: 20 }, (_, index) => index)) {
    const client = await startClient(folders, { impatient: true, progressDelay: 0 });
    for (const each of folders) {
      const event = { added: [], removed: [{ uri: URI.file(each).toString(), name: each }] };
      await client.connection.sendNotification("workspace/didChangeWorkspaceFolders", { event });
    }
    await delay(wait);
    client.vanish();
    left += 1;
  }
  await delay(500);
  expect(left).toBe(20);
});

test("and so does one that shuts the server down properly, in the middle of a scan", async () => {
  const folders = await Promise.all(Array.from({ length: 5 }, () => makeWorkspace(files)));
  for (const wait of Array.from({ length: 10 }, (_, index) => index)) {
    const client = await startClient(folders, { impatient: true, progressDelay: 0 });
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await delay(wait);
    await client.stop();
  }
  const client = await startClient(folders);
  expect(await client.whenIndexed()).toBe(5);
  await client.stop();
});

test.concurrent.for(["server.js", "cli.js"] as const)(
  "%s reads a workspace again that was deleted under it and made anew",
  async (server) => {
    const folder = await makeWorkspace(files);
    const client = await startClient([folder], { server, startedIn: folder });
    await rm(folder, { recursive: true });
    // Until its threads have rested for so long that they are ended, and started anew for what comes.
    await delay(9_000);
    const broken = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.slice(0, text.length / 2)]));
    await client.write(broken, FileChangeType.Created);
    await expect.poll(codes, { timeout: 30_000 }).toEqual(["json.syntax"]);
    await client.stop();

    async function codes(): Promise<readonly unknown[]> {
      const { items } = await client.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds: [] });
      return items.flatMap((report) => (report.kind === "full" ? report.items.map(({ code }) => code) : []));
    }
  },
);
