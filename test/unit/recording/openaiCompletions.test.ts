import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { corpusFiles, corpusFolder } from "../../support/corpus";
import { recordingText } from "../../support/recordings";

const chunk = (choices: readonly object[], more: object = {}) => ({
  __type__: "openai.types.completion.Completion",
  __data__: { id: "rec-1", object: "text_completion", created: 0, model: "davinci", usage: null, choices, ...more },
});
const piece = (text: string, index = 0, more: object = {}) => ({ index, text, finish_reason: null, logprobs: null, ...more });
const read = (body: unknown, streaming = true) =>
  readRecordingFile("x.json", recordingText(body, streaming, { endpoint: "/v1/completions" }));

describe("a text completion", () => {
  it("streamed, becomes the text of each choice, with its chunks, finish, and the usage at the end", () => {
    const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
    const file = read([
      chunk([piece("One "), piece("A", 1)]),
      chunk([piece("two", 0, { finish_reason: "length" })]),
      chunk([], { usage }),
    ]);
    expect(file.reassembled).toMatchObject({
      family: "openai.completions",
      model: "davinci",
      usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 },
      choices: [
        {
          index: 0,
          role: null,
          content: {
            text: "One two",
            pieces: [
              { chunk: 0, length: 4 },
              { chunk: 1, length: 3 },
            ],
          },
          finishReason: { value: "length", chunk: 1 },
        },
        { index: 1, content: { text: "A" }, finishReason: null },
      ],
    });
    expect(file.reassembled.notes).toEqual([
      { kind: "text", adds: "One A" },
      { kind: "text", adds: "two" },
      { kind: "usage", adds: "3 in, 4 out" },
    ]);
  });

  it("in one piece is read like a stream of one chunk, with its log probabilities", () => {
    const logprobs = {
      tokens: ["Hi", "!"],
      token_logprobs: [null, -0.25],
      top_logprobs: [null, { "!": -0.25, "?": -2 }],
      text_offset: [0, 2],
    };
    const file = read(chunk([piece("Hi!", 0, { finish_reason: "stop", logprobs })]), false);
    expect(file.reassembled.choices[0]).toMatchObject({
      content: { text: "Hi!" },
      logprobs: [
        {
          token: "!",
          logprob: -0.25,
          chunk: 0,
          top: [
            { token: "!", logprob: -0.25 },
            { token: "?", logprob: -2 },
          ],
        },
      ],
    });
  });

  it("is known by the text in its choices where the provider leaves its name out", () => {
    expect(read([{ choices: [{ text: "Hi" }] }]).reassembled).toMatchObject({
      family: "openai.completions",
      choices: [{ content: { text: "Hi" } }],
    });
  });

  it("has its faults named at their place", () => {
    const file = read([chunk([{ index: "0", text: 5, finish_reason: null }])]);
    const problems = file.recording!.chunks.flatMap((each) => file.family.validate(each));
    expect(problems.map(({ path }) => path.join("."))).toEqual(["choices.0.index", "choices.0.text"]);
  });

  it("reads the same however it is cut into chunks", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" })), (parts) => {
        const { choices } = read(parts.map((text) => chunk([piece(text)]))).reassembled;
        expect(choices[0]?.content?.text ?? "").toBe(parts.join(""));
        const lengths = parts.flatMap((text, at) => (text === "" ? [] : [{ chunk: at, length: text.length }]));
        expect(choices[0]?.content?.pieces ?? []).toEqual(lengths);
      }),
    );
  });
});

const root = corpusFolder();

describe.skipIf(root === undefined)("every text completion of other people", () => {
  it("reads as joining its chunks by hand gives", () => {
    let [files, chunks, characters] = [0, 0, 0];
    for (const { path, name, text } of corpusFiles(root!)) {
      const file = readRecordingFile(name, text);
      if (file.family.id !== "openai.completions") continue;
      const { body } = (JSON.parse(text) as { response: { body: Raw | Raw[] } }).response;
      const sent = [body].flat().map((each) => each.__data__);
      const choices = sent.flatMap((each) => each.choices).filter(({ index }) => index === 0);
      const [choice] = file.reassembled.choices;
      expect(choice?.content?.text, path).toBe(choices.map((each) => each.text).join(""));
      expect(choice?.finishReason?.value, path).toBe(choices.findLast((each) => each.finish_reason)?.finish_reason);
      expect(file.reassembled.usage?.totalTokens, path).toBe(sent.findLast((each) => each.usage)?.usage?.total_tokens);
      files++;
      chunks += sent.length;
      characters += choice?.content?.text.length ?? 0;
    }
    console.log(`${files} text completions as joined by hand: ${chunks} chunks, ${characters} characters`);
    expect(files).toBeGreaterThan(0);
  });
});

interface Raw {
  readonly __data__: {
    readonly choices: readonly { readonly index: number; readonly text: string; readonly finish_reason: string | null }[];
    readonly usage: { readonly total_tokens: number } | null;
  };
}
