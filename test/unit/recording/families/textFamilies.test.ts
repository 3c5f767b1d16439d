/** Answers that are texts and nothing else, and predictions, as a user sees them. */
import { describe, expect, it } from "vitest";
import { describeAnswer } from "../../../../server/src/recording/describe";
import { event, openSent, saidOf } from "../../../support/sent";

const seen = (url: string, body: unknown) => {
  const file = openSent({ url, body });
  const { choices, model } = file.reassembled;
  const texts = choices.map(({ content, finishReason }) => [content?.text, finishReason?.value]);
  return { family: file.family.id, texts, model, said: saidOf(file) };
};

describe("a completion", () => {
  it("of Anthropic's first interface", () => {
    const piece = (completion: string, stop_reason: string | null) => ({
      type: "completion",
      completion,
      stop_reason,
      model: "claude",
    });
    const events = [piece(" Li", null), piece("ght", null), piece("", "stop_sequence")].map((each) =>
      event(each, "completion", "\r\n"),
    );
    const url = "https://api.anthropic.com/v1/complete";
    const expected = { family: "anthropic.complete", texts: [[" Light", "stop_sequence"]], model: "claude", said: [] };
    expect(seen(url, events)).toEqual(expected);
    expect(seen(url, piece(" Light", "stop_sequence"))).toEqual(expected);
    expect(seen(url, events.slice(0, 2)).said).toEqual([expect.stringContaining("no stop reason ever comes")]);
  });

  it("of Writer, whose streams just stop", () => {
    const url = "https://api.writer.com/v1/completions";
    const expected = { family: "writer.completions", said: [] };
    expect(seen(url, [event({ value: "Li" }), event({ value: "ght" })])).toMatchObject({
      ...expected,
      texts: [["Light", undefined]],
    });
    const whole = { choices: [{ text: "Light", log_probs: null }], model: "palmyra" };
    expect(seen(url, whole)).toMatchObject({ ...expected, texts: [["Light", undefined]], model: "palmyra" });
  });

  it("of Hugging Face, whole as a list and streamed by its tokens", () => {
    const url = "https://api-inference.huggingface.co/models/x";
    const token = (text: string, special = false) => ({
      token: { id: 1, text, logprob: -1, special },
      generated_text: null,
      details: null,
    });
    const end = { ...token("</s>", true), generated_text: "Light", details: { finish_reason: "eos_token", generated_tokens: 3 } };
    const streamed = [token("Li"), token("ght"), end].map((each) => event(each));
    const expected = { family: "huggingface.generate", said: [] };
    expect(seen(url, streamed)).toMatchObject({ ...expected, texts: [["Light", "eos_token"]] });
    expect(seen(url, { generated_text: "Light" })).toMatchObject({ ...expected, texts: [["Light", undefined]] });
  });

  it("of Together, whose chunks have a name of their own", () => {
    const piece = (text: string, finish_reason: string | null) =>
      event({
        id: "1",
        object: "completion.chunk",
        created: 1,
        model: "m",
        choices: [{ index: 0, text, finish_reason, delta: { content: text } }],
      });
    const body = [piece("Li", null), piece("ght", null), piece("", "stop"), "data: [DONE]\n\n"];
    expect(seen("https://api.together.xyz/v1/completions", body)).toMatchObject({
      ...{ family: "openai.completions", texts: [["Light", "stop"]], said: [] },
    });
  });
});

describe("a run of an assistant", () => {
  const url = "https://api.openai.com/v1/threads/thread_1/runs";
  const run = (status: string) => event({ id: "run_1", object: "thread.run", status, model: "m" }, `thread.run.${status}`);
  const piece = (value: string) => {
    const content = [{ index: 0, type: "text", text: { value, annotations: [] } }];
    return event({ id: "msg_1", object: "thread.message.delta", delta: { content } }, "thread.message.delta");
  };

  it("that streams shows its text, and how the run ended", () => {
    const begun = [run("queued"), piece("Li"), piece("ght")];
    expect(seen(url, [...begun, run("completed"), "event: done\ndata: [DONE]\n\n"])).toEqual({
      ...{ family: "openai.assistants", texts: [["Light", "completed"]], model: "m", said: [] },
    });
    expect(seen(url, begun).said).toEqual([expect.stringContaining("the run never ends")]);
    expect(seen(url, [...begun, run("failed")]).said).toEqual([expect.stringMatching(/^provider.failure: .*the run failed/)]);
  });
});

describe("a prediction of Replicate", () => {
  const url = "https://api.replicate.com/v1/predictions";
  const prediction = (rest: object) => ({ id: "1", model: "a/b", input: { prompt: "?" }, urls: {}, error: null, ...rest });

  it("shows what there is of it: nothing yet, a text, or the address of an image", () => {
    const expected = { family: "replicate", model: "a/b", said: [] };
    expect(seen(url, prediction({ status: "starting" }))).toEqual({ ...expected, texts: [] });
    expect(describeAnswer(openSent({ url, body: prediction({ status: "starting" }) }))).toBe("prediction starting");
    const text = prediction({ status: "succeeded", output: ["Li", "ght"] });
    expect(seen(url, text)).toEqual({ ...expected, texts: [["Light", "succeeded"]] });
    const image = openSent({ url, body: prediction({ status: "succeeded", output: ["https://example.com/0.png"] }) });
    expect(image.reassembled.choices).toMatchObject([{ content: null, items: [{ type: "output" }] }]);
  });

  it("that failed says so", () => {
    expect(seen(url, prediction({ status: "failed", error: "Out of memory" })).said).toEqual([
      expect.stringMatching(/^provider.failure: .*Out of memory/),
    ]);
  });

  it("streams plain text, which need not be JSON", () => {
    const piece = (id: number, ...lines: readonly string[]) =>
      `event: output\nid: ${id}\n${lines.map((line) => `data: ${line}\n`).join("")}\n`;
    const body = [": hi\n\n", piece(0, "Li"), piece(1, "ght"), piece(2, ":", "", "on"), "event: done\nid: 3\ndata: {}\n\n"];
    const stream = "https://stream.replicate.com/v1/streams/abc";
    expect(seen(stream, body)).toMatchObject({ family: "replicate", texts: [["Light:\n\non", "done"]], said: [] });
    expect(seen(stream, body.slice(0, 3)).said).toEqual([expect.stringContaining("without `done`")]);
  });
});
