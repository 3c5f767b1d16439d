import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TracedText } from "../../../server/src/recording/reassembled";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { chatChunk, chatCompletion, chatStream, deltaChunk, recordingText } from "../../support/recordings";

const answer = (text: string) => readRecordingFile("x.json", text).reassembled;
const choice = (text: string) => answer(text).choices[0];
const call = (index: number, part: object) => ({ tool_calls: [{ index, ...part }] });
const usage = (prompt: number, completion: number) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
});

describe("a streamed chat completion", () => {
  it("becomes its text, each piece with the chunk that brought it", () => {
    const text = chatStream([{ role: "assistant", content: "" }, "Hello", ", ", "world"]);
    expect(choice(text)).toMatchObject({
      index: 0,
      role: "assistant",
      content: {
        text: "Hello, world",
        pieces: [
          { chunk: 1, length: 5 },
          { chunk: 2, length: 2 },
          { chunk: 3, length: 5 },
        ],
      },
      finishReason: { value: "stop", chunk: 4 },
    });
    expect(answer(text).notes).toEqual([
      { kind: "role", adds: "assistant" },
      { kind: "text", adds: "Hello" },
      { kind: "text", adds: ", " },
      { kind: "text", adds: "world" },
      { kind: "finish", adds: "stop" },
    ]);
  });

  it("joins the arguments of parallel tool calls by index, with id and name once", () => {
    const text = chatStream(
      [
        call(0, { id: "call_a", type: "function", function: { name: "get_weather", arguments: "" } }),
        call(0, { function: { arguments: '{"city":' } }),
        call(1, { id: "call_b", type: "function", function: { name: "get_time", arguments: "{" } }),
        call(0, { function: { arguments: '"Paris"}' } }),
        call(1, { id: null, function: { name: null, arguments: "}" } }),
      ],
      { finish: "tool_calls" },
    );
    expect(choice(text)?.toolCalls).toEqual([
      {
        index: 0,
        id: { value: "call_a", chunk: 0 },
        name: { value: "get_weather", chunk: 0 },
        arguments: {
          text: '{"city":"Paris"}',
          pieces: [
            { chunk: 1, length: 8 },
            { chunk: 3, length: 8 },
          ],
        },
      },
      {
        index: 1,
        id: { value: "call_b", chunk: 2 },
        name: { value: "get_time", chunk: 2 },
        arguments: {
          text: "{}",
          pieces: [
            { chunk: 2, length: 1 },
            { chunk: 4, length: 1 },
          ],
        },
      },
    ]);
  });

  it("begins another call with another id where the provider leaves the index out", () => {
    const part = (id: string | undefined, text: string) => ({
      tool_calls: [{ id, function: { name: id && "f", arguments: text } }],
    });
    const text = chatStream([part("call_a", "{"), part(undefined, ""), part("call_a", "}"), part("call_b", "[]")]);
    expect(choice(text)?.toolCalls.map((each) => [each.id?.value, each.arguments.text])).toEqual([
      ["call_a", "{}"],
      ["call_b", "[]"],
    ]);
  });

  it("shows the deprecated single function call as a call without an id", () => {
    const text = chatStream([{ function_call: { name: "f", arguments: "{" } }, { function_call: { arguments: "}" } }]);
    expect(choice(text)?.toolCalls).toMatchObject([{ index: 0, id: null, name: { value: "f" }, arguments: { text: "{}" } }]);
  });

  it("tells reasoning, under either name, from the answer, and does not double what came under both", () => {
    const text = chatStream([
      { reasoning: "Hm" },
      { reasoning_content: "m." },
      { reasoning: " So", reasoning_content: " So" },
      "Yes",
    ]);
    expect(choice(text)).toMatchObject({ reasoning: { text: "Hmm. So" }, content: { text: "Yes" } });
  });

  it("keeps a refusal apart from content, and annotations in order", () => {
    const text = chatStream([
      { refusal: "I can" },
      { refusal: "not." },
      { annotations: [{ type: "url_citation" }] },
      { annotations: [2] },
    ]);
    expect(choice(text)).toMatchObject({
      content: null,
      refusal: { text: "I cannot." },
      annotations: [
        { value: { type: "url_citation" }, chunk: 2 },
        { value: 2, chunk: 3 },
      ],
    });
  });

  it("keeps several choices apart and takes the last finish reason of each", () => {
    const text = recordingText(
      [
        deltaChunk({ content: "A" }, null, 0),
        deltaChunk({ content: "B" }, null, 1),
        deltaChunk({ content: "a" }, "length", 0),
        deltaChunk({ content: "b" }, "stop", 1),
        deltaChunk({}, null, 0),
      ],
      true,
    );
    expect(answer(text).choices.map((each) => [each.index, each.content?.text, each.finishReason?.value])).toEqual([
      [0, "Aa", "length"],
      [1, "Bb", "stop"],
    ]);
  });

  it("takes the last usage and never sums, and the model that Azure names late", () => {
    const text = recordingText(
      [
        chatChunk({ id: "", model: "", object: "", prompt_filter_results: [] }),
        deltaChunk({ content: "Hi" }),
        chatChunk({ usage: usage(5, 1) }),
        chatChunk({ usage: usage(5, 2) }),
      ],
      true,
    );
    expect(answer(text)).toMatchObject({
      model: "gpt-4o-2024-08-06",
      usage: { inputTokens: 5, outputTokens: 2, totalTokens: 7 },
    });
    expect(answer(text).notes.map((note) => note.kind)).toEqual(["empty", "text", "usage", "usage"]);
  });

  it("keeps log probabilities in order, those of the refusal too, and leaves out what is none", () => {
    const token = (text: string, logprob: unknown) => ({
      token: text,
      logprob,
      bytes: null,
      top_logprobs: [{ token: "x", logprob: -3 }, 5],
    });
    const chunk = (logprobs: unknown) => chatChunk({ choices: [{ index: 0, delta: {}, finish_reason: null, logprobs }] });
    const text = chatStream([
      chunk({ content: [token("A", -0.5), token("B", "?")], refusal: null }),
      chunk({ content: null, refusal: [token("C", -1)] }),
      chunk("none"),
    ]);
    expect(choice(text)?.logprobs).toEqual([
      { token: "A", logprob: -0.5, top: [{ token: "x", logprob: -3 }], chunk: 0 },
      { token: "C", logprob: -1, top: [{ token: "x", logprob: -3 }], chunk: 1 },
    ]);
  });

  it("kept as lines of server-sent events reads the same, the text put down to the lines of data", () => {
    const objects = [deltaChunk({ role: "assistant" }), deltaChunk({ content: "Hi" }), deltaChunk({ content: " you" }, "stop")];
    const lines = [...objects.flatMap((chunk) => [`data: ${JSON.stringify(chunk.__data__)}`, ""]), "data: [DONE]", ""];
    expect(answer(recordingText(lines, true))).toMatchObject({
      family: "openai.chat",
      choices: [
        {
          role: "assistant",
          content: {
            text: "Hi you",
            pieces: [
              { chunk: 2, length: 2 },
              { chunk: 4, length: 4 },
            ],
          },
          finishReason: { value: "stop", chunk: 4 },
        },
      ],
      disagreements: [],
      notes: { length: 8 },
    });
  });

  it("is known by its deltas where the provider leaves its name out", () => {
    const body = [
      { choices: [{ index: 0, delta: { content: "Hi" } }] },
      { object: "", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
    ];
    expect(answer(recordingText(body, true))).toMatchObject({ family: "openai.chat", choices: [{ content: { text: "Hi" } }] });
  });

  it("that broke off shows what came and what broke it", () => {
    const response = {
      is_exception: true,
      exception_message: "Connection reset",
      exception_data: { type: "APIConnectionError" },
    };
    expect(answer(chatStream(["Half"], { finish: null, response }))).toMatchObject({
      choices: [{ content: { text: "Half" }, finishReason: null }],
      error: { type: "APIConnectionError", message: "Connection reset", status: null },
    });
  });

  it("in whose middle the provider reports a failure shows what came and what failed", () => {
    const failure = { error: { message: "Overloaded.", type: "server_error" } };
    expect(answer(chatStream(["Half", { __type__: "any.Thing", __data__: failure }], { finish: null }))).toMatchObject({
      choices: [{ content: { text: "Half" }, finishReason: null }],
      error: { type: "server_error", message: "Overloaded.", status: null },
    });
  });

  it("skips a chunk it cannot read and says so in its note", () => {
    const text = chatStream(["Hel", { __type__: "other.Thing", __data__: { x: 1 } }, "lo"]);
    expect(choice(text)?.content?.text).toBe("Hello");
    expect(answer(text).notes[1]).toEqual({ kind: "other", adds: '{"x":1}' });
  });
});

describe("a chat completion in one piece", () => {
  it("is read like a stream of one chunk", () => {
    const text = chatCompletion({
      content: "Hi",
      tool_calls: [{ id: "call_a", type: "function", function: { name: "f", arguments: "{}" } }],
    });
    expect(answer(text)).toMatchObject({
      streaming: false,
      usage: { inputTokens: 8, outputTokens: 5, totalTokens: 13 },
      choices: [
        {
          role: "assistant",
          content: { text: "Hi", pieces: [{ chunk: 0, length: 2 }] },
          toolCalls: [{ index: 0, id: { value: "call_a", chunk: 0 }, name: { value: "f" }, arguments: { text: "{}" } }],
          finishReason: { value: "stop", chunk: 0 },
        },
      ],
    });
  });
});

describe("however an answer is cut into chunks", () => {
  const pieces = fc.array(fc.string({ unit: "grapheme" }), { maxLength: 12 });

  it("it reads the same, and the pieces cover the text exactly", () => {
    fc.assert(
      fc.property(pieces, pieces, pieces, (content, reasoning, args) => {
        const text = chatStream([
          ...reasoning.map((part) => ({ reasoning_content: part })),
          ...content,
          ...args.map((part) => call(0, { function: { arguments: part } })),
        ]);
        const read = choice(text);
        expect(read?.content?.text ?? "").toBe(content.join(""));
        expect(read?.reasoning?.text ?? "").toBe(reasoning.join(""));
        expect(read?.toolCalls[0]?.arguments.text ?? "").toBe(args.join(""));
        for (const traced of [read?.content, read?.reasoning, read?.toolCalls[0]?.arguments]) {
          if (traced) expect(cutBy(traced)).toEqual(expectedCuts(traced, [...reasoning, ...content, ...args]));
        }
      }),
    );
  });
});

/** The text cut where its pieces say, by chunk. */
function cutBy({ text, pieces }: TracedText): Record<number, string> {
  let from = 0;
  const cuts = Object.fromEntries(pieces.map(({ chunk, length }) => [chunk, text.slice(from, (from += length))]));
  expect(from).toBe(text.length);
  return cuts;
}

const expectedCuts = ({ pieces }: TracedText, sent: readonly string[]) =>
  Object.fromEntries(pieces.map(({ chunk }) => [chunk, sent[chunk]]));
