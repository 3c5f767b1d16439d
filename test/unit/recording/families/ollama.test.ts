/** Ollama's chats and completions as a user sees them. */
import { describe, expect, it } from "vitest";
import { ollamaGenerate } from "../../../../server/src/recording/families/ollama";
import { readRecordingFile } from "../../../../server/src/formats/readDocument";
import { recordingText } from "../../../support/recordings";
import { joined, type Data } from "../../../support/wire";

const typed = (name: string, data: Data) => ({ __type__: `ollama._types.${name}`, __data__: data });
const open = (body: unknown) => readRecordingFile("x.json", recordingText(body, Array.isArray(body)));
const problemsOf = (file: ReturnType<typeof open>) =>
  (file.recording?.chunks ?? []).flatMap((chunk) => file.family.validate(chunk).map(({ message }) => message));

/** As pydantic dumps it: what was not sent is null. */
const nothing = { done_reason: null, prompt_eval_count: null, eval_count: null, total_duration: null };

describe("an Ollama chat", () => {
  const message = (said: Data) => ({ role: "assistant", thinking: null, images: null, tool_calls: null, content: "", ...said });
  const chunk = (said: Data, end: Data = { done: false }) =>
    typed("ChatResponse", { model: "llama", ...nothing, ...end, message: message(said) });

  it("shows thoughts, text and calls, which come whole in one chunk", () => {
    const call = { function: { name: "pack", arguments: { item: "umbrella" } } };
    const file = open([
      chunk({ thinking: "Hm." }),
      chunk({ content: "Sure" }),
      chunk({ content: "." }),
      chunk({ tool_calls: [call, call] }),
      chunk({}, { done: true, done_reason: "stop", prompt_eval_count: 5, eval_count: 6 }),
    ]);
    expect(file.reassembled).toMatchObject({
      family: "ollama.chat",
      model: "llama",
      usage: { inputTokens: 5, outputTokens: 6, totalTokens: null },
      choices: [
        {
          role: "assistant",
          content: { text: "Sure.", pieces: [{ chunk: 1 }, { chunk: 2 }] },
          reasoning: { text: "Hm.", pieces: [{ chunk: 0 }] },
          toolCalls: [
            { index: 0, id: null, name: { value: "pack", chunk: 3 }, arguments: { text: '{"item":"umbrella"}' } },
            { index: 1, name: { value: "pack", chunk: 3 } },
          ],
          finishReason: { value: "stop", chunk: 4 },
        },
      ],
    });
    expect(file.reassembled.notes.map(({ kind }) => kind)).toEqual(["reasoning", "text", "text", "tool", "finish"]);
    expect(problemsOf(file)).toEqual([]);
  });

  it("that broke off with an error line shows it", () => {
    const { reassembled } = open([chunk({ content: "Su" }), '{"error":"an error was encountered while running the model"}']);
    expect(reassembled.error?.message).toBe("an error was encountered while running the model");
    expect(reassembled.choices[0]?.content?.text).toBe("Su");
  });

  it("is said to be wrong where its client would refuse it", () => {
    const call = { function: { name: "pack", arguments: "{}" } };
    const file = open([
      chunk({ tool_calls: [call] }),
      chunk({ content: 5 }),
      typed("ChatResponse", { model: "llama", done: false }),
    ]);
    expect(problemsOf(file)).toEqual([
      '`message.tool_calls[0].function.arguments` is "{}" but should be an object, so an Ollama client cannot read the answer.',
      "`message.content` is 5 but should be a string, so an Ollama client cannot read the answer.",
      "`message` is missing, so an Ollama client cannot read the answer.",
    ]);
  });
});

describe("an Ollama completion", () => {
  it("may come as lines of JSON", () => {
    const lines = ["Hel", "lo", ""].map((response, at) => JSON.stringify({ model: "llama", response, done: at === 2 }));
    expect(open(lines).reassembled).toMatchObject({
      family: "ollama.generate",
      choices: [{ content: { text: "Hello", pieces: [{ chunk: 0 }, { chunk: 1 }] }, finishReason: null }],
    });
  });

  it("may come as the network cut its lines", () => {
    const text = ["Hel", "lo", ""]
      .map((response, at) => `${JSON.stringify({ model: "llama", response, done: at === 2 })}\n`)
      .join("");
    const { choices } = joined(ollamaGenerate, [text.slice(0, 10), text.slice(10, 90), text.slice(90)]);
    expect(choices[0]?.content?.text).toBe("Hello");
  });

  it("may come whole", () => {
    const file = open(
      typed("GenerateResponse", { model: "guard", ...nothing, response: "safe", done: true, done_reason: "stop" }),
    );
    expect(file.reassembled.choices[0]).toMatchObject({ content: { text: "safe" }, finishReason: { value: "stop" } });
  });
});
