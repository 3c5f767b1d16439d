import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeAnswer } from "../../../server/src/recording/describe";
import type { TracedText } from "../../../server/src/recording/reassembled";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { recordingText } from "../../support/recordings";
import {
  customCall,
  functionCall,
  message,
  outputText,
  reasoning,
  response,
  responseEvents,
  responseLines,
  responseRecording,
} from "../../support/responseStream";

const read = (text: string) => readRecordingFile("x.json", text);
const answer = (events: readonly object[]) => read(responseRecording(events as never)).reassembled;
const event = (type: string, more: object) => ({ type: `response.${type}`, output_index: 0, ...more });
const added = (item: object, output_index = 0) => event("output_item.added", { item, output_index });
const emptyMessage = { type: "message", id: "m", role: "assistant", content: [] };
const delta = (text: string, output_index = 0) => event("output_text.delta", { content_index: 0, delta: text, output_index });

describe("a streamed response", () => {
  it("becomes one choice: reasoning, text and calls, each with the chunks that brought them", () => {
    const items = [
      reasoning("r", ["Thinking hard.", "Harder."]),
      message("m", outputText("Hello there", [{ type: "url_citation", url: "https://example.com" }])),
      functionCall("f", "get_weather", '{"city": "Paris"}'),
      customCall("c", "sql", "SELECT 1"),
    ];
    const { choices, usage, model, notes } = answer(responseEvents(items));
    expect(choices).toMatchObject([
      {
        index: 0,
        role: "assistant",
        reasoning: { text: "Thinking hard.\n\nHarder." },
        content: { text: "Hello there", pieces: [{ length: 5 }, { length: 6 }] },
        refusal: null,
        toolCalls: [
          { index: 0, id: { value: "call_f" }, name: { value: "get_weather" }, arguments: { text: '{"city": "Paris"}' } },
          { index: 1, id: { value: "call_c" }, name: { value: "sql" }, arguments: { text: "SELECT 1" } },
        ],
        annotations: [{ value: { type: "url_citation" } }],
        items: [],
        finishReason: { value: "completed", chunk: notes.length - 1 },
      },
    ]);
    expect({ usage, model }).toEqual({ usage: { inputTokens: 5, outputTokens: 7, totalTokens: 12 }, model: "gpt-5" });
    for (const { chunk, length } of choices[0]!.content!.pieces) expect(notes[chunk]?.adds).toHaveLength(length);
    expect(notes.map(({ kind }) => kind).filter((kind) => kind !== "other")).toEqual([
      ...[
        "reasoning",
        "reasoning",
        "reasoning",
        "role",
        "text",
        "text",
        "annotation",
        "tool",
        "tool",
        "tool",
        "tool",
        "tool",
        "tool",
        "finish",
      ],
    ]);
  });

  it("reads the same from lines of server-sent events, the text put down to the lines of data", () => {
    const events = responseEvents([message("m", outputText("Hello there"))]);
    const fromLines = read(responseLines(events)).reassembled;
    expect(fromLines.family).toBe("openai.responses");
    expect(fromLines.choices[0]?.content).toEqual({
      text: "Hello there",
      pieces: [
        { chunk: 3 * 4 + 1, length: 5 },
        { chunk: 3 * 5 + 1, length: 6 },
      ],
    });
    expect(fromLines.notes[3 * 4]).toEqual({ kind: "empty", adds: "" });
    expect(fromLines.notes[3 * 4 + 1]).toEqual({ kind: "text", adds: "Hello" });
  });

  it("takes a text from the event that ends it where no pieces came, and never twice", () => {
    const done = event("output_text.done", { content_index: 0, text: "Hello" });
    expect(answer([added(emptyMessage), done]).choices[0]?.content).toEqual({ text: "Hello", pieces: [{ chunk: 1, length: 5 }] });
    const { choices } = answer([added(emptyMessage), delta("Hel"), done, done]);
    expect(choices[0]?.content).toEqual({
      text: "Hello",
      pieces: [
        { chunk: 1, length: 3 },
        { chunk: 2, length: 2 },
      ],
    });
  });

  it("believes the end where it says something else, as clients do", () => {
    const done = event("output_text.done", { content_index: 0, text: "Help" });
    expect(answer([added(emptyMessage), delta("Hello"), done]).choices[0]?.content).toEqual({
      text: "Help",
      pieces: [
        { chunk: 1, length: 3 },
        { chunk: 2, length: 1 },
      ],
    });
  });

  it("has its whole output from the last event alone, if need be", () => {
    const whole = response([message("m", outputText("All at once")), functionCall("f", "go", "{}")]);
    const { choices, notes } = answer([{ type: "response.completed", response: whole }]);
    expect(choices[0]).toMatchObject({ content: { text: "All at once" }, toolCalls: [{ name: { value: "go" } }] });
    expect(notes).toHaveLength(1);
  });

  it("keeps the order of items, not of arrival, where they come interleaved", () => {
    const { choices } = answer([
      added(emptyMessage, 1),
      delta("second", 1),
      added({ ...emptyMessage, id: "n" }),
      delta("first "),
    ]);
    expect(choices[0]?.content).toEqual({
      text: "first second",
      pieces: [
        { chunk: 3, length: 6 },
        { chunk: 1, length: 6 },
      ],
    });
  });

  it("keeps what was streamed where the last event lists nothing, and does not double it under another id", () => {
    const streamed = [added(emptyMessage), delta("Hello")];
    const ends = (output: never[] | object[]) => ({ type: "response.completed", response: response(output as never) });
    expect(answer([...streamed, ends([])]).choices[0]?.content?.text).toBe("Hello");
    expect(answer([...streamed, ends([message("another", outputText("Hello"))])]).choices[0]?.content?.text).toBe("Hello");
  });

  it("does not lose text to a report in between that lists the item as it was", () => {
    const report = {
      type: "response.in_progress",
      response: response([message("m", outputText(""))], { status: "in_progress" }),
    };
    expect(answer([added(emptyMessage), delta("Hello"), report]).choices[0]?.content?.text).toBe("Hello");
  });

  it("shows what hosted tools did, as far as it came", () => {
    const call = { type: "code_interpreter_call", id: "c", code: "", status: "in_progress" };
    const { choices } = answer([
      added(call),
      event("code_interpreter_call_code.delta", { delta: "print(" }),
      event("code_interpreter_call_code.delta", { delta: "1)" }),
      event("code_interpreter_call.interpreting", {}),
      added({ type: "image_generation_call", id: "i" }, 1),
      { ...event("image_generation_call.partial_image", { partial_image_b64: "iVBO" }), output_index: 1 },
      added({ type: "shell_call", id: "s", action: { commands: [] } }, 2),
      { ...event("shell_call_command.added", { command_index: 0, command: "" }), output_index: 2 },
      { ...event("shell_call_command.delta", { command_index: 0, delta: "ls" }), output_index: 2 },
    ]);
    expect(choices[0]?.items).toEqual([
      { type: "code_interpreter_call", chunk: 3, value: { ...call, code: "print(1)", status: "interpreting" } },
      { type: "image_generation_call", chunk: 5, value: { type: "image_generation_call", id: "i", partial_image_b64: "iVBO" } },
      { type: "shell_call", chunk: 8, value: { type: "shell_call", id: "s", action: { commands: ["ls"] } } },
    ]);
  });

  it("in which nothing but hosted tools speak is described by these", () => {
    const searched = { type: "web_search_call", id: "w", status: "completed", action: { type: "search", query: "q" } };
    expect(describeAnswer(read(responseRecording(responseEvents([searched, { ...searched, id: "x" }]))))).toBe(
      "web_search_call web_search_call",
    );
  });

  it("keeps log probabilities once, though the end of the text repeats them", () => {
    const logprobs = [{ token: "Hi", logprob: -0.5, top_logprobs: [{ token: "Ho", logprob: -1 }] }];
    const { choices } = answer([
      added(emptyMessage),
      { ...delta("Hi"), logprobs },
      event("output_text.done", { content_index: 0, text: "Hi", logprobs }),
    ]);
    expect(choices[0]?.logprobs).toEqual([{ token: "Hi", logprob: -0.5, top: [{ token: "Ho", logprob: -1 }], chunk: 1 }]);
  });

  it("that failed, was cut off or broke says so in the provider's words", () => {
    const ends = (status: string, more: object) =>
      answer([{ type: `response.${status}`, response: response([], { status, ...more }) }]);
    const failed = ends("failed", { error: { code: "server_error", message: "Broke down." } });
    expect(failed).toMatchObject({
      error: { type: "server_error", message: "Broke down.", status: null },
      choices: [{ finishReason: { value: "failed" } }],
    });
    const cutOff = ends("incomplete", { incomplete_details: { reason: "max_output_tokens" } });
    expect(cutOff.choices[0]?.finishReason?.value).toBe("incomplete: max_output_tokens");
    const broke = answer([added(emptyMessage), delta("Hel"), { type: "error", code: "rate_limit", message: "Slow down." }]);
    expect(broke).toMatchObject({
      error: { type: "rate_limit", message: "Slow down." },
      choices: [{ content: { text: "Hel" }, finishReason: null }],
    });
  });

  it("whose events are anything at all never throws", () => {
    const types = fc.constantFrom(
      "output_item.added",
      "output_item.done",
      "output_text.delta",
      "output_text.done",
      "content_part.added",
      "completed",
      "shell_call_command.delta",
      "mcp_call.failed",
      "",
    );
    const odd = fc.record({
      type: types.map((type) => `response.${type}`),
      output_index: fc.oneof(fc.integer({ min: -1, max: 2 }), fc.anything()),
      content_index: fc.anything(),
      item: fc.oneof(
        fc.anything(),
        fc.record({
          type: fc.constantFrom("message", "reasoning", "function_call", "x"),
          content: fc.anything(),
          summary: fc.anything(),
        }),
      ),
      part: fc.anything(),
      delta: fc.anything(),
      text: fc.anything(),
      response: fc.oneof(fc.constant(undefined), fc.record({ output: fc.anything(), status: fc.constantFrom("completed", 5) })),
    });
    fc.assert(
      fc.property(fc.array(odd, { maxLength: 8 }), (events) => {
        const file = read(JSON.stringify({ response: { is_streaming: true, body: events } }));
        for (const { content, reasoning: thought, toolCalls } of file.reassembled.choices) {
          for (const text of [content, thought, ...toolCalls.map((call) => call.arguments)])
            if (text) expect(covered(text)).toBe(text.text.length);
        }
        expect(file.reassembled.notes).toHaveLength(events.length);
        for (const chunk of file.recording!.chunks) file.family.validate(chunk);
      }),
      { numRuns: 300 },
    );
  });
});

const covered = ({ pieces }: TracedText) => pieces.reduce((sum, { length }) => sum + length, 0);

describe("a response in one piece", () => {
  it("is read like the last event of a stream, and described by what it says", () => {
    const whole = { __type__: "openai.types.responses.response.Response", __data__: response([message("m", outputText("Hi"))]) };
    const file = read(recordingText(whole, false, { endpoint: "/v1/responses" }));
    expect(file.family.id).toBe("openai.responses");
    expect(file.reassembled).toMatchObject({
      streaming: false,
      choices: [{ content: { text: "Hi" }, finishReason: { value: "completed" } }],
    });
    expect(describeAnswer(file)).toBe("Hi");
  });
});

describe("the shape of an event", () => {
  it("is sound in all that the generator sends, and faults are named at their place", () => {
    const sent = responseEvents([reasoning("r", ["a"], ["b"]), message("m", outputText("Hi")), functionCall("f", "g", "{}")]);
    const file = read(responseRecording(sent));
    const problems = file.recording!.chunks.map((chunk) => file.family.validate(chunk));
    expect(problems.flat()).toEqual([]);
    const broken = read(responseRecording([event("output_text.delta", { content_index: 0, delta: 5 })] as never));
    expect(broken.family.validate(broken.recording!.chunks[0]!)).toMatchObject([{ path: ["delta"] }]);
    const line = read(responseLines([event("output_text.delta", { content_index: 0, delta: 5 })] as never));
    expect(line.recording!.chunks.flatMap((chunk) => line.family.validate(chunk))).toMatchObject([{ path: ["delta"] }]);
  });
});
