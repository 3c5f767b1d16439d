import { describe, expect, it } from "vitest";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { check } from "../../../server/src/rules/check";
import {
  functionCall,
  message,
  outputText,
  reasoning,
  response,
  responseEvents,
  responseLines,
  responseRecording,
  type OutputItem,
} from "../../support/responseStream";

type Events = ReturnType<typeof responseEvents>;

const answerOf = (events: readonly object[]) => readRecordingFile("x.json", responseRecording(events as Events)).reassembled;
/** What is said of a stream, hints aside. */
const said = (text: string) =>
  check(readRecordingFile("x.json", text))
    .filter(({ severity }) => severity !== "hint")
    .map(({ code, severity, message: words, path }) => ({ code, severity, words, path }));
const findings = (events: readonly object[]) => said(responseRecording(events as Events));

const events = responseEvents([
  reasoning("r", ["Plan."]),
  message("m", outputText("Hello there")),
  functionCall("f", "go", '{"a": 1}'),
]);
const ofAnswer = responseEvents([message("m", outputText("Hello there"))]);
const offered = { body: { tools: [{ type: "function", name: "go" }] } };

describe("A stream of a response", () => {
  it("that is sound is accused of nothing", () => {
    expect(said(responseRecording(events, offered))).toEqual([]);
    expect(said(responseLines(events, offered))).toEqual([]);
    expect(answerOf(events).disagreements).toEqual([]);
  });

  it("names each chunk that adds nothing by its event, not by the state that the response is in", () => {
    const going = { type: "response.in_progress", response: response([], { status: "in_progress" }) };
    const { notes } = answerOf(ofAnswer.toSpliced(1, 0, going));
    expect(notes.slice(0, 2)).toEqual(["created", "in_progress"].map((adds) => ({ kind: "other", adds })));
  });

  it("whose parts count on from another item has its text once, and both clients' errors are one", () => {
    const counted = ofAnswer.map((event) => ("content_index" in event ? { ...event, content_index: 1 } : event));
    expect(answerOf(counted).choices[0]?.content?.text).toBe("Hello there");
    expect(findings(counted)).toMatchObject([{ code: "stream.order", severity: "error" }]);
    expect(findings(counted)[0]!.words).toBe(
      "Chunk 4 begins part 1 of item 0, where part 0 would be the next, so openai-node raises an error, and openai-python does at chunk 5.",
    );
  });

  it.each([
    ["whose items no event begins", ofAnswer.filter(({ type }) => !/added$|content_part|output_item/.test(type))],
    ["that only says the text once", ofAnswer.filter(({ type }) => /created|output_text.done|completed/.test(type))],
  ])("%s has its text once", (_, part) => {
    expect(answerOf(part).choices).toMatchObject([{ role: "assistant", content: { text: "Hello there" } }]);
    expect(findings(part)).toMatchObject([{ code: "stream.order", severity: "error" }]);
  });

  it("that begins another item at an index that is taken has both, and one finding", () => {
    const two = responseEvents([message("m", outputText("Hello")), functionCall("f", "go", '{"a": 1}')]);
    const clashing = two.map((event) => ("output_index" in event ? { ...event, output_index: 0 } : event));
    expect(answerOf(clashing).choices).toMatchObject([
      { content: { text: "Hello" }, toolCalls: [{ name: { value: "go" }, arguments: { text: '{"a": 1}' } }] },
    ]);
    expect(said(responseRecording(clashing, offered))).toMatchObject([{ code: "stream.order", severity: "error" }]);
  });

  it("whose items have gaps between their indices is read alike by both clients", () => {
    expect(findings(ofAnswer.map((event) => ("output_index" in event ? { ...event, output_index: 4 } : event)))).toEqual([]);
  });

  it.each([
    ["without any lifecycle", ofAnswer.slice(2, -1)],
    ["that begins in progress", ofAnswer.slice(1)],
    ["that is only its end", ofAnswer.slice(-1)],
  ])("%s raises in both clients at its first event", (_, part) => {
    expect(findings(part)[0]).toMatchObject({ code: "stream.order", severity: "error" });
    expect(findings(part)[0]!.words).toMatch(/^Chunk 1 is a .* and no `response.created` came before it, so openai-python and/);
  });

  it("whose server does not count its events, or leaves numbers out, is in order", () => {
    for (const number of [0, undefined, null]) {
      expect(findings(ofAnswer.map((event) => ({ ...event, sequence_number: number })))).toEqual([]);
    }
  });

  it("that begins an item twice, or ends another than it began, is told with who raises", () => {
    expect(findings(ofAnswer.toSpliced(3, 0, ofAnswer[2]!))[0]).toMatchObject({
      code: "stream.order",
      severity: "error",
      words: "Chunk 4 begins item 0 a second time, so openai-python and openai-node raise an error.",
    });
    const done = ofAnswer.findIndex(({ type }) => type === "response.output_item.done");
    const other = ofAnswer.with(done, { ...ofAnswer[done]!, item: message("n", outputText("Hello there")) });
    expect(findings(other).map(({ words }) => words)).toContain(
      `Chunk ${done + 1} ends item 0 with another \`id\` than it began with, so openai-python and openai-node raise an error.`,
    );
  });

  it("whose events do not say which item they are about raises in openai-node alone", () => {
    expect(findings(ofAnswer.map((event) => ({ ...event, item_id: undefined })))).toMatchObject([
      {
        code: "stream.order",
        severity: "warning",
        words: expect.stringMatching(/without an `item_id`, so openai-node raises an error\.$/) as string,
      },
    ]);
  });

  it("with an event that openai-node does not know is read differently", () => {
    const strange = ofAnswer.toSpliced(4, 0, { type: "response.pondering" });
    expect(findings(strange)).toEqual([]);
    expect(answerOf(strange).disagreements).toMatchObject([
      { what: "`response.pondering`", chunk: 4, readings: [{ client: "openai-python" }, { client: "openai-node" }] },
    ]);
  });

  it("that ends with an empty output keeps what came, and says who has nothing", () => {
    const empty = ofAnswer.with(-1, { type: "response.completed", response: response([]) });
    expect(findings(empty)).toEqual([]);
    expect(answerOf(empty)).toMatchObject({
      choices: [{ content: { text: "Hello there" } }],
      disagreements: [{ what: "output" }],
    });
  });

  it("that ends without an output has what its items said", () => {
    const none = ofAnswer.with(-1, { type: "response.completed", response: response([], { output: null }) });
    expect(answerOf(none)).toMatchObject({ choices: [{ content: { text: "Hello there" } }], disagreements: [] });
  });

  it("whose end leaves out one of several items is told where it does", () => {
    const left = events.with(-1, { type: "response.completed", response: response([message("m", outputText("Hello there"))]) });
    expect(said(responseRecording(left, offered))).toMatchObject([{ code: "stream.order", severity: "warning" }]);
  });

  it("shows its items in the order in which the end lists them", () => {
    const [one, other] = [message("a", outputText("first ")), message("b", outputText("second"))];
    const turned = responseEvents([other, one], undefined, { type: "response.completed", response: response([one, other]) });
    expect(answerOf(turned).choices[0]?.content?.text).toBe("first second");
  });
});

describe("A failure of a response", () => {
  const nested = { type: "error", error: { type: "tokens", code: "rate_limit_exceeded", message: "Slow down." }, message: null };
  const flat = { type: "error", code: "rate_limit_exceeded", message: "Slow down." };

  it.each([
    ["nested", nested, ["error", "message"]],
    ["flat", flat, ["message"]],
    ["of a server that gives it no type", { error: { message: "Slow down." } }, ["error", "message"]],
  ])("that is %s is one finding, where it says so", (_, failure, place) => {
    const found = findings([...ofAnswer.slice(0, 5), failure]);
    expect(found).toMatchObject([{ code: "provider.failure", words: expect.stringContaining("Slow down.") as string }]);
    expect(found[0]!.path.slice(-place.length)).toEqual(place);
    expect(answerOf([...ofAnswer.slice(0, 5), failure]).error?.message).toBe("Slow down.");
  });

  it("in lines is shown where its line says so", () => {
    const text = responseLines([...ofAnswer.slice(0, 5), nested] as Events);
    const found = said(text).filter(({ code }) => code === "provider.failure");
    expect(found).toHaveLength(1);
    expect(found[0]!.path).toEqual(["response", "body", 3 * 5 + 1, "error", "message"]);
  });

  it("that is told as an error and as what became of the response is told once", () => {
    const failed = {
      type: "response.failed",
      response: response([], { status: "failed", error: { code: "x", message: "Slow down." } }),
    };
    expect(findings([...ofAnswer.slice(0, 5), nested, failed]).map(({ code }) => code)).toEqual(["provider.failure"]);
    expect(findings([...ofAnswer.slice(0, 2), failed]).map(({ code }) => code)).toEqual(["provider.failure"]);
  });
});

describe("A response whose end comes too early", () => {
  const twoParts = responseEvents([message("m", outputText("Hello"), outputText("there"))]);
  const twoItems = responseEvents([message("m", outputText("Hello")), functionCall("f", "go", "{}")]);
  const endAfter = (all: Events, last: string) => {
    const at = all.findIndex(({ type }) => type === last) + 1;
    return [...all.slice(0, at), all.at(-1)!, ...all.slice(at, -1)];
  };
  const orders = (all: readonly object[]) => findings(all).filter(({ code }) => code === "stream.order");

  it("has its parts already when they begin, so openai-node raises", () => {
    expect(orders(endAfter(twoParts, "response.content_part.done"))).toMatchObject([
      {
        severity: "warning",
        words: expect.stringContaining("begins part 1 of item 0, where part 2 would be the next") as string,
      },
    ]);
  });

  it("has its items already when they begin, so openai-node raises", () => {
    expect(orders(endAfter(twoItems, "response.output_item.done"))).toMatchObject([
      {
        severity: "warning",
        words: expect.stringContaining("begins item 1, which the `output` of an earlier chunk lists already") as string,
      },
    ]);
  });
});

describe("A response that ends incomplete", () => {
  const incomplete = (...output: readonly OutputItem[]) => ({
    type: "response.incomplete",
    response: response(output, { status: "incomplete" }),
  });
  const ended = (...output: readonly OutputItem[]) =>
    findings([...ofAnswer.slice(0, -1), incomplete(...output)]).filter(({ code }) => code === "stream.order");

  it("and lists another item at the place of one that came makes openai-node raise", () => {
    expect(ended(message("other", outputText("Hello there")))).toMatchObject([
      {
        severity: "warning",
        words: expect.stringContaining("lists another item in its `output` than item 0, which came before") as string,
      },
    ]);
  });

  it("and lists the items that came, and more, is accused of nothing", () => {
    expect(ended(message("m", outputText("Hello there")), message("n", outputText("More")))).toEqual([]);
  });
});

describe("Nothing of a response is dropped", () => {
  it("where events do not say which item they are about", () => {
    const unplaced = events.slice(0, -1).map((event) => ({ ...event, output_index: undefined }));
    expect(answerOf(unplaced).choices).toMatchObject([
      { reasoning: { text: "Plan." }, content: { text: "Hello there" }, toolCalls: [{ arguments: { text: '{"a": 1}' } }] },
    ]);
  });

  it("neither speech nor what a command prints", () => {
    const shell = { type: "shell_call_output", id: "s", call_id: "c", output: [], status: "in_progress" };
    const { choices } = answerOf([
      { type: "response.audio.delta", delta: "UklG" },
      { type: "response.audio.transcript.delta", delta: "Hel" },
      { type: "response.audio.transcript.delta", delta: "lo" },
      { type: "response.output_item.added", output_index: 0, item: shell },
      { type: "response.shell_call_output_content.delta", output_index: 0, command_index: 0, delta: { stdout: "a" } },
      {
        type: "response.shell_call_output_content.delta",
        output_index: 0,
        command_index: 0,
        delta: { stdout: "b", stderr: "c" },
      },
    ]);
    expect(choices[0]?.items).toMatchObject([
      { type: "shell_call_output", value: { output: [{ stdout: "ab", stderr: "c" }] } },
      { type: "audio", value: { data: "UklG", transcript: "Hello" } },
    ]);
  });

  it("and what is no part of the answer stands beside it", () => {
    const phased = { ...message("m", { ...outputText("Hi"), mood: "glad" }), phase: "commentary" };
    const { also } = answerOf([{ type: "response.pondering", thought: "deep" }, ...responseEvents([phased])]);
    const paths = new Set(also.map(({ path }) => path.join(".")));
    for (const path of ["thought", "item.phase", "part.mood", "response.output.0.phase"]) expect(paths).toContain(path);
    expect(answerOf(events).also).toEqual([]);
  });
});
