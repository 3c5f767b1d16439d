/** Anthropic's messages as servers that copy the format send them: what is said of them, and what is shown. */
import { describe, expect, it } from "vitest";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { check } from "../../../server/src/rules/check";
import { recordingText } from "../../support/recordings";
import { sseLines, type Data } from "../../support/wire";

const body = { tools: [{ name: "get_weather", input_schema: { type: "object" } }] };
const open = (lines: unknown) => readRecordingFile("x.json", recordingText(lines, true, { endpoint: "/v1/messages", body }));
/** Code and severity of what is found, and the messages. */
const found = (lines: unknown) => {
  const findings = check(open(lines)).filter(({ code }) => code !== "recording.name");
  return {
    codes: findings.map(({ code, severity }) => `${severity} ${code}`),
    text: findings.map(({ message }) => message).join("\n"),
  };
};
const named = (...events: Data[]) => sseLines(events, "type");

const usage = { input_tokens: 8, output_tokens: 1 };
const start = {
  type: "message_start",
  message: { id: "msg_1", type: "message", role: "assistant", model: "m", content: [], usage },
};
const begins = (index: number, content_block: Data) => ({ type: "content_block_start", index, content_block });
const grows = (index: number, delta: Data) => ({ type: "content_block_delta", index, delta });
const ends = (index: number) => ({ type: "content_block_stop", index });
const says = (text: string) => ({ type: "text_delta", text });
const finish = (stop_reason = "end_turn") => ({ type: "message_delta", delta: { stop_reason }, usage: { output_tokens: 9 } });
const stop = { type: "message_stop" };
const text = { type: "text", text: "" };
const tool = { type: "tool_use", id: "toolu_1", name: "get_weather", input: {} };
const input = { type: "input_json_delta", partial_json: '{"city":"Oslo"}' };
const hi = [begins(0, text), grows(0, says("Hi"))];

describe("A message whose blocks", () => {
  it("leave a gap makes Python's client raise and Node's lose the arguments", () => {
    const lines = named(start, ...hi, ends(0), begins(2, tool), grows(2, input), ends(2), finish("tool_use"), stop);
    const { codes, text: said } = found(lines);
    expect(codes).toEqual(["error stream.order"]);
    expect(said).toMatch(
      /of block 2 and clients count blocks as they begin.*Python client raises an IndexError.*Node client drops it/,
    );
    expect(open(lines).reassembled.choices[0]?.toolCalls[0]?.arguments.text).toBe('{"city":"Oslo"}');
    expect(open(lines).reassembled.disagreements).not.toEqual([]);
  });

  it("begin out of turn gives one call the arguments of the other", () => {
    const other = { ...tool, id: "toolu_2" };
    const { codes } = found(
      named(
        start,
        ...hi,
        ends(0),
        begins(2, tool),
        begins(1, other),
        grows(1, input),
        ends(1),
        ends(2),
        finish("tool_use"),
        stop,
      ),
    );
    expect(codes).toContain("error stream.order");
  });

  it.each([
    ["are closed behind the `message_delta`", [...hi, finish(), ends(0), stop]],
    ["are closed twice", [...hi, ends(0), ends(0), finish(), stop]],
    [
      "are filled side by side",
      [begins(0, text), begins(1, text), grows(1, says("b")), grows(0, says("a")), ends(0), ends(1), finish(), stop],
    ],
    ["count in text", [begins(0, text), { ...grows(0, says("Hi")), index: "0" }, ends(0), finish(), stop]],
  ])("%s are all right", (_, events) => {
    expect(found(named(start, ...events)).codes).toEqual([]);
  });

  it.each([
    ["are never closed", [...hi, finish(), stop]],
    ["grow after their end", [begins(0, text), ends(0), grows(0, says("Hi")), finish(), stop]],
    [
      "are of a kind that nobody knows and get text",
      [begins(0, { type: "novel" }), grows(0, says("Hi")), ends(0), finish(), stop],
    ],
  ])("%s are a hint at most", (_, events) => {
    expect(found(named(start, ...events)).codes).toEqual(["hint stream.order"]);
  });

  it("get thoughts in a text lose them, which are shown beside the answer", () => {
    const lines = named(
      start,
      begins(0, text),
      grows(0, { type: "thinking_delta", thinking: "Hm." }),
      grows(0, says("Hi")),
      ends(0),
      finish(),
      stop,
    );
    expect(found(lines)).toMatchObject({ codes: ["error stream.order"], text: expect.stringContaining("drop it") as string });
    const { choices, also } = open(lines).reassembled;
    expect(choices[0]).toMatchObject({ content: { text: "Hi" }, reasoning: null });
    expect(also).toMatchObject([{ path: ["delta"], value: { thinking: "Hm." } }]);
  });
});

describe("A message's events", () => {
  const events = [start, ...hi, ends(0), finish(), stop];

  it("without names reach no client, which is said once", () => {
    expect(found(sseLines(events))).toMatchObject({
      codes: ["error chunk.sse"],
      text: expect.stringContaining("The events of this stream have no `event:` lines") as string,
    });
    expect(open(sseLines(events)).reassembled.choices[0]?.content?.text).toBe("Hi");
  });

  it("may be lines of any ending, cut anywhere, or objects", () => {
    const whole = named(...events)
      .map((line) => `${line}\r\n`)
      .join("");
    const objects = events.map((data) => ({ __type__: "anthropic.types.RawMessageStreamEvent", __data__: data }));
    for (const lines of [[whole.slice(0, 77), whole.slice(77, 400), whole.slice(400)], objects, events]) {
      expect(found(lines).codes).toEqual([]);
      expect(open(lines).reassembled.choices[0]?.content?.text).toBe("Hi");
    }
  });

  it("behind the `message_stop` are Python's alone, unless another one follows", () => {
    const late = grows(0, says("!"));
    expect(found(named(start, ...hi, finish(), stop, late)).codes).toContain("error stream.order");
    expect(found(named(start, ...hi, ends(0), stop, finish(), stop)).codes).toEqual([]);
  });

  it("that are a whole message in the place of a stream are no stream for a client", () => {
    const message = {
      id: "msg_1",
      type: "message",
      role: "assistant",
      content: [{ type: "text", text: "No." }],
      stop_reason: "end_turn",
      usage,
    };
    expect(found(sseLines([message])).codes).toContain("error chunk.sse");
    expect(found(named(message)).codes).toEqual(["error stream.order"]);
    expect(open(named(message)).reassembled.choices[0]?.content?.text).toBe("No.");
  });

  it.each([
    ["alone", [{ type: "error", error: { type: "overloaded_error", message: "Overloaded" } }]],
    [
      "behind a part of the answer",
      [start, ...hi, { type: "error", error: { type: "overloaded_error", message: "Overloaded" } }],
    ],
    ["with its error in other words", [start, { type: "error", message: "Overloaded" }]],
  ])("that are an error, %s, are a failure of the provider and nothing else", (_, failed) => {
    expect(found(named(...failed))).toMatchObject({
      codes: ["information provider.failure"],
      text: expect.stringContaining("Overloaded") as string,
    });
    expect(open(named(...failed)).reassembled).toMatchObject({ error: { message: "Overloaded" } });
  });

  it("that end with a refusal say why", () => {
    const refused = {
      type: "message_delta",
      delta: { stop_reason: "refusal", stop_details: { type: "refusal", explanation: "Too risky." } },
      usage,
    };
    expect(found(named(start, ...hi, ends(0), refused, stop))).toMatchObject({
      codes: ["information provider.failure"],
      text: expect.stringContaining("Too risky.") as string,
    });
  });

  it("of a later kind are shown beside the answer", () => {
    const lines = named(
      start,
      begins(0, { ...text, shimmer: 7 }),
      grows(0, { type: "sparkle_delta", sparkle: "*" }),
      ends(0),
      finish(),
      { ...stop, "amazon-bedrock-invocationMetrics": { inputTokenCount: 8 } },
      { type: "vertex_event", note: "later" },
    );
    expect(found(lines).codes).toEqual([]);
    expect(open(lines).reassembled.also.map(({ path, value }) => [path.join("."), value])).toEqual([
      ["content_block.shimmer", 7],
      ["delta", { type: "sparkle_delta", sparkle: "*" }],
      ["amazon-bedrock-invocationMetrics", { inputTokenCount: 8 }],
      ["note", "later"],
    ]);
  });

  it("of the beta client are part of the answer", () => {
    const lines = named(
      start,
      begins(0, { type: "compaction", content: null }),
      grows(0, { type: "compaction_delta", content: "We spoke of rain." }),
      ends(0),
      begins(1, { type: "mcp_tool_use", id: "mcptoolu_1", name: "look", server_name: "s", input: {} }),
      grows(1, input),
      ends(1),
      begins(2, { type: "fallback", from: { model: "m" }, to: { model: "n" }, trigger: { type: "refusal" } }),
      ends(2),
      finish(),
      stop,
    );
    expect(found(lines).codes).toEqual([]);
    expect(open(lines).reassembled).toMatchObject({
      model: "n",
      also: [],
      choices: [
        {
          items: [
            { type: "compaction", value: { content: "We spoke of rain." } },
            { type: "mcp_tool_use", value: { input: { city: "Oslo" } } },
            { type: "fallback" },
          ],
        },
      ],
    });
  });
});
