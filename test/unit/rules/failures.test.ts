/** A failure is told as one, at the place that says so, with the provider's own words. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { BlockedReason, FinishReason } from "@google/genai";
import { describe, expect, it } from "vitest";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { geminiGenerate } from "../../../server/src/recording/families/geminiGenerate";
import { geminiInteractions } from "../../../server/src/recording/families/geminiInteractions";
import { findingsIn } from "../../support/findings";
import { completionType, recordingText } from "../../support/recordings";
import { sseLines } from "../../support/wire";

const found = (text: string) => findingsIn(text).map(({ code, at, message }) => ({ code, at, message }));
const answer = (text: string) => readRecordingFile("x.json", text).reassembled;
const chunkType = "openai.types.chat.chat_completion_chunk.ChatCompletionChunk";

describe("an error in place of an answer", () => {
  const limit = { message: "Rate limit exceeded", code: 429, metadata: { raw: "slow down" } };
  const nulls = { choices: null, created: 0, model: null, object: null, usage: null };
  it.each([
    ["in a client's class", { __type__: completionType, __data__: { id: "rec-0123456789ab", ...nulls, error: limit } }, false],
    ["as the only chunk", [{ __type__: chunkType, __data__: { id: null, ...nulls, error: limit } }], true],
    ["as it came", { error: limit }, false],
    ["as lines", [`data: ${JSON.stringify({ error: limit })}`, ""], true],
    ["as a line of JSON", [JSON.stringify({ error: limit })], true],
    ["as a list", ["[{", `"error": ${JSON.stringify(limit)}`, "}", "]"], true],
    ["as a named event", ["event: error", `data: ${JSON.stringify({ type: "error", error: limit })}`, ""], true],
    ["after a ping", [...sseLines([{ type: "error", error: limit }]), ": ping", ""], true],
  ])("%s is one failure, and nothing is dropped", (_, body, streaming) => {
    const text = recordingText(body, streaming);
    expect(found(text)).toMatchObject([
      { code: "provider.failure", message: expect.stringContaining("Rate limit exceeded") as string },
    ]);
    expect(answer(text)).toMatchObject({
      family: "error",
      error: { message: "Rate limit exceeded", status: 429 },
      also: [{ path: ["error", "metadata"], value: { raw: "slow down" } }],
    });
  });

  it.each([
    ["that calls itself one", { object: "error", message: "Out of memory.", type: "InternalServerError", code: 500 }, "Out of"],
    ["told by a status", { choices: null, base_resp: { status_code: 1008, status_msg: "Out of memory." } }, "1008"],
  ])("%s is one failure, also after a piece of an answer", (_, data, at) => {
    const choices = [{ index: 0, delta: { role: "assistant", content: "Hi" }, finish_reason: null }];
    const piece = { id: "x", object: "chat.completion.chunk", created: 0, model: "m", choices };
    const stream = [piece, data].map((each) => ({ __type__: chunkType, __data__: each }));
    const message =
      "The recording contains a failure: the stream ends with an error (Out of memory.), so replay fails in the same way.";
    expect(found(recordingText(stream, true))).toMatchObject([{ code: "provider.failure", message }]);
    expect(findingsIn(recordingText(stream, true))[0]?.at).toContain(at);
    expect(answer(recordingText(stream, true)).error?.message).toBe("Out of memory.");
    expect(found(recordingText(stream.slice(1), true)).map(({ code }) => code)).toEqual(["provider.failure"]);
  });

  it("without a message says so", () => {
    const stream = [{ __type__: chunkType, __data__: { error: { code: 500 }, choices: [{ index: 0, delta: {} }] } }];
    expect(found(recordingText(stream, true))[0]?.message).toContain("(no message)");
  });

  it("is none where the status is one of success", () => {
    const choices = [{ index: 0, delta: { role: "assistant", content: "Hi" }, finish_reason: "stop" }];
    const data = { id: "x", object: "chat.completion.chunk", created: 0, model: "m", choices, base_resp: { status_code: 0 } };
    expect(found(recordingText([{ __type__: chunkType, __data__: data }], true))).toEqual([]);
  });

  it("is told where it says so", () => {
    const enveloped = recordingText({ __type__: completionType, __data__: { id: "x", ...nulls, error: limit } }, false);
    expect(found(enveloped)[0]?.at).toBe('"error"');
    const lines = recordingText(["event: error", `data: ${JSON.stringify({ error: limit })}`, ""], true);
    expect(found(lines)[0]?.at).toMatch(/^"data: \{/);
  });

  it("is none where there is an answer, or an error that is null", () => {
    const choices = [{ index: 0, message: { role: "assistant", content: "Hi" }, finish_reason: "stop" }];
    const completion = { id: "x", object: "chat.completion", created: 0, model: "m", choices, error: null };
    for (const error of [null, limit]) {
      const text = recordingText({ __type__: completionType, __data__: { ...completion, error } }, false);
      expect(answer(text)).toMatchObject({ family: "openai.chat", choices: [{ content: { text: "Hi" } }] });
    }
  });
});

describe("a response without an answer", () => {
  const chunk = { id: "x", object: "chat.completion.chunk", created: 0, model: "m", choices: [] };
  const usage = { prompt_tokens: 8, completion_tokens: 4, total_tokens: 12 };
  it.each([
    ["whose only chunk counts tokens", [{ __type__: chunkType, __data__: { ...chunk, usage } }], true],
    [
      "whose list of choices is empty",
      { __type__: completionType, __data__: { ...chunk, object: "chat.completion", usage } },
      false,
    ],
    ["whose candidates are missing", [{ usageMetadata: { promptTokenCount: 8, totalTokenCount: 8 }, modelVersion: "g" }], true],
    ["whose candidates are empty", { candidates: [], usage_metadata: { prompt_token_count: 8 } }, false],
  ])("%s is told once", (_, body, streaming) => {
    const text = recordingText(body, streaming);
    expect(found(text).map(({ code }) => code)).toEqual(["stream.empty"]);
  });

  it("is no other than one that is there and empty, or blocked", () => {
    const empty = [{ candidates: [{ content: { role: "model" }, finishReason: "STOP" }] }];
    expect(found(recordingText(empty, true))).toEqual([]);
    const blocked = [{ promptFeedback: { blockReason: "SAFETY" } }];
    expect(found(recordingText(blocked, true)).map(({ code }) => code)).toEqual(["provider.failure"]);
  });
});

describe("Gemini's words for failures", () => {
  const finished = (finishReason: string, finishMessage?: string) =>
    recordingText([{ candidates: [{ content: { role: "model" }, finishReason, finishMessage }] }], true);
  /** They end a proper answer, or one that is cut off by the request's own limit. */
  const ends = ["FINISH_REASON_UNSPECIFIED", "STOP", "MAX_TOKENS", "CONTINUATION"];

  it("are all that the provider's client knows", () => {
    for (const word of Object.values(FinishReason)) {
      const codes = found(finished(word)).map(({ code }) => code);
      expect(codes, word).toEqual(ends.includes(word) ? [] : ["provider.failure"]);
    }
    for (const word of Object.values(BlockedReason)) {
      const text = recordingText([{ promptFeedback: { blockReason: word } }], true);
      expect(found(text), word).toMatchObject([{ code: "provider.failure", message: expect.stringContaining(word) as string }]);
    }
    const words = Object.keys(geminiGenerate.failureWords ?? {}).filter((word) => !(word in FinishReason));
    expect(words, "documented, and not yet in the client").toEqual(["MODEL_ARMOR", "MISSING_THOUGHT_SIGNATURE"]);
  });

  it("come with the call that the model tried", () => {
    const text = finished("MALFORMED_FUNCTION_CALL", "Malformed function call: print(weather(");
    expect(found(text)).toMatchObject([
      { at: '"MALFORMED_FUNCTION_CALL"', message: expect.stringContaining("print(weather(") as string },
    ]);
    expect(answer(text).also).toMatchObject([{ path: ["candidates", 0, "finishMessage"], chunk: 0 }]);
  });

  it("are, of interactions, all statuses that the client knows but those of an answer", () => {
    const types = readFileSync(
      fileURLToPath(import.meta.resolve("@google/genai").replace(/node\/index\.mjs$/, "genai.d.ts")),
      "utf8",
    );
    const union = /type InteractionStatusUpdateStatus = (.*);/.exec(types)?.[1] ?? "";
    const statuses = [...union.matchAll(/"(\w+)"/g)].map(([, word]) => word);
    const proper = ["in_progress", "requires_action", "completed", "queued", "requires_continuation"];
    expect(statuses.toSorted()).toEqual([...Object.keys(geminiInteractions.failureWords ?? {}), ...proper].toSorted());
  });

  it("are told of an interaction that failed in the middle", () => {
    const events = [
      { event_type: "interaction.created", interaction: { id: "1", object: "interaction", status: "in_progress" } },
      { event_type: "step.start", index: 0, step: { type: "model_output" } },
      { event_type: "step.delta", index: 0, delta: { type: "text", text: "Hi" } },
      { event_type: "step.stop", index: 0 },
      {
        event_type: "interaction.completed",
        interaction: { id: "1", status: "failed", errors: [{ code: "x", message: "Out of memory" }] },
      },
    ];
    const text = recordingText(sseLines(events, "event_type"), true);
    expect(found(text).map(({ code }) => code)).toEqual(["provider.failure"]);
    expect(answer(text)).toMatchObject({ error: { message: "Out of memory" }, choices: [{ content: { text: "Hi" } }] });
  });
});

it("an error that is a text is told, and not once more beside the answer", () => {
  const lines = sseLines(
    [
      { type: "message_start", message: { role: "assistant" } },
      { type: "error", error: "Overloaded" },
    ],
    "type",
  );
  for (const text of [recordingText({ error: "Overloaded" }, false), recordingText(lines, true, { endpoint: "/v1/messages" })]) {
    expect(answer(text)).toMatchObject({ error: { message: "Overloaded" }, also: [] });
  }
});

describe("an answer that a filter cut off", () => {
  it("is told of a response where it says why", () => {
    const output = [{ id: "m", type: "message", role: "assistant", status: "incomplete", content: [] }];
    const response = { id: "r", object: "response", created_at: 0, model: "m", status: "incomplete", output };
    const ended = (reason: string) => ({ ...response, incomplete_details: { reason } });
    const streamed = (reason: string) => [
      { type: "response.created", response: { ...response, status: "in_progress", output: [] } },
      { type: "response.incomplete", response: ended(reason) },
    ];
    const endpoint = "/v1/responses";
    const failures = (body: unknown, streaming: boolean) =>
      found(recordingText(body, streaming, { endpoint })).filter(({ code }) => code === "provider.failure");
    expect(failures(streamed("content_filter"), true)).toMatchObject([{ at: '"content_filter"' }]);
    expect(failures(ended("content_filter"), false)).toMatchObject([{ at: '"content_filter"' }]);
    expect(failures(streamed("max_output_tokens"), true)).toEqual([]);
    expect(failures({ ...response, status: "cancelled" }, false)).toMatchObject([{ at: '"cancelled"' }]);
  });
});

describe("a choice that failed while others came", () => {
  const error = { code: 502, message: "Bad gateway", metadata: { provider_name: "One" } };
  const head = { id: "x", created: 0, model: "m" };
  const whole = {
    ...head,
    object: "chat.completion",
    choices: [{ index: 0, message: { role: "assistant", content: "" }, finish_reason: "error", error }],
  };
  const piece = (rest: object) => ({ ...head, object: "chat.completion.chunk", choices: [{ index: 0, ...rest }] });
  const stream = [piece({ delta: { role: "assistant", content: "Hi" } }), piece({ delta: {}, finish_reason: "error", error })];
  it.each([
    ["whole", { __type__: completionType, __data__: whole }, false],
    ["in a stream", stream.map((data) => ({ __type__: chunkType, __data__: data })), true],
    ["in lines", sseLines(stream), true],
  ])("%s is one failure with its words, and nothing is dropped", (_, body, streaming) => {
    const text = recordingText(body, streaming);
    expect(found(text)).toMatchObject([
      { code: "provider.failure", message: expect.stringContaining("(Bad gateway)") as string },
    ]);
    expect(answer(text)).toMatchObject({
      error: { message: "Bad gateway", status: 502 },
      also: [{ path: ["choices", 0, "error", "metadata"], value: { provider_name: "One" } }],
    });
  });
});

it("what an error in a stream says beside its message is kept", () => {
  const error = { code: 502, message: "Bad gateway", metadata: { raw: "slow down" } };
  const stream = [{ object: "chat.completion.chunk", choices: [{ index: 0, delta: { content: "Hi" } }] }, { error }];
  for (const body of [stream, sseLines(stream)]) {
    expect(answer(recordingText(body, true))).toMatchObject({
      error: { message: "Bad gateway" },
      also: [{ path: ["error", "metadata"], value: { raw: "slow down" } }],
    });
  }
});
