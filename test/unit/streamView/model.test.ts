import { describe, expect, test } from "vitest";
import { chatCompletion, chatStream, recordingText } from "../../support/recordings";
import { viewOf } from "../../support/viewOf";

/** What a recording with this request body shows as sent. */
const sent = (body: Readonly<Record<string, unknown>>) => viewOf(chatStream(["Hi"], { body })).messages;

describe("what was sent", () => {
  test("a conversation with a tool: system, question, call, result", () => {
    const messages = [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Weather in Oslo?" },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } }],
      },
      { role: "tool", tool_call_id: "call_1", content: '{"degrees":-4}' },
    ];
    expect(sent({ messages })).toEqual([
      { role: "system", text: "Be brief.", toolCalls: [] },
      { role: "user", text: "Weather in Oslo?", toolCalls: [] },
      { role: "assistant", text: "", toolCalls: [{ id: "call_1", name: "weather", arguments: '{"city":"Oslo"}' }] },
      { role: "tool", text: '{"degrees":-4}', toolCallId: "call_1", toolCalls: [] },
    ]);
  });

  test("an image is named with its size; an inline one comes along to be seen, an address does not", () => {
    const picture = `data:image/png;base64,${"A".repeat(16_384)}`;
    const content = [
      { type: "text", text: "What is this?" },
      { type: "image_url", image_url: { url: picture } },
      { type: "image_url", image_url: { url: "https://example.com/cat.png" } },
      { type: "image_url", image_url: { url: `data:image/svg+xml;base64,${"A".repeat(64)}` } },
    ];
    const [message] = sent({ messages: [{ role: "user", content }] });
    expect(message?.text.split("\n").slice(0, 3)).toEqual([
      "What is this?",
      "[image, 12 KB]",
      "[image, https://example.com/cat.png]",
    ]);
    expect(message?.images?.map((image) => image === picture)).toEqual([true]);
  });

  test("Anthropic's and Gemini's inline images are seen as well", () => {
    const data = "iVBORw0KGgo=";
    const messages = [
      { role: "user", content: [{ type: "image", source: { type: "base64", media_type: "image/jpeg", data } }] },
      { role: "user", parts: [{ inline_data: { mime_type: "image/png", data } }] },
      { role: "user", parts: [{ inline_data: { mime_type: "text/html", data } }] },
    ];
    expect(sent({ messages }).map(({ images }) => images)).toEqual([
      [`data:image/jpeg;base64,${data}`],
      [`data:image/png;base64,${data}`],
      undefined,
    ]);
  });

  test.each([
    ["a plain prompt", { messages: undefined, prompt: "Once upon" }, [["prompt", "Once upon"]]],
    [
      "texts to embed",
      { messages: undefined, input: ["one", "two"] },
      [
        ["input", "one"],
        ["input", "two"],
      ],
    ],
    [
      "Gemini's contents",
      {
        messages: undefined,
        config: { system_instruction: "Be kind." },
        contents: [{ role: "model", parts: [{ text: "Hel" }, { text: "lo" }] }],
      },
      [
        ["system", "Be kind."],
        ["model", "Hel\nlo"],
      ],
    ],
    [
      "Anthropic's blocks",
      { system: [{ type: "text", text: "Be kind." }], messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }] },
      [
        ["system", "Be kind."],
        ["user", "Hi"],
      ],
    ],
  ])("%s", (_name, body, expected) => {
    expect(sent(body).map(({ role, text }) => [role, text])).toEqual(expected);
  });

  test("Anthropic's and Gemini's tool calls and results look like everybody's", () => {
    const messages = [
      { role: "assistant", content: [{ type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Oslo" } }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "cold" }] },
      { role: "model", parts: [{ function_call: { name: "weather", args: { city: "Oslo" } } }] },
      { role: "user", parts: [{ function_response: { name: "weather", response: { degrees: -4 } } }] },
    ];
    expect(sent({ messages })).toEqual([
      { role: "assistant", text: "", toolCalls: [{ id: "toolu_1", name: "weather", arguments: '{"city":"Oslo"}' }] },
      { role: "tool", text: "cold", toolCallId: "toolu_1", toolCalls: [] },
      { role: "model", text: "", toolCalls: [{ id: null, name: "weather", arguments: '{"city":"Oslo"}' }] },
      { role: "tool", text: '{"degrees":-4}', toolCallId: "weather", toolCalls: [] },
    ]);
  });

  test("tools with their schemas, and the other settings", () => {
    const parameters = { type: "object", properties: { city: { type: "string" } } };
    const tools = [{ type: "function", function: { name: "weather", description: "Looks outside.", parameters } }];
    const view = viewOf(chatStream(["Hi"], { body: { tools, temperature: 0.5, tool_choice: { type: "auto" }, stop: null } }));
    expect(view.tools).toEqual([{ name: "weather", description: "Looks outside.", parameters }]);
    expect(view.settings).toEqual([
      { name: "temperature", value: "0.5" },
      { name: "tool_choice", value: '{"type":"auto"}' },
    ]);
  });

  test("a hosted tool by its type, a custom one by its name", () => {
    const tools = [{ type: "web_search" }, { type: "custom", custom: { name: "sql", description: "Asks the database." } }];
    expect(viewOf(chatStream(["Hi"], { body: { tools } })).tools).toEqual([
      { name: "web_search", description: null, parameters: null },
      { name: "sql", description: "Asks the database.", parameters: null },
    ]);
  });

  test.each([null, 7, "text", [[[]]], [null, 7, { role: 7, content: { text: 7 } }], { role: "user" }])(
    "messages of the wrong form (%j) never break the view",
    (messages) => {
      const view = viewOf(chatStream(["Hi"], { body: { messages, tools: messages } }));
      expect(view.answer.choices[0]?.content?.text).toBe("Hi");
    },
  );
});

describe("what came back", () => {
  test("the facts of the header", () => {
    const view = viewOf(chatStream(["Hel", "lo"], { testId: "tests/test_a.py::test_hello" }));
    expect(view).toMatchObject({
      testId: "tests/test_a.py::test_hello",
      familyTitle: "OpenAI chat completion",
      endpoint: "/v1/chat/completions",
      modelAsked: "gpt-4o",
      hash: "3f2a9c1d".repeat(8),
      body: null,
    });
    expect(view.answer.choices[0]?.content?.text).toBe("Hello");
  });

  test.each([
    ["0123456789ab.json", "0123456789ab"],
    [`models-${"ab".repeat(32)}-01234567.json`, "ab".repeat(32)],
    ["notes.json", null],
  ])("the hash in the name %s", (name, hash) => {
    expect(viewOf(chatStream(["Hi"]), { name }).hash).toBe(hash);
  });

  test("each chunk's range holds the chunk and nothing else", () => {
    const text = chatStream(["Grüße, ", "Welt"]);
    const lines = text.split("\n");
    const chunks = viewOf(text).chunkRanges.map(({ start, end }) => {
      const [first = "", ...rest] = lines.slice(start.line, end.line + 1);
      const last = rest.pop() ?? "";
      return JSON.parse([first.slice(start.character), ...rest, last.slice(0, end.character)].join("\n")) as unknown;
    });
    expect(chunks).toEqual((JSON.parse(text) as { response: { body: unknown } }).response.body);
  });

  test("an answer in one piece has one place", () => {
    expect(viewOf(chatCompletion("Hello")).chunkRanges).toHaveLength(1);
  });

  test("embeddings: each vector in the numbers that tell it apart, and how alike they are", () => {
    const embedding = (...values: number[]) => ({ object: "embedding", index: 0, embedding: values });
    const body = {
      __type__: "openai.types.create_embedding_response.CreateEmbeddingResponse",
      __data__: { object: "list", data: [embedding(3, 4), embedding(-4, 3), embedding(6, 8), embedding(0, 0)] },
    };
    const input = ["a", "b", "c", "d"];
    const { result } = viewOf(recordingText(body, false, { endpoint: "/v1/embeddings", body: { input } }));
    expect(result).toMatchObject({ kind: "embeddings", inputs: input });
    if (result?.kind !== "embeddings") throw new Error("no embeddings");
    expect(result.vectors[0]).toEqual({
      dimensions: 2,
      norm: 5,
      min: 3,
      max: 4,
      outline: [
        [3, 3],
        [4, 4],
      ],
    });
    expect(result.similarity.slice(0, 2)).toEqual([
      [1, 0, 1, null],
      [0, 1, 0, null],
    ]);
  });

  test("embeddings in base64 are the floats that they stand for", () => {
    const base64 = Buffer.from(Float32Array.of(0.5, -0.25).buffer).toString("base64");
    const body = { object: "list", data: [{ object: "embedding", index: 0, embedding: base64 }], model: "m" };
    const { result } = viewOf(recordingText(body, false, { endpoint: "/v1/embeddings" }));
    expect(result).toMatchObject({ vectors: [{ dimensions: 2, min: -0.25, max: 0.5 }] });
  });

  test("models, a tool's result, a document", () => {
    const model = (id: string) => ({ __type__: "openai.types.model.Model", __data__: { id, object: "model", owned_by: "acme" } });
    const request = (more: object) => ({ test_id: null, request: more });
    const result = (body: unknown, asked: object) =>
      viewOf(JSON.stringify({ ...request(asked), response: { body, is_streaming: false } })).result;
    const list = { method: "POST", url: "https://x.test/v1/models", headers: {}, body: {}, endpoint: "/v1/models", model: "" };
    expect(result([model("one"), model("two")], list)).toMatchObject({
      kind: "models",
      models: [
        { id: "one", detail: "acme" },
        { id: "two", detail: "acme" },
      ],
    });
    const tool = { test_id: "a.py::b", provider: "p", tool_name: "search", kwargs: {} };
    expect(result({ content: '{"found":1}', error_message: null, metadata: { took: 3 } }, tool)).toEqual({
      kind: "tool",
      content: '{"found":1}',
      error: null,
      metadata: '{"took":3}',
    });
    const file = { test_id: "a.py::b", provider: "p", api: "file_processors", file_id: "f" };
    expect(result({ chunks: [{ content: "Page one" }], metadata: {} }, file)).toEqual({
      kind: "document",
      pieces: [{ text: "Page one", metadata: null }],
      metadata: null,
    });
  });

  test("Gemini's safety ratings: the last word on each category", () => {
    const rated = (probability: string) => ({
      candidates: [
        {
          content: { parts: [{ text: "a" }], role: "model" },
          safety_ratings: [{ category: "HARM_CATEGORY_HATE_SPEECH", probability }],
        },
      ],
      usage_metadata: {},
    });
    const text = recordingText([rated("LOW"), rated("NEGLIGIBLE")], true, { endpoint: "/generate_content_stream" });
    expect(viewOf(text).safety).toEqual([{ category: "hate speech", probability: "negligible", blocked: false }]);
  });

  test("a huge body is cut, and says so", () => {
    const body = { pages: Array.from({ length: 2_000 }, () => "x".repeat(3_000)) };
    const view = viewOf(recordingText(body, false, { endpoint: "/v1/files" }));
    expect(view.body?.length).toBeLessThan(5_100_000);
    expect(view.body).toMatch(/more characters\)$/);
  });

  test("a body nested without end is shown as deep as anybody reads", () => {
    const deep = `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`;
    const text = recordingText({ deep: "HERE" }, false, { endpoint: "/x" }).replace('"HERE"', deep);
    expect(viewOf(text).body).toContain("levels deeper");
  });
});

describe("a broken file shows what can be read", () => {
  test("cut off in the middle of a chunk", () => {
    const text = chatStream(["Hello ", "world", " and more"]);
    const view = viewOf(text.slice(0, text.indexOf(" and more")));
    expect(view.answer.choices[0]?.content?.text).toMatch(/^Hello world/);
    expect(view.messages).toEqual([{ role: "user", text: "Hello", toolCalls: [] }]);
  });

  test.each(["", "null", "[]", "{", "version https://git-lfs.github.com/spec/v1", '{"request": 1, "response": []}'])(
    "nothing to read in %j",
    (text) => {
      expect(viewOf(text)).toMatchObject({ testId: null, messages: [], chunkRanges: [] });
    },
  );
});
