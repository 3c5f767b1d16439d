/** Whatever stands in the chunks: every family reads what it can, and none throws. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeAnswer } from "../../../../server/src/recording/describe";
import { families } from "../../../../server/src/recording/families/families";
import type { TracedText } from "../../../../server/src/recording/reassembled";
import { readRecordingFile } from "../../../../server/src/formats/readDocument";

/** One of each family's types, and what its chunks may begin as; the rest of a chunk is anything. */
const types: readonly (string | undefined)[] = [
  undefined,
  "openai.types.chat.chat_completion_chunk.ChatCompletionChunk",
  "openai.types.chat.chat_completion.ChatCompletion",
  "openai.types.completion.Completion",
  "openai.types.responses.response_text_delta_event.ResponseTextDeltaEvent",
  "openai.types.create_embedding_response.CreateEmbeddingResponse",
  "openai.types.model.Model",
  "anthropic.types.message.Message",
  "google.genai.types.GenerateContentResponse",
  ...["ChatResponse", "GenerateResponse", "EmbedResponse", "ListResponse", "ProgressResponse"].map(
    (name) => `ollama._types.${name}`,
  ),
  "ogx_api.tools.ToolInvocationResult",
  "llama_stack_api.file_processors.models.ProcessFileResponse",
];

const names = [
  ...[
    "choices",
    "delta",
    "message",
    "content",
    "text",
    "index",
    "tool_calls",
    "function",
    "arguments",
    "name",
    "id",
    "usage",
    "logprobs",
    "object",
  ],
  ...[
    "type",
    "output",
    "item",
    "output_index",
    "part",
    "response",
    "status",
    "data",
    "embedding",
    "embeddings",
    "models",
    "chunks",
    "results",
  ],
  ...[
    "candidates",
    "parts",
    "usage_metadata",
    "done",
    "thinking",
    "error",
    "annotations",
    "refusal",
    "reasoning",
    "finish_reason",
    "__type__",
  ],
  ...["headers", "payload", "bytes", ":event-type", ":exception-type", "contentBlockStart", "contentBlockDelta", "metadata"],
  ...["contentBlockIndex", "start", "toolUse", "toolUseId", "input", "reasoningContent", "citationsContent", "stopReason"],
  ...["is_finished", "event_type", "generations", "tool_plan", "token", "details", "outputText", "completions", "urls"],
];
const words = fc.constantFrom(
  "assistant",
  "response.output_item.done",
  "message_delta",
  "stop",
  "chat.completion.chunk",
  "list",
  "model",
  "{",
  "data: {",
  "contentBlockDelta",
  "content-delta",
  "event: output\nid: 1\ndata: x\n\n",
  Buffer.from('{"contentBlockDelta":{"delta":{"text":1}}}').toString("base64"),
  "",
);
const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(words, fc.integer({ min: -2, max: 3 }), fc.constantFrom(null, true, 1e308, 0.5), fc.string({ maxLength: 4 })),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie("value"), { maxKeys: 6 }),
  ),
}));
const chunk = fc
  .tuple(fc.constantFrom(...types), anything)
  .map(([type, data]) => (type === undefined ? data : { __type__: type, __data__: data }));

describe("any chunks at all", () => {
  it("are read by every family without a throw, one note for each, and pieces cover their texts", () => {
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 5 }), fc.boolean(), (body, streaming) => {
        const file = readRecordingFile("x.json", JSON.stringify({ request: {}, response: { body, is_streaming: streaming } }));
        const recording = file.recording!;
        expect(typeof describeAnswer(file)).toBe("string");
        for (const family of families) {
          const answer = family.read(recording).reassembled;
          expect(answer.notes).toHaveLength(body.length);
          for (const each of recording.chunks) if (family.recognises(each)) family.validate(each);
          for (const { content, reasoning, refusal, toolCalls } of answer.choices) {
            for (const text of [content, reasoning, refusal, ...toolCalls.map((call) => call.arguments)])
              expectCovered(text, body.length);
          }
        }
      }),
      { numRuns: 400 },
    );
  });
});

function expectCovered(traced: TracedText | null, chunks: number): void {
  if (traced === null) return;
  expect(traced.pieces.reduce((sum, { length }) => sum + length, 0)).toBe(traced.text.length);
  const places = traced.pieces.map((piece) => piece.chunk);
  expect(places.every((place) => place >= 0 && place < chunks)).toBe(true);
}
