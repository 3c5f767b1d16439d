/** Bodies that a cassette holds compressed or as bytes: shown decoded, and written as text where replay hands out the same. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import type {
  CodeAction,
  CodeLens,
  Diagnostic,
  SymbolInformation,
  Hover,
  InlayHint,
  TextDocumentEdit,
} from "vscode-languageserver/node";
import { URI } from "vscode-uri";
import { zippedCassette } from "../support/cassettes";
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

/** Three chunks, of which the second has no list of choices. */
const events = [{ role: "assistant", content: "Cold" }, undefined, { content: " today" }].map((delta, at) => ({
  ...{ id: "c", object: "chat.completion.chunk", created: 1, model: "m" },
  choices: delta === undefined ? "none" : [{ index: 0, delta, finish_reason: at === 2 ? "stop" : null }],
}));
const stream = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("") + "data: [DONE]\n\n";

/** The body of the answer, as an editor opens it. */
async function openDecoded(text: string) {
  const { uri: file } = await opened(text);
  const id = `${file}#/interactions/0`;
  const { text: said } = (await client.request("tapedeck/decodedBody", { id, of: "response" }))!;
  const uri = URI.from({ scheme: "tapedeck-body", path: "/x", query: JSON.stringify({ id, of: "response" }) }).toString();
  await client.open(uri, said);
  const at = (words: string) => {
    const lines = said.slice(0, said.indexOf(words)).split("\n");
    return { line: lines.length - 1, character: lines.at(-1)!.length };
  };
  const pulled = (document = uri) =>
    ask<{ items: Diagnostic[] }>("textDocument/diagnostic", { textDocument: { uri: document } }).then(({ items }) => items);
  return { file, uri, at, pulled, textDocument: { uri } };
}

test("in a decoded stream findings, hovers, hints and the outline stand where its chunks do", async () => {
  const { file, uri, at, pulled, textDocument } = await openDecoded(zippedCassette(stream));
  const [found, ...more] = (await pulled()).filter(({ code }) => code === "chunk.shape");
  expect(more).toEqual([]);
  expect(found).toMatchObject({ range: { start: at('"none"') }, message: expect.stringContaining("choices") as string });
  // The file says it at the one place that it has.
  const inFile = (await pulled(file)).filter(({ code }) => code === "chunk.shape");
  expect(inFile).toMatchObject([{ message: found!.message }]);

  const hover = await ask<Hover>("textDocument/hover", { textDocument, position: at('" today"') });
  expect(JSON.stringify(hover.contents)).toContain("Chunk 3 of 4");
  const hints = await ask<InlayHint[]>("textDocument/inlayHint", { textDocument, range: whole });
  expect(hints.map(({ label, position }) => [label, position.line])).toEqual([
    ["1 · text “Cold”", 0],
    ["2", 2],
    ["3 · text “ today”", 4],
    ["4", 6],
  ]);
  const outline = await ask<SymbolInformation[]>("textDocument/documentSymbol", { textDocument });
  expect(outline.map(({ location }) => location.range.start.line)).toEqual([0, 2, 4, 6]);

  await client.close(uri);
  expect(await pulled()).toEqual([]);
});

test("a decoded document of which the file says something else by now is left alone", async () => {
  const { file, at, pulled, textDocument } = await openDecoded(zippedCassette(stream));
  expect(await pulled()).not.toEqual([]);
  await client.open(path, zippedCassette(stream.replace("Cold", "Warm")));
  expect(await pulled()).toEqual([]);
  expect(await ask<Hover | null>("textDocument/hover", { textDocument, position: at('"Cold"') })).toBeNull();
  expect(await pulled(file)).not.toEqual([]);
});

test("what is found in a decoded JSON body stands at its value", async () => {
  const { at, pulled } = await openDecoded(
    zippedCassette({ object: "chat.completion", choices: 7, id: "c", created: 1, model: "m" }),
  );
  expect((await pulled()).map(({ code, range }) => [code, range.start])).toContainEqual(["chunk.shape", at("7")]);
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
