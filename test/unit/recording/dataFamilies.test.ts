import { describe, expect, it } from "vitest";
import { describeAnswer } from "../../../server/src/recording/describe";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { findingsIn } from "../../support/findings";
import { recordingText } from "../../support/recordings";

const typed = (type: string, data: object) => ({ __type__: type, __data__: data });
const read = (body: unknown, endpoint = "/v1/chat/completions", response = {}) =>
  readRecordingFile("x.json", recordingText(body, false, { endpoint, response }));
const model = (id: string) => typed("openai.types.model.Model", { id, object: "model", created: 0, owned_by: "x" });

describe("what holds no answer in words is its own kind of data:", () => {
  it.each([
    [
      "embeddings in numbers",
      typed("openai.types.create_embedding_response.CreateEmbeddingResponse", {
        object: "list",
        model: "embedder",
        data: [{ object: "embedding", index: 0, embedding: [0.5, -1] }],
        usage: { prompt_tokens: 2, total_tokens: 2 },
      }),
      {
        family: "embeddings",
        model: "embedder",
        usage: { inputTokens: 2, totalTokens: 2 },
        data: { kind: "embeddings", vectors: [[0.5, -1]] },
      },
      "embedding ×1",
    ],
    [
      "embeddings in base64, as the provider sent them",
      { object: "list", model: "e", data: [{ object: "embedding", index: 0, embedding: "AAAAPw==" }] },
      { family: "embeddings", data: { kind: "embeddings", vectors: ["AAAAPw=="] } },
      "embedding ×1",
    ],
    [
      "Ollama's embeddings",
      typed("ollama._types.EmbedResponse", { model: "e", embeddings: [[1], [2]], prompt_eval_count: 3 }),
      { family: "embeddings", usage: { inputTokens: 3 }, data: { kind: "embeddings", vectors: [[1], [2]] } },
      "embedding ×2",
    ],
    [
      "a list of models, kept as one chunk each",
      [model("a"), model("b")],
      { family: "models", choices: [], data: { kind: "models", models: [{ id: "a", details: { owned_by: "x" } }, { id: "b" }] } },
      "2 models",
    ],
    [
      "Ollama's list",
      typed("ollama._types.ListResponse", { models: [{ model: "tiny:1b", size: 5 }] }),
      { family: "models", data: { kind: "models", models: [{ id: "tiny:1b", details: { size: 5 } }] } },
      "tiny:1b",
    ],
    [
      "a download",
      typed("ollama._types.ProgressResponse", { status: "pulling", completed: 5, total: 10 }),
      { family: "ollama.pull", data: { kind: "progress", steps: [{ status: "pulling", completed: 5, total: 10 }] } },
      "pulling",
    ],
    [
      "what a tool gave back",
      typed("ogx_api.tools.ToolInvocationResult", {
        content: [{ type: "text", text: "Found it." }],
        error_message: null,
        metadata: { n: 1 },
      }),
      { family: "tool.result", data: { kind: "toolResult", error: null, metadata: { n: 1 } } },
      "Found it.",
    ],
    [
      "what a tool failed with",
      typed("ogx_api.tools.ToolInvocationResult", { content: null, error_message: "No key.", error_code: 401 }),
      { family: "tool.result", data: { kind: "toolResult", content: null, error: "No key." } },
      "No key.",
    ],
    [
      "a document",
      typed("llama_stack_api.file_processors.models.ProcessFileResponse", {
        chunks: [{ content: "Page one" }, {}],
        metadata: {},
      }),
      { family: "file.result", data: { kind: "document", chunks: [{ content: "Page one" }, {}] } },
      "2 pieces: Page one",
    ],
    [
      "a ranking",
      {
        rankings: [
          { index: 1, logit: 2.5 },
          { index: 0, logit: -1 },
        ],
      },
      {
        family: "rerank",
        data: {
          kind: "ranking",
          ranked: [
            { index: 1, score: 2.5 },
            { index: 0, score: -1 },
          ],
        },
      },
      "ranking of 2: 1, 0",
    ],
    [
      "a format that nobody knows",
      { hello: "world" },
      { family: "unknown", data: { kind: "unknown", chunks: [{ hello: "world" }] } },
      '{"hello":"world"}',
    ],
  ])("%s", (_, body, expected, words) => {
    const file = read(body);
    expect(file.reassembled).toMatchObject({ choices: [], error: null, ...expected });
    expect(describeAnswer(file)).toBe(words);
    expect(file.recording!.chunks.flatMap((chunk) => file.family.validate(chunk))).toEqual([]);
  });

  it("faults in it are named at their place", () => {
    const file = read(typed("ollama._types.EmbedResponse", { embeddings: "none" }));
    expect(file.family.validate(file.recording!.chunks[0]!).length).toBeGreaterThan(0);
  });
});

describe("a failure", () => {
  it("by status shows the provider's words", () => {
    expect(read({ error: { message: "Slow down.", type: "requests" } }, "/v1/x", { status: 429 }).reassembled).toMatchObject({
      family: "error",
      error: { type: "requests", message: "Slow down.", status: 429 },
    });
  });

  it("by exception shows the exception, and no data", () => {
    const response = {
      is_exception: true,
      exception_message: "Error code: 400",
      exception_data: { type: "BadRequestError", status_code: 400 },
    };
    const { reassembled } = read(null, "/v1/chat/completions", response);
    expect(reassembled).toMatchObject({ family: "exception", error: { type: "BadRequestError", status: 400 } });
    expect(reassembled.data).toBeUndefined();
  });
});

describe("what such a body says beside its data", () => {
  it.each([
    ["a tool's code", typed("ogx_api.tools.ToolInvocationResult", { content: "x", error_code: 7 }), ["error_code"], 7],
    [
      "a ranked document",
      { results: [{ index: 0, relevance_score: 1, document: "Rain." }] },
      ["results", 0, "document"],
      "Rain.",
    ],
    ["what is being loaded", typed("ollama._types.ProgressResponse", { status: "x", digest: "sha" }), ["digest"], "sha"],
    ["vectors of another kind", { embeddings: [[1]], sparse: { a: 1 } }, ["sparse"], { a: 1 }],
  ])("is kept: %s", (_, body, path, value) => {
    expect(read(body).reassembled.also).toEqual([{ path, value, chunk: 0, times: 1 }]);
  });

  it("is a failure where it is one", () => {
    const steps = [{ status: "pulling", completed: 1, total: 2 }, { error: "disk is full" }];
    const text = recordingText(
      steps.map((step) => typed("ollama._types.ProgressResponse", step)),
      true,
    );
    const seen = readRecordingFile("x.json", text);
    expect(seen.reassembled).toMatchObject({ error: { message: "disk is full" }, data: { kind: "progress" } });
    expect(findingsIn(text)).toMatchObject([{ code: "provider.failure", at: '"disk is full"' }]);
    const tool = recordingText(typed("ogx_api.tools.ToolInvocationResult", { content: null, error_message: "No key." }), false);
    expect(findingsIn(tool)).toMatchObject([{ code: "provider.failure", at: '"No key."' }]);
  });
});

describe("a stream of nothing", () => {
  it("is of the family that its address answers in", () => {
    expect(read([], "/v1/chat/completions").family.id).toBe("openai.chat");
    expect(read([], "/v1/completions?x=1").family.id).toBe("openai.completions");
    expect(read([], "/v1/responses").family.id).toBe("openai.responses");
    expect(read([], "/v1/what").family.id).toBe("unknown");
  });
});
