/** Clean recordings of every family to break: the project's own, made ones for what the sample suite does not speak, and a few real ones. */
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileNameOf } from "../../../server/src/formats/ogx/names";
import { namingOf } from "../../../server/src/formats/ogx/naming";
import { hasher, readHashable } from "../../../server/src/formats/ogx/requestHash";
import { newestScheme } from "../../../server/src/formats/ogx/schemes";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { check } from "../../../server/src/rules/check";
import { corpusFiles, corpusFolder } from "../../support/corpus";
import { pythonJson, recordingValue, type EnvelopeOptions } from "../../support/recordings";
import { functionCall, message, outputText, response, responseEvents } from "../../support/responseStream";
import { sseLines, type Data } from "../../support/wire";
import {
  anthropicEvents,
  contentEvents,
  geminiChunks,
  ollamaChunks,
  ollamaCompletionChunks,
  type PlainAnswer,
} from "../../support/wireAnswers";

export interface Sample {
  readonly label: string;
  readonly name: string;
  readonly text: string;
}

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Named as today's recorder would name it. */
function sample(label: string, value: unknown): Sample {
  const text = pythonJson(value);
  const request = readHashable(readRecordingFile("x.json", text));
  if (request === undefined) throw new Error(`${label}: no request to hash`);
  const hash = hasher(request, sha256)(newestScheme);
  return { label, name: fileNameOf(hash, undefined), text: text.replaceAll("rec-0123456789ab", `rec-${hash.slice(0, 12)}`) };
}

const plain: PlainAnswer = {
  reasoning: "Let me look.",
  text: "It is sunny",
  calls: [{ id: "call_ab12", name: "get_weather", input: { city: "Paris" } }],
  input: 12,
  output: 7,
};
const pieces = (text: string): string[] => text.match(/.{1,6}/gs) ?? [];
const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const chatTools = [{ type: "function", function: { name: "get_weather", parameters } }];
const typed = (type: string) => (data: Data) => ({ __type__: type, __data__: data });

const inference = (label: string, body: unknown, streaming: boolean, options: EnvelopeOptions): Sample =>
  sample(label, recordingValue(body, streaming, options));

function http(label: string, url: string, body: unknown, streaming: boolean, payload: object): Sample {
  const testId = "tests/test_http.py::test_it";
  const request = { test_id: testId, url, method: "POST", payload: { model: "m", ...payload, stream: streaming } };
  const answer = streaming ? { body, is_streaming: true } : { status: 200, body, is_streaming: false };
  return sample(label, { test_id: testId, request, response: answer, id_normalization_mapping: {} });
}

function chatChunks(): unknown[] {
  const chunk = (choices: unknown[], usage: unknown = null) =>
    typed("openai.types.chat.chat_completion_chunk.ChatCompletionChunk")({
      id: "rec-0123456789ab",
      choices,
      created: 0,
      model: "gpt-4o",
      object: "chat.completion.chunk",
      usage,
    });
  const delta = (part: object, finish: string | null = null) =>
    chunk([{ delta: part, finish_reason: finish, index: 0, logprobs: null }]);
  const piece = (part: object) => delta({ tool_calls: [{ index: 0, ...part }] });
  return [
    delta({ role: "assistant", content: "" }),
    delta({ content: "It is" }),
    delta({ content: " sunny" }),
    piece({ id: "call_1", type: "function", function: { name: "get_weather", arguments: "" } }),
    piece({ function: { arguments: '{"city"' } }),
    piece({ function: { arguments: ': "Paris"}' } }),
    delta({}, "tool_calls"),
    chunk([], { prompt_tokens: 12, completion_tokens: 7, total_tokens: 19 }),
  ];
}

function made(): Sample[] {
  const completion = (part: object, finish: string | null) => ({
    id: "rec-0123456789ab",
    choices: [{ index: 0, logprobs: null, finish_reason: finish, ...part }],
    created: 0,
    model: "m",
    object: "text_completion",
  });
  const asCompletion = typed("openai.types.completion.Completion");
  const output = [message("msg_1", outputText("It is sunny")), functionCall("fc_1", "get_weather", '{"city": "Paris"}')];
  const events = responseEvents(output);
  const responsesTools = { tools: [{ type: "function", name: "get_weather", parameters }] };
  const ollama = { tools: chatTools, options: {} };
  const gemini = {
    config: { tools: [{ function_declarations: [{ name: "get_weather", parameters_json_schema: parameters }] }] },
  };
  const anthropic = { tools: [{ name: "get_weather", input_schema: parameters }] };
  const messagesUrl = "https://api.example.com/v1/messages";
  const interactionsUrl = "https://generativelanguage.example.com/v1beta/interactions";
  const toolUse = { type: "tool_use", id: "toolu_1", name: "get_weather", input: { city: "Paris" } };
  const whole = {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "m",
    content: [{ type: "text", text: "It is sunny" }, toolUse],
    stop_reason: "tool_use",
    usage: { input_tokens: 12, output_tokens: 7 },
  };
  const geminiWhole = {
    candidates: [
      {
        content: {
          parts: [{ text: "It is sunny" }, { function_call: { name: "get_weather", args: { city: "Paris" } } }],
          role: "model",
        },
        finish_reason: "STOP",
      },
    ],
    model_version: "gemini-2.0-flash",
    usage_metadata: { prompt_token_count: 12, candidates_token_count: 7, total_token_count: 19 },
  };
  const chat = { tools: chatTools, stream_options: { include_usage: true } };
  return [
    inference("openai.chat stream", chatChunks(), true, { body: chat }),
    inference(
      "openai.completions stream",
      [completion({ text: "It is" }, null), completion({ text: " sunny" }, "stop")].map(asCompletion),
      true,
      { endpoint: "/v1/completions" },
    ),
    inference("openai.completions", asCompletion(completion({ text: "It is sunny" }, "stop")), false, {
      endpoint: "/v1/completions",
    }),
    inference(
      "openai.responses stream",
      events.map((event) => typed(`openai.types.responses.${event.type}`)(event)),
      true,
      { endpoint: "/v1/responses", body: responsesTools },
    ),
    inference("openai.responses", typed("openai.types.responses.response.Response")(response(output)), false, {
      endpoint: "/v1/responses",
      body: responsesTools,
    }),
    http("anthropic.messages stream", messagesUrl, sseLines(anthropicEvents(plain, pieces), "type"), true, anthropic),
    http("anthropic.messages", messagesUrl, whole, false, anthropic),
    inference("gemini.generate stream", geminiChunks(plain, pieces, false), true, {
      endpoint: "/generate_content_stream",
      body: { ...gemini, stream: undefined },
    }),
    inference("gemini.generate", geminiWhole, false, {
      endpoint: "/generate_content",
      body: gemini,
    }),
    http("gemini.interactions stream", interactionsUrl, sseLines(contentEvents(plain, pieces), "event_type"), true, {
      tools: responsesTools.tools,
    }),
    inference("ollama.chat stream", ollamaChunks(plain, pieces).map(typed("ollama._types.ChatResponse")), true, {
      endpoint: "/api/chat",
      body: ollama,
    }),
    inference(
      "ollama.generate stream",
      ollamaCompletionChunks(plain, pieces).map(typed("ollama._types.GenerateResponse")),
      true,
      { endpoint: "/api/generate" },
    ),
    inference(
      "embeddings",
      typed("openai.types.create_embedding_response.CreateEmbeddingResponse")({
        object: "list",
        model: "m",
        data: [{ object: "embedding", index: 0, embedding: [0.25, -0.5] }],
        usage: { prompt_tokens: 2, total_tokens: 2 },
      }),
      false,
      { endpoint: "/v1/embeddings" },
    ),
  ];
}

function ofTheProject(): Sample[] {
  const folder = join(import.meta.dirname, "../../sample/tests");
  const files = globSync("**/recordings/*.json", { cwd: folder }).sort();
  return twoOfEach(
    "sample",
    files.map((path) => ({ name: basename(path), text: () => readFileSync(join(folder, path), "utf8") })),
  );
}

function real(): Sample[] {
  const root = corpusFolder();
  if (root === undefined) return [];
  return twoOfEach(
    "real",
    Array.from(corpusFiles(join(root, "current")), ({ name, text }) => ({ name, text: () => text })),
  );
}

/** The first two of each family that are no trifles and quick to break in many ways. */
function twoOfEach(source: string, files: readonly { readonly name: string; readonly text: () => string }[]): Sample[] {
  const byFamily = new Map<string, Sample[]>();
  for (const { name, text: read } of files) {
    const text = read();
    if (text.length > 20_000 || text.length < 1_500) continue;
    const file = readRecordingFile(name, text);
    const label = `${source} ${file.family.id}${file.reassembled.streaming ? " stream" : ""}`;
    const known = byFamily.get(label) ?? [];
    if (known.length === 2) continue;
    // Mutations are written by JavaScript, which spells 1.0 as 1: the request would have another hash whatever else is broken.
    const again = readRecordingFile(name, pythonJson(JSON.parse(text)));
    if (String(namingOf(file, sha256)?.fits) !== String(namingOf(again, sha256)?.fits)) continue;
    // Some real ones were renamed, and say so.
    if (check(file).some(({ severity }) => severity === "error" || severity === "warning")) continue;
    byFamily.set(label, [...known, { label, name, text }]);
  }
  return [...byFamily.values()].flat();
}

/** All of them; `text` is as the recorder writes it. */
export const samples = (): Sample[] => [...made(), ...ofTheProject(), ...real()];
