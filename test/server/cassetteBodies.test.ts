/** Bodies that a cassette holds compressed or as bytes: shown decoded, and written as text where replay hands out the same. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { CodeAction, CodeLens, InlayHint, TextDocumentEdit } from "vscode-languageserver/node";
import { makeWorkspace } from "../support/editor/workspace";
import { startClient, type TestClient } from "../support/languageClient";
import { ensurePythonEnvironment } from "../support/pythonEnvironment.mjs";

const path = "tests/cassettes/test_chat/test_zipped.yaml";
const python = await ensurePythonEnvironment("cassettes");
const answer = JSON.stringify({ id: "c", choices: [{ index: 0, message: { role: "assistant", content: "It's “cold”\n" } }] });
const base64 = gzipSync(answer).toString("base64").replaceAll(/.{76}/g, "$&\n        ");

const cassette = (length: string) => `interactions:
- request:
    body: '{"model": "m", "messages": []}'
    headers: {}
    method: POST
    uri: http://127.0.0.1:1/v1/chat/completions
  response:
    body:
      string: !!binary |
        ${base64}
    headers:
      content-encoding:
      - gzip
      content-length:
      - '${length}'
      content-type:
      - application/json
    status:
      code: 200
      message: OK
version: 1
`;

const capabilities = {
  textDocument: {
    diagnostic: {},
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "refactor"] } } },
  },
  workspace: { configuration: true, workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } },
};
const whole = { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } };

let client: TestClient;
afterEach(() => client.stop());

async function opened(text: string): Promise<{ readonly folder: string; readonly uri: string }> {
  const folder = await makeWorkspace({ [path]: text });
  client = await startClient([folder], { capabilities });
  return { folder, uri: client.uri(path) };
}

const ask = <R>(method: string, params: object) => client.connection.sendRequest<R>(method, params);

test("a lens shows a compressed body decoded", async () => {
  const { uri } = await opened(cassette("99"));
  const lenses = await ask<CodeLens[]>("textDocument/codeLens", { textDocument: { uri } });
  const lens = lenses.find(({ command }) => command?.title === "Show decoded response body");
  expect(lens?.range.start.line).toBe(cassette("99").slice(0, cassette("99").indexOf("string:")).split("\n").length - 1);
  const [id, of] = lens?.command?.arguments as [string, string];
  expect(await ask("tapedeck/decodedBody", { id, of })).toEqual({ text: answer, languageId: "json" });
  expect(await ask<InlayHint[]>("textDocument/inlayHint", { textDocument: { uri }, range: whole })).toEqual([]);
});

test("Decode body in file leaves a cassette that replays the same", async () => {
  const { folder, uri } = await opened(cassette("99"));
  const context = { diagnostics: [], only: ["refactor.rewrite"] };
  const [action] = await ask<CodeAction[]>("textDocument/codeAction", { textDocument: { uri }, range: whole, context });
  expect(action?.title).toBe("Decode body in file");
  expect(Object.values(action!.edit!.changeAnnotations!)[0]?.needsConfirmation).toBe(true);
  const { edits } = action!.edit!.documentChanges![0] as TextDocumentEdit;
  const text = TextDocument.applyEdits(TextDocument.create(uri, "yaml", 0, cassette("99")), edits as []);
  expect(text).toContain('string: "{\\"id\\"');
  expect(text).not.toContain("gzip");
  expect(text).toContain(`- '${Buffer.byteLength(answer)}'`);

  expect(replayed(join(folder, path))).toBe(answer);
  const decoded = await makeWorkspace({ [path]: text });
  expect(replayed(join(decoded, path))).toBe(answer);
  expect(readFileSync(join(folder, path), "utf8")).toBe(cassette("99"));
});

/** What real vcrpy hands a client. */
function replayed(file: string): string {
  const script = `
import sys, httpx2, vcr
with vcr.use_cassette(sys.argv[1], record_mode="none"):
    answer = httpx2.post("http://127.0.0.1:1/v1/chat/completions", content=b'{"model": "m", "messages": []}')
    sys.stdout.buffer.write(answer.text.encode())
`;
  const { stdout, stderr } = spawnSync(python, ["-c", script, file], { encoding: "utf8" });
  return stdout === "" ? stderr : stdout;
}
