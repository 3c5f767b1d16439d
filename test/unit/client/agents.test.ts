/** Coding agents in the editor: they are offered Tapedeck's server and tools, once the workspace is trusted. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as vscode from "vscode";
import { expect, test } from "vitest";
import { openClient, type ClientStoryOptions } from "../../support/client/openClient";
import type { Editor } from "../../support/client/editor";
import { chatCompletion } from "../../support/recordings";

interface Manifest {
  readonly contributes: {
    readonly languageModelTools: readonly {
      readonly name: string;
      readonly modelDescription: string;
      readonly inputSchema: object;
    }[];
    readonly mcpServerDefinitionProviders: readonly { readonly id: string }[];
  };
}

const root = join(import.meta.dirname, "../../..");
const { contributes } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
const testId = "tests/test_weather.py::test_weather";
const files = { [`tests/recordings/${"a".repeat(64)}.json`]: chatCompletion("It is cold on Mars.", { testId }) };
const open = (options: ClientStoryOptions = {}) => openClient({ files, ...options });

const token = { isCancellationRequested: false } as vscode.CancellationToken;

async function ask({ agents }: Editor, name: string, input: object): Promise<string> {
  const result = await agents.tools.get(name)?.invoke({ input, toolInvocationToken: undefined }, token);
  return (result?.content as readonly { readonly value: string }[] | undefined)?.[0]?.value ?? "";
}

async function serversOf({ agents }: Editor) {
  const [provider] = agents.servers.values();
  return (await provider?.provideMcpServerDefinitions(token)) as vscode.McpStdioServerDefinition[];
}

test("every tool of the manifest answers, by what the language server knows", async () => {
  const { editor } = await open();
  expect([...editor.agents.tools.keys()]).toEqual(contributes.languageModelTools.map(({ name }) => name));
  expect(await ask(editor, "tapedeck_find_recordings", { text: "MARS" })).toContain(`test: ${testId}`);
  expect(await ask(editor, "tapedeck_read_recording", { recording: "aaaa" })).toContain("It is cold on Mars.");
  expect(await ask(editor, "tapedeck_explain_miss", { hash: "b".repeat(64), test: testId })).toContain("looked_in:");
  expect(await ask(editor, "tapedeck_read_recording", { recording: "bbbb" })).toContain("There is no recording");
});

test("the server is started by the editor's own Node, on the workspace's folder", async () => {
  const { editor } = await open();
  expect([...editor.agents.servers.keys()]).toEqual(contributes.mcpServerDefinitionProviders.map(({ id }) => id));
  const [server] = await serversOf(editor);
  expect(server).toMatchObject({ command: process.execPath, env: { ELECTRON_RUN_AS_NODE: "1" } });
  expect(server?.args).toEqual([expect.stringMatching(/dist.server\.js$/), "--mcp", editor.options.workspace]);
});

test("nothing is offered before the workspace is trusted", async () => {
  const { editor } = await open({ trusted: false });
  expect(editor.agents.tools.size).toBe(0);
  expect(await serversOf(editor)).toEqual([]);
  const [provider] = editor.agents.servers.values();
  let told = 0;
  provider?.onDidChangeMcpServerDefinitions?.(() => told++);
  editor.trusted = true;
  editor.trustGranted.fire();
  expect(told).toBe(1);
  expect(editor.agents.tools.size).toBe(contributes.languageModelTools.length);
  expect(await serversOf(editor)).toHaveLength(1);
});
