/** Whatever a chunk says is in the answer or beside it: a field that nobody knows, put anywhere into any family's objects, is found again. */
import { describe, expect, it } from "vitest";
import { readRecordingFile } from "../../../../server/src/formats/readDocument";
import { isObject } from "../../../../server/src/recording/json";
import { recordingText } from "../../../support/recordings";
import { sseLines, type Data } from "../../../support/wire";

const part = (...parts: object[]) => ({ candidates: [{ content: { role: "model", parts }, index: 0 }], modelVersion: "g" });
const event = (event_type: string, rest: object) => ({ event_type, ...rest });

/** One stream of each family with as many of its fields as it has. */
const streams: Readonly<Record<string, readonly Data[]>> = {
  "gemini.generate": [
    part(
      { text: "Hm.", thought: true },
      { functionCall: { id: "1", name: "f", args: { a: 1 } } },
      { inlineData: { mimeType: "image/png", data: "aa" } },
    ),
    {
      candidates: [
        {
          content: { parts: [{ text: "x" }] },
          finishReason: "STOP",
          citationMetadata: { citations: [{ uri: "https://example.com" }] },
          logprobsResult: {
            chosenCandidates: [{ token: "x", logProbability: -1 }],
            topCandidates: [{ candidates: [{ token: "x", logProbability: -1 }] }],
          },
        },
      ],
      usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
      promptFeedback: { blockReasonMessage: "none" },
    },
  ],
  "gemini.interactions": [
    event("interaction.created", { interaction: { id: "1", object: "interaction", status: "in_progress" } }),
    event("step.start", { index: 0, step: { type: "thought", summary: [{ type: "text", text: "Hm" }] } }),
    event("step.stop", { index: 0 }),
    event("step.start", { index: 1, step: { type: "function_call", id: "2", name: "f", arguments: {} } }),
    event("step.delta", { index: 1, delta: { type: "arguments_delta", arguments: "{}" } }),
    event("step.stop", { index: 1 }),
    event("step.start", { index: 2, step: { type: "model_output", content: [{ type: "text", text: "a" }] } }),
    event("step.delta", { index: 2, delta: { type: "text", text: "b" }, metadata: { total_usage: { total_tokens: 2 } } }),
    event("step.stop", { index: 2 }),
    event("interaction.completed", { interaction: { id: "1", status: "completed", usage: { total_input_tokens: 1 } } }),
  ],
  "ollama.chat": [
    {
      model: "m",
      message: {
        role: "assistant",
        content: "x",
        thinking: "y",
        images: ["aa"],
        tool_calls: [{ function: { name: "f", arguments: { a: 1 } } }],
      },
      logprobs: [{ token: "x", logprob: -1, top_logprobs: [{ token: "x", logprob: -1 }] }],
      done: true,
      done_reason: "stop",
    },
  ],
  "ollama.generate": [
    { model: "m", response: "x", thinking: "y", done: true, done_reason: "stop", prompt_eval_count: 1, eval_count: 1 },
  ],
  "bedrock.converse": [
    { messageStart: { role: "assistant" } },
    { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { text: "Hm" } } } },
    { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { redactedContent: "aa" } } } },
    { contentBlockDelta: { contentBlockIndex: 1, delta: { text: "x" } } },
    { contentBlockDelta: { contentBlockIndex: 1, delta: { citation: { title: "y" } } } },
    { contentBlockStart: { contentBlockIndex: 2, start: { toolUse: { toolUseId: "1", name: "f", type: "tool_use" } } } },
    { contentBlockDelta: { contentBlockIndex: 2, delta: { toolUse: { input: "{}" } } } },
    { contentBlockStart: { contentBlockIndex: 3, start: { toolUse: { toolUseId: "2", name: "g", type: "server_tool_use" } } } },
    { contentBlockDelta: { contentBlockIndex: 3, delta: { toolUse: { input: "{}" } } } },
    { contentBlockStart: { contentBlockIndex: 4, start: { image: { format: "png" } } } },
    { contentBlockStop: { contentBlockIndex: 4 } },
    { messageStop: { stopReason: "tool_use" } },
    { metadata: { usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 }, metrics: { latencyMs: 4 } } },
  ],
  "cohere.v2": [
    { type: "message-start", id: "1", delta: { message: { role: "assistant", content: [], tool_plan: "", tool_calls: [] } } },
    { type: "tool-plan-delta", delta: { message: { tool_plan: "Hm" } } },
    { type: "content-start", index: 0, delta: { message: { content: { type: "text", text: "" } } } },
    { type: "content-delta", index: 0, delta: { message: { content: { text: "x" } } } },
    { type: "citation-start", index: 0, delta: { message: { citations: { text: "x", sources: [{ id: "2" }] } } } },
    {
      type: "tool-call-start",
      index: 0,
      delta: { message: { tool_calls: { id: "1", function: { name: "f", arguments: "" } } } },
    },
    { type: "message-end", delta: { finish_reason: "COMPLETE", usage: { tokens: { input_tokens: 1 } } } },
  ],
  "cohere.v1": [
    { is_finished: false, event_type: "text-generation", text: "x" },
    { is_finished: false, event_type: "citation-generation", citations: [{ text: "x" }] },
    { is_finished: false, event_type: "search-results", documents: [{ id: "1" }], search_results: [{ id: "2" }] },
    {
      is_finished: true,
      event_type: "stream-end",
      finish_reason: "COMPLETE",
      response: { meta: { tokens: { input_tokens: 1 } } },
    },
  ],
  "anthropic.complete": [{ type: "completion", completion: "x", stop_reason: "stop_sequence", model: "m" }],
  "bedrock.invoke": [
    { generation: "x", prompt_token_count: 1 },
    { generation: "y", generation_token_count: 2, stop_reason: "stop" },
  ],
  embeddings: [
    { object: "list", data: [{ object: "embedding", index: 0, embedding: [1] }], model: "m", usage: { prompt_tokens: 1 } },
  ],
  rerank: [{ results: [{ index: 0, relevance_score: 1 }], model: "m" }],
};

const mark = { nobody: ["knows-this-7"] };

/** The same value with a field more in one of its objects, for each of them. */
function* withMark(value: unknown): Generator {
  if (Array.isArray(value)) {
    for (const [at, each] of value.entries()) for (const marked of withMark(each)) yield value.with(at, marked);
  } else if (isObject(value)) {
    yield { ...value, never_heard_of: mark };
    for (const [name, each] of Object.entries(value)) for (const marked of withMark(each)) yield { ...value, [name]: marked };
  }
}

const isStream = (id: string): boolean => /^(gemini|ollama|bedrock|cohere|anthropic)/.test(id);

describe.each(Object.entries(streams))("%s", (id, stream) => {
  const read = (body: unknown) => readRecordingFile("x.json", recordingText(body, isStream(id)));

  it("has nothing beside the answer that it does not say", () => {
    const file = read(isStream(id) ? stream : stream[0]);
    expect(file.family.id).toBe(id);
    expect(file.reassembled.also).toEqual([]);
  });

  it("drops no field, wherever it stands and however the stream is written", () => {
    let tried = 0;
    for (const marked of withMark(stream)) {
      const bodies = isStream(id) ? [marked, sseLines(marked as Data[])] : [(marked as Data[])[0]];
      for (const body of bodies) {
        const { also, choices, data } = read(body).reassembled;
        expect(JSON.stringify([also, choices, data]), JSON.stringify(body)).toContain(mark.nobody[0]);
        tried++;
      }
    }
    expect(tried).toBeGreaterThan(1);
  });
});
