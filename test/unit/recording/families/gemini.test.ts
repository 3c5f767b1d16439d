/** Gemini answers and interactions as a user sees them. */
import { describe, expect, it } from "vitest";
import { readRecordingFile } from "../../../../server/src/formats/readDocument";
import { recordingText } from "../../../support/recordings";
import { sseLines, type Data } from "../../../support/wire";

const open = (body: unknown, streaming = Array.isArray(body)) => readRecordingFile("x.json", recordingText(body, streaming));
const chunk = (...parts: Data[]) => ({ candidates: [{ content: { role: "model", parts } }] });
const problemsOf = (file: ReturnType<typeof open>) =>
  (file.recording?.chunks ?? []).flatMap((each) =>
    file.family.validate(each).map(({ path, message }) => `${path.join(".")}: ${message}`),
  );

describe("a Gemini answer", () => {
  it("shows thoughts, text, whole calls, code that was run, sources and probabilities", () => {
    const grounding = { web_search_queries: ["rain"], grounding_chunks: [{ web: { uri: "https://example.com" } }] };
    const citation = { uri: "https://example.com/b", start_index: 0, end_index: 4 };
    const { reassembled } = open([
      chunk({ text: "Hm.", thought: true }),
      chunk({ text: "It ", thought: null }, { executable_code: { code: "1+1", language: "PYTHON" } }),
      chunk({ text: "rains." }, { function_call: { name: "pack", args: { item: "umbrella" } } }),
      {
        candidates: [
          {
            content: { role: "model", parts: null },
            finish_reason: "STOP",
            grounding_metadata: grounding,
            citation_metadata: { citations: [citation] },
            logprobs_result: {
              chosen_candidates: [{ token: "It", log_probability: -0.1 }],
              top_candidates: [{ candidates: [{ token: "It", log_probability: -0.1 }] }],
            },
          },
        ],
        usage_metadata: { prompt_token_count: 3, candidates_token_count: 4, total_token_count: 9, thoughts_token_count: 2 },
        model_version: "gemini-x",
      },
    ]);
    expect(reassembled).toMatchObject({
      family: "gemini.generate",
      model: "gemini-x",
      usage: { inputTokens: 3, outputTokens: 4, totalTokens: 9 },
      choices: [
        {
          role: "model",
          reasoning: { text: "Hm." },
          content: { text: "It rains.", pieces: [{ chunk: 1 }, { chunk: 2 }] },
          toolCalls: [{ id: null, name: { value: "pack", chunk: 2 }, arguments: { text: '{"item":"umbrella"}' } }],
          items: [{ type: "executable_code", chunk: 1 }],
          annotations: [{ value: citation }, { value: { grounding_metadata: grounding } }],
          logprobs: [{ token: "It", logprob: -0.1, top: [{ token: "It" }], chunk: 3 }],
          finishReason: { value: "STOP", chunk: 3 },
        },
      ],
    });
  });

  it("to a blocked prompt is an error that says why", () => {
    const file = open({ promptFeedback: { blockReason: "SAFETY", safetyRatings: [] }, usageMetadata: { promptTokenCount: 4 } });
    expect(file.reassembled).toMatchObject({ family: "gemini.generate", choices: [], error: { type: "SAFETY" } });
    expect(problemsOf(file)).toEqual([]);
  });

  it("puts calls together whose arguments are streamed one by one", () => {
    const call = (functionCall: Data) => chunk({ functionCall });
    const text = (jsonPath: string, stringValue: string) => ({
      partialArgs: [{ jsonPath, stringValue, willContinue: true }],
      willContinue: true,
    });
    const { reassembled } = open([
      call({ name: "plan", id: "c1", willContinue: true }),
      call(text("$.city", "Os")),
      call(text("$.city", "lo")),
      call({
        partialArgs: [
          { jsonPath: "$.days[0]['first one']", numberValue: 3 },
          { jsonPath: "$.__proto__.x", boolValue: true },
        ],
        willContinue: true,
      }),
      call({}),
      call({ name: "now", args: {} }),
    ]);
    const calls = reassembled.choices[0]?.toolCalls.map(({ id, name, arguments: { text: json } }) => [
      id?.value,
      name?.value,
      json,
    ]);
    expect(calls).toEqual([
      ["c1", "plan", '{"city":"Oslo","days":[{"first one":3}],"__proto__":{"x":true}}'],
      [undefined, "now", "{}"],
    ]);
  });

  it("is said to be wrong where the client's types are, at the value", () => {
    const file = open([chunk({ text: 5 }), { candidates: [{ content: { parts: "x" }, finish_reason: "NEW_WORD" }] }]);
    expect(problemsOf(file).map((problem) => problem.split(" but ")[0])).toEqual([
      "candidates.0.content.parts.0.text: `candidates[0].content.parts[0].text` is 5",
      'candidates.0.content.parts: `candidates[0].content.parts` is "x"',
    ]);
  });
});

describe("a Gemini interaction", () => {
  const event = (event_type: string, data: Data) => ({ event_type, ...data });
  const lines = (...events: Data[]) => open([...sseLines(events, "event_type"), "event: done", "data: [DONE]", ""]);

  it("shows searches and images beside its text, and sources as annotations", () => {
    const annotation = { type: "url_citation", url: "https://example.com" };
    const file = lines(
      event("interaction.created", { interaction: { id: "1", status: "in_progress", model: "gemini-x" } }),
      event("step.start", { index: 0, step: { type: "google_search_call", id: "s" } }),
      event("step.delta", { index: 0, delta: { type: "google_search_call", arguments: { queries: ["rain"] } } }),
      event("step.stop", { index: 0 }),
      event("step.start", { index: 1, step: { type: "model_output" } }),
      event("step.delta", { index: 1, delta: { type: "text", text: "Rain." } }),
      event("step.delta", { index: 1, delta: { type: "text_annotation_delta", annotations: [annotation] } }),
      event("step.delta", { index: 1, delta: { type: "image", mime_type: "image/png", data: "aGk=" } }),
      event("step.stop", { index: 1 }),
      event("interaction.completed", { interaction: { id: "1", status: "completed", usage: { total_input_tokens: 2 } } }),
    );
    expect(file.reassembled).toMatchObject({
      family: "gemini.interactions",
      model: "gemini-x",
      usage: { inputTokens: 2, outputTokens: null },
      choices: [
        {
          content: { text: "Rain." },
          annotations: [{ value: annotation }],
          items: [{ type: "google_search_call" }, { type: "google_search_call" }, { type: "image" }],
          finishReason: { value: "completed" },
        },
      ],
    });
    expect(file.reassembled.notes.slice(-3)).toEqual(Array(3).fill({ kind: "empty", adds: "" }));
    expect(problemsOf(file)).toEqual([]);
  });

  it("that failed half-way says so", () => {
    const { reassembled } = lines(
      event("interaction.start", { interaction: { id: "1", status: "in_progress" } }),
      event("content.start", { index: 0, content: { type: "text" } }),
      event("error", { error: { code: "internal", message: "Try again." } }),
    );
    expect(reassembled.error).toEqual({ type: "internal", message: "Try again.", status: null });
  });

  it("is said to be wrong on the line that is", () => {
    const file = lines(event("content.delta", { index: "0", delta: { text: "x" } }), event("content.new", { delta: 5 }));
    expect(problemsOf(file)).toEqual([
      "delta: `delta.type` is missing, so a Gemini client cannot read the answer.",
      'index: `index` is "0" but should be a number, so a Gemini client cannot read the answer.',
    ]);
  });
});
