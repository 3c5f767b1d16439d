/** One recording of 400 KB, checked again after a keystroke: what an editor's user waits for. */
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { getLanguageService, TextDocument, type JSONSchema } from "vscode-json-languageservice";
import { startServer } from "./benchServer";
import { median, timed, type Bench, type Measurement } from "./measurements";

const size = 400_000;
const keystrokes = 30;

/** Each keystroke, and the diagnostics after it, through the server; against parsing and validating the same texts in this process. */
export async function keystroke({ root, workspace }: Bench): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), "tapedeck-key-"));
  const { name, text } = largeStream(workspace.recordings);
  const path = join(folder, "recordings", name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  const ours = await typing(root, folder, path, text);
  const baseline = await validating(text);
  rmSync(folder, { recursive: true });
  const what = `a recording of ${Math.round(text.length / 1000)} KB checked after a keystroke`;
  return [{ what, ours, unit: "ms", than: "vscode-json-languageservice, parse + validate", baseline, goal: 0.3 }];
}

/** A key's name in the first lines is made longer and shorter by turns. */
async function typing(root: string, folder: string, path: string, text: string): Promise<number> {
  const server = await startServer(root, folder, join(folder, "cache"));
  await server.ask("tapedeck/whenIndexed", {});
  server.open(path, text);
  const [line, character] = placeToType(text);
  const times: number[] = [];
  for (let key = 0; key < keystrokes; key++) {
    times.push(
      await timed(() => {
        server.edit(path, line, character, key % 2, key % 2 === 0 ? "x" : "");
        return server.diagnostics(path);
      }),
    );
  }
  await server.stop();
  return median(times);
}

async function validating(text: string): Promise<number> {
  const service = getLanguageService({});
  const times: number[] = [];
  for (let key = 0; key < keystrokes; key++) {
    const typed = key % 2 === 0 ? text.replace('"headers"', '"headersx"') : text;
    const document = TextDocument.create("file:///recording.json", "json", key, typed);
    times.push(await timed(() => service.doValidation(document, service.parseJSONDocument(document), {}, schema)));
  }
  return median(times);
}

function placeToType(text: string): readonly [line: number, character: number] {
  const before = text.slice(0, text.indexOf('"headers"') + '"headers'.length).split("\n");
  return [before.length - 1, before.at(-1)!.length];
}

/** The workspace's recording of a chat stream that is nearest to the size; made larger, where there is none, by repeating its chunks. */
function largeStream(recordings: readonly string[]): { readonly name: string; readonly text: string } {
  const streams = recordings.slice(0, 2000).flatMap((path) => {
    const text = readFileSync(path, "utf8");
    return /"object": "chat\.completion\.chunk"/.test(text) ? [{ name: basename(path), text }] : [];
  });
  const distance = ({ text }: { readonly text: string }) => Math.abs(text.length - size);
  const nearest = streams.reduce((best, each) => (distance(each) < distance(best) ? each : best));
  if (nearest.text.length > size * 0.8) return nearest;
  const value = JSON.parse(nearest.text) as { response: { body: unknown[] } };
  const body = value.response.body;
  const times = Math.ceil(size / nearest.text.length);
  value.response.body = [...Array.from({ length: times }, () => body.slice(0, -2)).flat(), ...body.slice(-2)];
  return { name: nearest.name, text: `${JSON.stringify(value, null, 2)}\n` };
}

const text: JSONSchema = { type: ["string", "null"] };
const count: JSONSchema = { type: ["integer", "null"] };
const call: JSONSchema = {
  properties: {
    index: { type: "integer" },
    id: text,
    type: text,
    function: { type: ["object", "null"], properties: { name: text, arguments: text } },
  },
};
const delta: JSONSchema = {
  type: "object",
  properties: { role: text, content: text, refusal: text, tool_calls: { type: ["array", "null"], items: call } },
};
const choice: JSONSchema = {
  type: "object",
  required: ["index", "delta"],
  properties: {
    index: { type: "integer" },
    delta,
    finish_reason: { enum: [null, "stop", "length", "tool_calls", "content_filter", "function_call"] },
  },
};
const usage: JSONSchema = {
  type: ["object", "null"],
  properties: { prompt_tokens: count, completion_tokens: count, total_tokens: count },
};
const data: JSONSchema = {
  type: "object",
  required: ["id", "choices", "created", "model", "object"],
  properties: {
    id: { type: "string" },
    choices: { type: "array", items: choice },
    created: { type: "number" },
    model: { type: "string" },
    object: { type: "string" },
    usage,
  },
};
const chunk: JSONSchema = {
  type: "object",
  required: ["__type__", "__data__"],
  properties: { __type__: { type: "string" }, __data__: data },
};

/** What a JSON schema can say of such a recording: the envelope and each chunk, nothing of the stream as a whole. */
const schema: JSONSchema = {
  type: "object",
  required: ["request", "response"],
  properties: {
    test_id: text,
    request: {
      type: "object",
      required: ["method", "url", "endpoint", "body"],
      properties: { method: { type: "string" }, url: { type: "string" }, endpoint: { type: "string" }, model: text },
    },
    response: {
      type: "object",
      required: ["body", "is_streaming"],
      properties: { is_streaming: { type: "boolean" }, status: count, body: { type: "array", items: chunk } },
    },
  },
};
