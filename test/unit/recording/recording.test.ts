import { describe, expect, it } from "vitest";
import { describeAnswer } from "../../../server/src/recording/describe";
import { hashOfName, partsOfName } from "../../../server/src/formats/ogx/names";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { chatCompletion, chatStream, pythonJson, recordingText } from "../../support/recordings";

const read = (text: string) => readRecordingFile("x.json", text);
const words = (text: string, length?: number) => describeAnswer(read(text), length);
const typed = (type: string, data: object) => ({ __type__: type, __data__: data });

describe("a file name", () => {
  const hash = "0123456789abcdef".repeat(4);
  it.each([
    [`${hash}.json`, hash],
    ["0123456789ab.json", "0123456789ab"],
    [`models-${hash}-deadbeef.json`, hash],
  ])("%s carries its hash", (name, expected) => expect(hashOfName(name)).toBe(expected));
  it.each(["notes.json", `${hash.toUpperCase()}.json`, `${hash}0.json`, `models-${hash}.json`, `${hash}.json.bak`])(
    "%s carries none",
    (name) => expect(hashOfName(name)).toBeUndefined(),
  );
  it("of a model list carries the digest too", () =>
    expect(partsOfName(`models-${hash}-deadbeef.json`)?.digest).toBe("deadbeef"));
});

describe("the envelope", () => {
  const withRequest = (request: object, rest: object = {}) =>
    read(pythonJson({ request, response: { body: null, is_streaming: false }, ...rest })).recording;

  it("tells four shapes of requests apart", () => {
    expect(withRequest({ method: "POST", url: "u", endpoint: "/v1/x", model: "m", body: { a: 1 } })?.request).toEqual({
      kind: "inference",
      method: "POST",
      url: "u",
      endpoint: "/v1/x",
      model: "m",
      body: { a: 1 },
      path: ["request"],
      bodyPath: ["request", "body"],
      addressPath: ["request", "endpoint"],
    });
    expect(withRequest({ test_id: "t", method: "POST", url: "u", payload: [1] })?.request).toMatchObject({
      kind: "http",
      body: [1],
      bodyPath: ["request", "payload"],
      addressPath: ["request", "url"],
    });
    expect(withRequest({ provider: "p", tool_name: "search", kwargs: {} })?.request).toMatchObject({
      kind: "tool",
      toolName: "search",
    });
    expect(withRequest({ provider: "p", api: "a", file_id: "f" })?.request).toMatchObject({ kind: "file", fileId: "f" });
  });

  it.each([
    ["test_id", [7, {}]],
    ["request", [null, [], "x"]],
    ["response", [null, [], "x"]],
    ["request.method", [undefined, null, 7]],
    ["request.url", [undefined, null, 7]],
    ["request.endpoint", [undefined, null, 7]],
    ["request.model", [7, {}]],
    ["request.headers", [7, []]],
    ["request.body", [undefined]],
    ["response.body", [undefined, 7, true]],
    ["response.is_streaming", [undefined, null, "true"]],
    ["response.status", ["200", 200.5]],
    ["response.is_exception", ["true", 1]],
    ["response.exception_message", [7, {}]],
  ])("of which %s is wrong has a problem, and a sound one has none", (path, wrong) => {
    const sound = {
      test_id: "t",
      request: { method: "POST", url: "u", endpoint: "/v1/x", model: null, headers: {}, body: {} },
      response: { body: {}, is_streaming: false, status: 200, is_exception: false, exception_message: null },
    };
    expect(read(pythonJson(sound)).problems).toEqual([]);
    const [part, key] = path.split(".") as [keyof typeof sound, string?];
    for (const value of wrong) {
      const changed =
        key === undefined ? { ...sound, [part]: value } : { ...sound, [part]: { ...(sound[part] as object), [key]: value } };
      expect(read(JSON.stringify(changed)).problems.length, JSON.stringify(value)).toBeGreaterThan(0);
    }
  });

  it("takes the file's test id before the request's own", () => {
    const request = { test_id: "inner", url: "u", method: "POST", payload: {} };
    expect(withRequest(request, { test_id: "outer" })).toMatchObject({ testId: "outer", testIdPath: ["test_id"] });
    expect(withRequest(request, { test_id: null })).toMatchObject({ testId: "inner", testIdPath: ["request", "test_id"] });
    expect(withRequest({ ...request, test_id: null })).toMatchObject({ testId: undefined, testIdPath: undefined });
  });

  it("gives a stream's chunks, one chunk for one object, chunks of lines, and none for null", () => {
    const chunksOf = (body: unknown, streaming = false) =>
      read(recordingText(body, streaming)).recording?.chunks.map(({ type, data, dataPath }) => [type, data, dataPath]);
    expect(chunksOf([typed("a.B", { x: 1 })], true)).toEqual([["a.B", { x: 1 }, ["response", "body", 0, "__data__"]]]);
    expect(chunksOf({ x: 1 })).toEqual([[undefined, { x: 1 }, ["response", "body"]]]);
    expect(chunksOf(["event: a", ""], true)).toEqual([
      [undefined, "event: a", ["response", "body", 0]],
      [undefined, "", ["response", "body", 1]],
    ]);
    expect(chunksOf(null)).toEqual([]);
    expect(read(recordingText([typed("openai.types.model.Model", { id: "m" })], false)).recording).toMatchObject({
      response: { isStreaming: false },
      chunks: [{ type: "openai.types.model.Model" }],
    });
  });
});

describe("the family of a recording", () => {
  const families: readonly (readonly [string, unknown])[] = [
    ["openai.chat", typed("ogx_api.inference.OpenAIChatCompletion", {})],
    ["openai.chat", { object: "chat.completion.chunk" }],
    ["openai.completions", typed("openai.types.completion.Completion", {})],
    ["openai.completions", { object: "text_completion" }],
    ["openai.responses", typed("openai.types.responses.response_created_event.ResponseCreatedEvent", {})],
    ["openai.responses", { type: "response.created" }],
    ["anthropic.messages", "event: message_start"],
    ["anthropic.messages", { type: "message", role: "assistant", content: [] }],
    ["gemini.generate", { candidates: [], usage_metadata: {} }],
    ["gemini.generate", { candidates: [], usageMetadata: {} }],
    ["gemini.interactions", "event: interaction.start"],
    ["gemini.interactions", { object: "interaction", outputs: [] }],
    ["ollama.chat", typed("ollama._types.ChatResponse", {})],
    ["ollama.generate", typed("ollama._types.GenerateResponse", {})],
    ["embeddings", typed("openai.types.create_embedding_response.CreateEmbeddingResponse", {})],
    ["embeddings", typed("ollama._types.EmbedResponse", {})],
    ["models", typed("openai.types.model.Model", {})],
    ["models", typed("ollama._types.ListResponse", {})],
    ["tool.result", typed("ogx_api.tools.ToolInvocationResult", {})],
    ["file.result", typed("llama_stack_api.file_processors.models.ProcessFileResponse", {})],
    ["error", { error: { message: "no" } }],
    ["unknown", { hello: "world" }],
    ["unknown", "plain text"],
  ];
  it.each(families)("%s is known by %j", (id, chunk) => {
    const file = read(recordingText([chunk], true));
    expect(file.family.id).toBe(id);
    expect(file.reassembled).toMatchObject({ family: id, streaming: true });
    expect(file.reassembled.notes).toHaveLength(1);
  });

  it("is that of most chunks, not of the first", () => {
    const chunks = [{ candidates: [] }, { object: "chat.completion.chunk" }, { object: "chat.completion.chunk" }];
    expect(read(recordingText(chunks, true)).family.id).toBe("openai.chat");
  });

  it("is the failure where nothing else came back", () => {
    expect(read(recordingText(null, false, { response: { is_exception: true } })).family.id).toBe("exception");
    expect(read(recordingText({ detail: "no" }, false, { response: { status: 404 } })).family.id).toBe("error");
  });
});

describe("what came back, in a few words", () => {
  const tool = (name: string, args: string) => ({ id: name, type: "function", function: { name, arguments: args } });

  it.each([
    ["the text", chatStream(["Hello,\n\n", " world"]), "Hello, world"],
    [
      "a tool call as it would be written",
      chatCompletion({ tool_calls: [tool("get_weather", '{"city": "Paris", "days": 2}')] }),
      'get_weather(city: "Paris", days: 2)',
    ],
    ["two tool calls", chatCompletion({ tool_calls: [tool("f", "{}"), tool("g", "{}")] }), "f() g()"],
    ["arguments that are no JSON as they are", chatCompletion({ tool_calls: [tool("f", '{"city": "Pa')] }), 'f({"city": "Pa)'],
    ["a refusal", chatCompletion({ refusal: "I cannot." }), "refused: I cannot."],
    ["reasoning that led to nothing", chatStream([{ reasoning: "Hm" }]), "thinks: Hm"],
    [
      "an error",
      recordingText({ error: { message: "no such model", code: "not_found" } }, false, { response: { status: 404 } }),
      "not_found 404: no such model",
    ],
    [
      "an exception",
      recordingText(null, false, {
        response: {
          is_exception: true,
          exception_message: "Error code: 400 - {…}",
          exception_data: { type: "BadRequestError", status_code: 400, body: { message: "too long" } },
        },
      }),
      "BadRequestError 400: too long",
    ],
    [
      "a model list",
      recordingText([typed("openai.types.model.Model", { id: "a" }), typed("openai.types.model.Model", { id: "b" })], false),
      "2 models",
    ],
    ["Ollama's model list", recordingText(typed("ollama._types.ListResponse", { models: [{}, {}, {}] }), false), "3 models"],
    ["embeddings", recordingText(typed("ollama._types.EmbedResponse", { embeddings: [[1], [2], [3]] }), false), "embedding ×3"],
    ["a tool's result", recordingText(typed("ogx_api.tools.ToolInvocationResult", { content: "42" }), false), "42"],
    ["an unknown body", recordingText({ hello: "world" }, false), '{"hello":"world"}'],
    ["a stream of events that begins no answer", recordingText(["event: message_start", "data: {}", ""], true), "no answer"],
    ["an unknown stream", recordingText([{ a: 1 }, { a: 2 }], true), "2 chunks"],
    [
      "Ollama's text",
      recordingText(
        [
          { response: "Hi", done: false },
          { response: " you", done: true },
        ],
        true,
      ),
      "Hi you",
    ],
    [
      "Gemini's text and call",
      recordingText(
        [
          {
            candidates: [
              {
                content: {
                  parts: [{ text: "Hm", thought: true }, { text: "So:" }, { function_call: { name: "f", args: { x: 1 } } }],
                },
              },
            ],
          },
        ],
        true,
      ),
      "So: f(x: 1)",
    ],
    ["that nothing was said", chatStream([{ role: "assistant", content: "" }]), "empty answer"],
    ["nothing, of an empty file", "", ""],
  ])("is %s", (_, text, expected) => expect(words(text)).toBe(expected));

  it("fits the length asked for, and never cuts a character in half", () => {
    expect(words(chatStream(["x".repeat(200)]))).toHaveLength(80);
    expect(words(chatStream(["😀".repeat(200)]), 10)).toBe("😀😀😀😀…");
  });

  it("has no control characters and nothing that turns the writing direction", () => {
    expect(words(chatStream(["a\u0000b\u001b[31mc\u202egnp.exe\r\nd"]))).toBe("a b [31mc gnp.exe d");
  });
});
