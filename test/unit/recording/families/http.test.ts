/** What goes over HTTP beside answers in words: what a provider keeps, counts or judges, and requests that are no call of a model at all. */
import { describe, expect, it } from "vitest";
import { describeAnswer } from "../../../../server/src/recording/describe";
import { modelAsked, promptOf } from "../../../../server/src/recording/request";
import { toolsOf } from "../../../../server/src/recording/requestTools";
import { readRecordingFile } from "../../../../server/src/formats/readDocument";
import { recordingText } from "../../../support/recordings";
import { event, openSent, saidOf } from "../../../support/sent";

const api = "https://api.example.com/v1";

describe("what a provider keeps or makes is shown as what it is:", () => {
  it.each<[string, string, unknown, string, string]>([
    ["a file", "/files", { object: "file", id: "file-1", status: "processed" }, "object", "file file-1 processed"],
    [
      "a list of files",
      "/files",
      { object: "list", data: [{ object: "file" }, { object: "file" }] },
      "object",
      "2 objects: file",
    ],
    ["a run", "/threads/t/runs/r", { object: "thread.run", id: "run_1", status: "queued" }, "object", "thread.run run_1 queued"],
    ["a message of a thread", "/threads/t/messages", { object: "thread.message", id: "msg_1" }, "object", "thread.message msg_1"],
    ["a batch", "/messages/batches", { type: "message_batch", id: "msgbatch_1" }, "object", "batch msgbatch_1"],
    ["an image", "/images/generations", { created: 1, data: [{ url: "https://example.com/1" }] }, "images", "image ×1"],
    [
      "an image of no date",
      "/images",
      { data: [{ url: "https://example.com/1", revised_prompt: "A" }] },
      "images",
      "image ×1: A",
    ],
    ["a verdict", "/moderations", { results: [{ flagged: true, categories: { hate: true } }] }, "moderation", "flagged: hate"],
    ["a transcription", "/audio/transcriptions", { text: "Hello", duration: 2 }, "transcription", "Hello"],
    ["a count", "/messages/count_tokens", { input_tokens: 12 }, "tokens", "12 tokens"],
    [
      "a count before an answer",
      "/responses/input_tokens",
      { object: "response.input_tokens", input_tokens: 1 },
      "tokens",
      "1 token",
    ],
    [
      "an empty list",
      "/threads/t/messages",
      { object: "list", data: [], first_id: null, has_more: false },
      "object",
      "0 objects",
    ],
    ["what was deleted", "/files/f", { id: "file_1", type: "file_deleted" }, "object", "file.deleted file_1"],
    [
      "what Gemini keeps of a prompt",
      "/cachedContents",
      { name: "cachedContents/abc", model: "models/gemini-x", usageMetadata: { totalTokenCount: 9 } },
      "object",
      "cachedContents/abc",
    ],
    ["Voyage's ranking", "/rerank", { object: "list", data: [{ index: 1, relevance_score: 0.5 }] }, "rerank", "ranking of 1: 1"],
    ["pages", "/ocr", { pages: [{ index: 0, markdown: "# A" }], model: "ocr" }, "mistral.ocr", "1 page: # A"],
    ["vectors by type", "/embed", { embeddings: { float: [[1, 2]] } }, "embeddings", "embedding ×1"],
    [
      "Gemini's vectors",
      "/x:batchEmbedContents",
      { embeddings: [{ values: [1] }, { values: [2] }] },
      "embeddings",
      "embedding ×2",
    ],
    ["Vertex's vectors", "/x:predict", { predictions: [{ embeddings: { values: [1] } }] }, "embeddings", "embedding ×1"],
    [
      "Vertex's vectors of a text and an image",
      "/x:predict",
      { predictions: [{ textEmbedding: [1], imageEmbedding: [2] }, { imageEmbedding: [3] }] },
      "embeddings",
      "embedding ×3",
    ],
    ["Nova's vectors", "/model/x/invoke", { embeddings: [{ embedding: [1] }] }, "embeddings", "embedding ×1"],
    ["Titan's vector", "/model/x/invoke", { embedding: [1], inputTextTokenCount: 2 }, "embeddings", "embedding ×1"],
    ["Gemini's models", "/models", { models: [{ name: "models/a" }, { name: "models/b" }] }, "models", "2 models"],
  ])("%s", (_, path, body, family, preview) => {
    const file = openSent({ url: `${api}${path}`, body });
    expect([file.family.id, describeAnswer(file), saidOf(file)]).toEqual([family, preview, []]);
  });
});

describe("plain HTTP", () => {
  it.each<[string, string, unknown]>([
    ["JSON", "/users/1", { id: 1, name: "a" }],
    ["JSON that looks like an event of a model", "/traces", { metadata: { a: 1 }, type: "span", value: "x" }],
    ["what a search found", "/papers", { total: 1, data: [{ paperId: "a", url: "https://example.com/1", title: "A" }] }],
    ["HTML", "/", "<!doctype html><title>Hello</title>"],
    ["nothing", "/ping", ""],
    [
      "a stream of anything",
      "/mcp",
      ['event: message\ndata: {"jsonrpc":"2.0"}\n\n', "event: x\ndata: no JSON\n\n", ": ping\n\n"],
    ],
    ["lines of JSON", "/logs", [{ a: 1 }, { b: 2 }]],
  ])("is shown as it is, with nothing to find wrong: %s", (_, path, body) => {
    const file = openSent({ url: `https://example.com${path}`, method: "GET", body });
    expect([file.family.id, file.family.title, saidOf(file)]).toEqual(["http", "Plain HTTP", []]);
  });

  it("is told by the answer, not by what was uploaded", () => {
    const request = { spans: [{ object: "chat.completion", choices: [{ message: { content: "Hello" } }] }] };
    expect(openSent({ url: "https://otel.example.com/v1/traces", request, body: { ok: true } }).family.id).toBe("http");
  });

  it.each([
    ["a page", 404, "<html>Not found</html>"],
    ["JSON", 403, { error: 403, message: "Forbidden" }],
    ["an error with another status", 200, { error: "invalid_grant" }],
    ["nothing", 404, ""],
  ])("may fail as it likes: %s", (_, status, body) => {
    const file = openSent({ url: "https://example.com/oauth/token", request: { grant_type: "code" }, status, body });
    expect([file.family.id, saidOf(file)]).toEqual(["http", []]);
  });

  it.each([
    ["the path of a model's call", "https://proxy.example.com/v1/chat/completions", {}],
    ["a model in the request", "https://proxy.example.com/ask", { model: "gpt-4o" }],
    ["messages in the request", "https://proxy.example.com/ask", { messages: [] }],
    ["a provider's host", "https://us-central1-aiplatform.googleapis.com/v1/projects/p/models/x:predict", {}],
  ])("is not what has %s: there a failure is told", (_, url, request) => {
    const file = openSent({ url, request, status: 401, body: { error: { message: "No." } } });
    expect(saidOf(file)).toEqual([
      "provider.failure: The provider answered with status 401 (No.), so replay fails in the same way.",
    ]);
  });
});

describe("what providers leave out or add", () => {
  const chat = (choice: object, rest: object = {}) =>
    event({ id: "1", object: "chat.completion.chunk", created: 1, model: "m", ...rest, choices: [{ index: 0, ...choice }] });
  const said = (body: readonly unknown[]) => saidOf(openSent({ url: `${api}/chat/completions`, body }));

  it("is no finding: `[DONE]`, comments, keep-alives, line ends, empty finish reasons before `[DONE]`", () => {
    const finished = chat({ delta: { role: "assistant", content: "a" }, finish_reason: "stop" });
    expect(said([finished])).toEqual([]);
    expect(said([": OPENROUTER PROCESSING\n\n", ":\n\n", finished, "data: [DONE]\n\n"])).toEqual([]);
    expect(said([finished.replaceAll("\n", "\r\n")])).toEqual([]);
    expect(said([chat({ delta: { role: "assistant", content: "a" } }), "data: [DONE]\n\n"])).toEqual([]);
    expect(said([chat({ delta: { role: "assistant", content: "a" } })])).toEqual([expect.stringMatching(/^stream.unfinished/)]);
  });

  it.each<[string, (text: string) => string]>([
    ["a byte order mark", (text) => `\uFEFF${text}`],
    ["comments, ids and retry times", (text) => `retry: 3000\nid: 7\n: hi\n${text}`],
    ["data on several lines", (text) => text.replace(',"created"', ',\ndata: "created"')],
    ["blanks around colons", (text) => text.replaceAll('":', '" : ')],
  ])("is no other family: events with %s", (_, spelled) => {
    const first = chat({ delta: { role: "assistant", content: "Hi" } });
    const last = chat({ delta: {}, finish_reason: "stop" });
    const file = openSent({ url: "https://example.com/ask", request: { stream: true }, body: [spelled(first), spelled(last)] });
    expect([file.family.id, describeAnswer(file), saidOf(file)]).toEqual(["openai.chat", "Hi", []]);
  });

  it("is no family of its own: completions by another name", () => {
    const choices = [{ index: 0, text: "Hi", finish_reason: "length", logprobs: null }];
    const file = openSent({
      url: `${api}/completions`,
      body: { id: "1", object: "text.completion", created: 1, model: "m", choices },
    });
    expect([file.family.id, describeAnswer(file), saidOf(file)]).toEqual(["openai.completions", "Hi", []]);
  });

  it("is kept, also in objects that do not say what they are: filter results, counts, text of another interface", () => {
    const filtered = { choices: [], model: "", object: "", prompt_filter_results: [{ prompt_index: 0 }] };
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    const finished = chat({ delta: { role: "assistant", content: "a" }, finish_reason: "stop" });
    const file = openSent({
      url: `${api}/chat/completions`,
      request: { stream: true },
      body: [event(filtered), finished, event({ choices: [], usage }), event({ object: "notice", text: "b" })],
    });
    expect(file.reassembled).toMatchObject({
      usage: { inputTokens: 1, outputTokens: 2 },
      also: [
        { path: ["prompt_filter_results"], value: [{ prompt_index: 0 }] },
        { path: ["text"], value: "b", chunk: 3 },
      ],
    });
    expect(saidOf(file)).toEqual([]);
    const plain = openSent({ url: `${api}/completions`, body: [event({ content: "Hi", stop: true })] });
    expect(plain.reassembled.also).toMatchObject([{ path: ["content"], value: "Hi" }, { path: ["stop"] }]);
  });

  it("is no finding: fields that only replay's own classes need, words of their own, whole calls without an index or a type", () => {
    expect(said([event({ choices: [{ delta: { role: "assistant", content: "a" }, finish_reason: "eos" }] })])).toEqual([]);
    const call = { id: "c", function: { name: "f", arguments: "{}" } };
    for (const each of [call, { ...call, index: 0 }]) {
      const file = openSent({
        url: `${api}/chat/completions`,
        request: { tools: [{ type: "function", function: { name: "f" } }] },
        body: [chat({ delta: { role: "assistant", tool_calls: [each] }, finish_reason: "tool_calls" }, { p: "abc" })],
      });
      expect(file.reassembled).toMatchObject({ also: [], choices: [{ toolCalls: [{ name: { value: "f" } }] }] });
      expect(saidOf(file)).toEqual([]);
    }
    expect(said([event({ object: "chat.completion.chunk", choices: "none" })])).toEqual([expect.stringMatching(/^chunk.shape/)]);
  });
});

describe("the rest of a stream, asked for from some event on,", () => {
  it("lacks what came before: Gemini's", () => {
    const named = (event_type: string, rest: object) => event({ event_type, ...rest }, event_type);
    const body = [
      named("step.delta", { index: 1, delta: { type: "text", text: "the rest" } }),
      named("step.stop", { index: 1 }),
      named("interaction.completed", { interaction: { id: "v1_a", status: "completed", model: "gemini-x" } }),
    ];
    const url = "https://generativelanguage.googleapis.com/v1beta/interactions/v1_a?stream=true";
    const rest = openSent({ url: `${url}&last_event_id=v1_b`, method: "GET", body });
    expect([saidOf(rest), describeAnswer(rest)]).toEqual([[], "the rest"]);
    expect(saidOf(openSent({ url, method: "GET", body }))).toContainEqual(expect.stringMatching(/^stream.order/));
  });

  it("lacks what came before: a response's", () => {
    const named = (type: string, rest: object) => event({ type, ...rest }, type);
    const at = { item_id: "msg_1", output_index: 0, content_index: 0, logprobs: [] };
    const part = { type: "output_text", text: "Hi, the rest", annotations: [] };
    const item = { id: "msg_1", type: "message", role: "assistant", status: "completed", content: [part] };
    const body = [
      named("response.output_text.delta", { ...at, sequence_number: 7, delta: "the rest" }),
      named("response.output_text.done", { ...at, sequence_number: 8, text: "Hi, the rest" }),
      named("response.output_item.done", { output_index: 0, sequence_number: 9, item }),
      named("response.completed", { sequence_number: 10, response: { id: "resp_1", status: "completed", output: [item] } }),
    ];
    const url = `${api}/responses/resp_1?stream=true`;
    const rest = openSent({ url: `${url}&starting_after=6`, method: "GET", body });
    expect([saidOf(rest), describeAnswer(rest)]).toEqual([[], "Hi, the rest"]);
    expect(saidOf(openSent({ url, method: "GET", body }))).toContainEqual(expect.stringMatching(/^stream.order/));
  });
});

describe("a chat that ends with a failure", () => {
  it.each([
    ["error", "the provider failed"],
    ["network_error", "the provider failed"],
    ["content_filter: RECITATION", "the provider's content filter cut it off"],
    ["function_call_filter: MALFORMED_FUNCTION_CALL", "the model made a malformed tool call"],
  ])("says so in the provider's word: %s", (finish_reason, why) => {
    const choices = [{ index: 0, delta: { role: "assistant", content: "Hi" }, finish_reason }];
    const data = { id: "1", object: "chat.completion.chunk", created: 1, model: "m", choices };
    const sent = openSent({ url: `${api}/chat/completions`, request: { stream: true }, body: [event(data)] });
    expect(saidOf(sent)).toEqual([expect.stringContaining(`: ${why}, so the test gets half an answer`)]);
    const chunk = { __type__: "openai.types.chat.chat_completion_chunk.ChatCompletionChunk", __data__: data };
    const replayed = saidOf(readRecordingFile("x.json", recordingText([chunk], true)));
    expect(replayed).toEqual([expect.stringMatching(/^chunk.shape: .*finish_reason/)]);
  });
});

describe("a named event that a client cannot read", () => {
  const named = (data: { readonly type: string }) => event(data, data.type);
  const started = {
    type: "message_start",
    message: { type: "message", role: "assistant", content: [], model: "m", usage: { input_tokens: 1, output_tokens: 1 } },
  };
  const begun = { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } };
  const ended = { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 1 } };
  const messages = (...events: { readonly type: string }[]) =>
    saidOf(
      openSent({
        url: `${api}/messages`,
        request: { stream: true },
        body: [started, begun, ...events, ended, { type: "message_stop" }].map(named),
      }),
    );

  it("is told in a cassette as in any other recording", () => {
    const delta = { type: "content_block_delta", delta: { type: "text_delta", text: "Hi" } };
    const stop = { type: "content_block_stop", index: 0 };
    expect(messages({ ...delta, index: 0 } as typeof delta, stop)).toEqual([]);
    expect(messages(delta, stop)).toEqual(["chunk.shape: `index` is missing, so an Anthropic client cannot read the answer."]);
  });

  it("is one of a response as well, but not where it lacks what no client goes by", () => {
    const response = { id: "r", output: [] };
    const said = (...events: { readonly type: string }[]) =>
      saidOf(openSent({ url: `${api}/responses`, request: { stream: true }, body: events.map(named) }));
    const completed = { type: "response.completed", sequence_number: "one", response: { ...response, status: 7, model: 8 } };
    expect(said({ type: "response.created", response } as { type: string }, completed)).toEqual([]);
    expect(said({ type: "response.created", response } as { type: string }, { type: "response.completed" })).toEqual([
      "chunk.shape: `response` is missing, so a client cannot read the answer.",
    ]);
  });
});

describe("Mistral's chat", () => {
  it("shows thoughts that stand among the parts of its content", () => {
    const thinking = { type: "thinking", thinking: [{ type: "text", text: "Hm." }] };
    const message = { role: "assistant", content: [thinking, { type: "text", text: "Yes." }] };
    const choices = [{ index: 0, finish_reason: "stop", message }];
    const file = openSent({ url: `${api}/chat/completions`, body: { id: "1", object: "chat.completion", choices } });
    expect(file.reassembled).toMatchObject({ also: [], choices: [{ content: { text: "Yes." }, reasoning: { text: "Hm." } }] });
  });
});

describe("Mistral's conversations", () => {
  const open = (body: unknown) => openSent({ url: "https://api.mistral.ai/v1/conversations", body });
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
  const call = { type: "function.call", id: "fc", tool_call_id: "t1", name: "pack", arguments: '{"item":"hat"}' };
  const named = (type: string, rest: object = {}) => event({ type, ...rest }, type);

  it("show text, calls and what the provider's tools did, streamed and whole", () => {
    const streamed = open([
      named("conversation.response.started", { conversation_id: "c" }),
      named("message.output.delta", { id: "m", role: "assistant", content: "I " }),
      named("message.output.delta", { id: "m", role: "assistant", content: { type: "text", text: "pack." } }),
      named("function.call.delta", { id: "fc", tool_call_id: "t1", name: "pack", arguments: '{"item":' }),
      named("function.call.delta", { id: "fc", tool_call_id: "t1", name: "pack", arguments: '"hat"}' }),
      named("tool.execution.done", { id: "x", name: "web_search" }),
      named("conversation.response.done", { usage }),
    ]);
    const outputs = [
      { type: "message.output", role: "assistant", content: "I pack." },
      call,
      { type: "tool.execution", name: "web_search" },
    ];
    for (const file of [streamed, open({ object: "conversation.response", conversation_id: "c", outputs, usage })]) {
      expect(file.reassembled).toMatchObject({
        ...{ family: "mistral.conversations", usage: { inputTokens: 1, totalTokens: 3 }, also: [] },
        choices: [
          {
            ...{ role: "assistant", content: { text: "I pack." }, items: [{ value: { name: "web_search" } }] },
            toolCalls: [{ id: { value: "t1" }, name: { value: "pack" }, arguments: { text: '{"item":"hat"}' } }],
          },
        ],
      });
      expect(saidOf(file)).toEqual([]);
    }
  });

  it("that break off or fail say so", () => {
    const begun = named("message.output.delta", { id: "m", role: "assistant", content: "I " });
    expect(saidOf(open([begun]))).toEqual([expect.stringContaining("without `conversation.response.done`")]);
    const failed = named("conversation.response.error", { message: "Too many.", code: 429 });
    expect(saidOf(open([begun, failed]))).toEqual([expect.stringMatching(/^provider.failure: .*Too many\./)]);
  });
});

describe("what a request asks for", () => {
  const asked = (url: string, request: object) => openSent({ url, request, body: {} }).recording?.request;

  it("is the prompt, whatever it is called", () => {
    const turns = (request: object) => promptOf(asked(api, request))?.turns;
    expect(turns({ inputText: "Hi" })).toEqual(["Hi"]);
    expect(turns({ message: "Hi", chat_history: [{ role: "USER", message: "?" }] })).toEqual([
      { role: "USER", message: "?" },
      "Hi",
    ]);
    expect(turns({ inputs: "Hi" })).toEqual(["Hi"]);
  });

  it("is a model in the address where the body has none, and tools in Bedrock's words", () => {
    expect(modelAsked(asked("https://x/model/us.a%3A0/converse", {}))).toBe("us.a:0");
    expect(modelAsked(asked("https://x/v1beta/models/gemini-x:generateContent?key=1", {}))).toBe("gemini-x");
    expect(modelAsked(asked("https://x/openai/deployments/mine/chat/completions", {}))).toBe("mine");
    expect(modelAsked(asked("https://x/model/%E0%A4%A/converse", {}))).toBe("%E0%A4%A");
    const tools = [{ toolSpec: { name: "pack", inputSchema: { json: { type: "object" } } } }];
    expect(toolsOf(asked(api, { toolConfig: { tools } }))?.tools).toMatchObject([{ name: "pack", schema: { type: "object" } }]);
  });
});
