/** Bedrock's answers as a user sees them: conversations, and models that are invoked by themselves. */
import { describe, expect, it } from "vitest";
import { carried, exceptionFrame, frameOf, openSent, saidOf } from "../../../support/sent";

const model = "https://bedrock-runtime.eu-west-1.amazonaws.com/model/eu.example.model-v1%3A0";
const tools = { toolConfig: { tools: [{ toolSpec: { name: "pack", inputSchema: { json: { type: "object" } } } }] } };
const open = (body: unknown, request: unknown = tools) => openSent({ url: `${model}/converse-stream`, request, body });
const start = frameOf("messageStart", { role: "assistant", p: "ab" });
const stop = (stopReason: string) => frameOf("messageStop", { stopReason, p: "abc" });
const delta = (index: number, said: object) => frameOf("contentBlockDelta", { contentBlockIndex: index, delta: said, p: "a" });
const usage = frameOf("metadata", {
  usage: { inputTokens: 3, outputTokens: 4, totalTokens: 12, cacheReadInputTokens: 5 },
  metrics: { latencyMs: 7 },
});
const metadata = { inputTokens: 3, outputTokens: 4, totalTokens: 12 };

describe("a conversation with Bedrock", () => {
  it("that streams shows thoughts, text and calls with the frames they came from", () => {
    const file = open([
      start,
      delta(0, { reasoningContent: { text: "Hm." } }),
      delta(0, { reasoningContent: { signature: "c2ln" } }),
      frameOf("contentBlockStop", { contentBlockIndex: 0 }),
      delta(1, { text: "I " }),
      delta(1, { text: "pack." }),
      frameOf("contentBlockStart", { contentBlockIndex: 2, start: { toolUse: { toolUseId: "t1", name: "pack" } } }),
      delta(2, { toolUse: { input: '{"item":' } }),
      delta(2, { toolUse: { input: '"hat"}' } }),
      frameOf("contentBlockStart", { contentBlockIndex: 3, start: { toolUse: { toolUseId: "t2", name: "pack" } } }),
      delta(3, { toolUse: { input: "{}" } }),
      stop("tool_use"),
      usage,
    ]);
    expect(file.reassembled).toMatchObject({
      ...{ family: "bedrock.converse", streaming: true, usage: metadata, also: [{ path: ["usage", "cacheReadInputTokens"] }] },
      choices: [
        {
          role: "assistant",
          content: { text: "I pack.", pieces: [{ chunk: 4 }, { chunk: 5 }] },
          reasoning: { text: "Hm.", pieces: [{ chunk: 1 }] },
          toolCalls: [
            { index: 0, id: { value: "t1", chunk: 6 }, name: { value: "pack" }, arguments: { text: '{"item":"hat"}' } },
            { index: 1, id: { value: "t2", chunk: 9 }, name: { value: "pack" }, arguments: { text: "{}" } },
          ],
          items: [{ type: "signature", value: "c2ln", chunk: 2 }],
          finishReason: { value: "tool_use", chunk: 11 },
        },
      ],
    });
    const kinds = file.reassembled.notes.map(({ kind }) => kind).join(" ");
    expect(kinds).toBe("role reasoning other empty text text tool tool tool tool tool finish usage");
    expect(saidOf(file)).toEqual([]);
  });

  it("that comes whole shows the same", () => {
    const content = [
      { reasoningContent: { reasoningText: { text: "Hm.", signature: "c2ln" } } },
      { text: "I pack." },
      { citationsContent: { content: [{ text: " Hats." }], citations: [{ title: "Hats" }] } },
      { toolUse: { toolUseId: "t1", name: "pack", input: { item: "hat" } } },
      { image: { format: "png", source: { bytes: "aa" } } },
    ];
    const file = openSent({
      url: `${model}/converse`,
      request: tools,
      body: {
        output: { message: { role: "assistant", content } },
        stopReason: "tool_use",
        usage: { ...metadata, totalTokens: 7 },
      },
    });
    expect(file.reassembled.choices).toMatchObject([
      {
        ...{
          role: "assistant",
          content: { text: "I pack. Hats." },
          reasoning: { text: "Hm." },
          finishReason: { value: "tool_use" },
        },
        toolCalls: [{ id: { value: "t1" }, name: { value: "pack" }, arguments: { text: '{"item":"hat"}' } }],
        annotations: [{ value: { title: "Hats" } }],
        items: [{ type: "signature" }, { type: "image" }],
      },
    ]);
    expect(saidOf(file)).toEqual([]);
  });

  it("whose provider runs tools of its own calls none of the client's", () => {
    const search = { toolUseId: "s1", name: "nova_grounding", type: "server_tool_use" };
    const file = open([
      start,
      frameOf("contentBlockStart", { contentBlockIndex: 0, start: { toolUse: search } }),
      delta(0, { toolUse: { input: '{"q":' } }),
      delta(0, { toolUse: { input: '"hats"}' } }),
      delta(1, { text: "Found." }),
      stop("end_turn"),
    ]);
    expect(file.reassembled.choices).toMatchObject([
      { toolCalls: [], items: [{ type: "server_tool_use", value: { name: "nova_grounding", input: '{"q":"hats"}' } }] },
    ]);
    expect(saidOf(file)).toEqual([]);
  });

  it("that breaks off, fails or is stopped says so, and nothing else", () => {
    const begun = [start, delta(0, { text: "I " })];
    const [cut, ...more] = saidOf(open(begun));
    expect([cut, more]).toEqual([expect.stringContaining("without `messageStop`"), []]);
    const failed = open([...begun, exceptionFrame("throttlingException", "Slow down.")]);
    expect(failed.reassembled.error).toMatchObject({ type: "throttlingException", message: "Slow down." });
    expect(saidOf(failed)).toEqual([expect.stringMatching(/^provider.failure: .*throttlingException: Slow down\./)]);
    expect(saidOf(open([...begun, stop("guardrail_intervened")]))).toEqual([expect.stringContaining("a guardrail stepped in")]);
  });

  it("whose frames are damaged says which and how", () => {
    const damaged = { ...frameOf("contentBlockDelta", {}), problem: "has a wrong checksum" };
    const cut = { headers: {}, payload: "", problem: "is cut off after 7 bytes" };
    expect(saidOf(open([start, damaged, stop("end_turn"), cut]))).toEqual([
      "chunk.shape: This frame of the event stream has a wrong checksum, so clients fail on it.",
      "chunk.shape: This frame of the event stream is cut off after 7 bytes, so clients never see it.",
    ]);
  });

  it("with a call that nobody began, or an event of the wrong shape, says so", () => {
    const called = saidOf(open([start, delta(0, { toolUse: { input: "{}" } }), stop("tool_use")]));
    expect(called).toEqual([expect.stringContaining("has no id and no name")]);
    const shapeless = saidOf(
      open([start, frameOf("contentBlockDelta", { contentBlockIndex: "0", delta: { text: "a" } }), stop("end_turn")]),
    );
    expect(shapeless).toEqual([expect.stringMatching(/^chunk.shape: .*contentBlockIndex.*so a Bedrock client cannot read/)]);
    expect(saidOf(open([start, delta(0, { text: "a" }), delta(0, { text: null }), stop("end_turn")]))).toEqual([
      expect.stringContaining("should be an object with exactly one field, so a Bedrock client cannot read"),
    ]);
    expect(saidOf(open([start, delta(0, { nobodyKnows: { a: 1 } }), stop("end_turn")]))).toEqual([]);
  });
});

describe("a model that is invoked by itself", () => {
  const invoke = (body: unknown) => openSent({ url: `${model}/invoke-with-response-stream`, body });
  const textOf = (body: unknown) => {
    const file = invoke(body);
    const [choice] = file.reassembled.choices;
    return [file.family.id, choice?.content?.text, choice?.finishReason?.value, saidOf(file)];
  };

  it("is of the family of what it sends", () => {
    const claude = [
      {
        type: "message_start",
        message: { type: "message", role: "assistant", content: [], model: "claude", usage: { input_tokens: 1 } },
      },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hello" } },
      { type: "content_block_stop", index: 0 },
      { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 2 } },
      { type: "message_stop", "amazon-bedrock-invocationMetrics": { inputTokenCount: 1 } },
    ].map(carried);
    expect(textOf(claude)).toEqual(["anthropic.messages", "Hello", "end_turn", []]);
    const nova = [
      { messageStart: { role: "assistant" } },
      { contentBlockDelta: { delta: { text: "Hel" }, contentBlockIndex: 0 } },
      { contentBlockStop: { contentBlockIndex: 0 } },
      { contentBlockDelta: { delta: { text: "lo" }, contentBlockIndex: 1 } },
      { messageStop: { stopReason: "end_turn" } },
      { metadata: { usage: { inputTokens: 1, outputTokens: 2 } } },
    ].map(carried);
    expect(textOf(nova)).toEqual(["bedrock.converse", "Hello", "end_turn", []]);
    const jamba = { id: "1", object: "chat.completion.chunk", created: 1, model: "jamba" };
    const chat = [
      { ...jamba, choices: [{ index: 0, delta: { role: "assistant", content: "Hello" }, finish_reason: null }] },
      { ...jamba, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
    ].map(carried);
    expect(textOf(chat)).toEqual(["openai.chat", "Hello", "stop", []]);
    const command = [
      { is_finished: false, event_type: "text-generation", text: "Hello" },
      { is_finished: true, event_type: "stream-end", finish_reason: "COMPLETE", response: { text: "Hello" } },
    ].map(carried);
    expect(textOf(command)).toEqual(["cohere.v1", "Hello", "COMPLETE", []]);
  });

  it.each([
    [
      "Llama",
      [
        { generation: "Hel", prompt_token_count: 3, stop_reason: null },
        { generation: "lo", stop_reason: "stop" },
      ],
      "stop",
    ],
    [
      "Titan",
      [
        { outputText: "Hel", index: 0 },
        { outputText: "lo", index: 0, completionReason: "FINISH" },
      ],
      "FINISH",
    ],
    ["Mistral", [{ outputs: [{ text: "Hel", stop_reason: null }] }, { outputs: [{ text: "lo", stop_reason: "stop" }] }], "stop"],
    ["DeepSeek", [{ choices: [{ text: "Hel", stop_reason: null }] }, { choices: [{ text: "lo", stop_reason: "stop" }] }], "stop"],
  ])("shows the text of %s, piece by piece", (_, objects, finish) => {
    expect(textOf(objects.map(carried))).toEqual(["bedrock.invoke", "Hello", finish, []]);
  });

  it("shows the text of one that answers whole", () => {
    const titan = { inputTextTokenCount: 3, results: [{ tokenCount: 2, outputText: "Hello", completionReason: "FINISH" }] };
    const file = openSent({ url: `${model}/invoke`, body: titan });
    expect(file.reassembled).toMatchObject({
      usage: { inputTokens: 3, outputTokens: 2 },
      choices: [{ content: { text: "Hello" } }],
    });
    expect(saidOf(file)).toEqual([]);
  });

  it("may be an agent, which traces what it does and answers in frames of text", () => {
    const bytes = (text: string) => frameOf("chunk", { bytes: Buffer.from(text).toString("base64") });
    const body = [frameOf("trace", { agentId: "a", trace: { steps: 2 } }), bytes("Hel"), bytes("lo")];
    const file = openSent({ url: "https://bedrock-agent-runtime.eu-west-1.amazonaws.com/agents/a/text", body });
    expect(file.reassembled).toMatchObject({
      ...{ family: "bedrock.agent", choices: [{ content: { text: "Hello", pieces: [{ chunk: 1 }, { chunk: 2 }] } }] },
      also: [{ path: ["agentId"], value: "a" }, { path: ["trace"] }],
    });
    expect(saidOf(file)).toEqual([]);
  });

  it("whose stream stops in the middle is unfinished", () => {
    expect(saidOf(invoke([carried({ outputText: "Hel", index: 0 })]))).toEqual([expect.stringMatching(/^stream.unfinished/)]);
  });
});
