/** Malformed chat streams on which openai-node and openai-python differ; what openai-node sees is asked of it. */
import { ChatCompletionStream } from "openai/lib/ChatCompletionStream";
import { describe, expect, it } from "vitest";
import type { Disagreement } from "../../../server/src/recording/reassembled";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { chatChunk, chatStream, deltaChunk, recordingText } from "../../support/recordings";

const disagreements = (text: string) => readRecordingFile("x.json", text).reassembled.disagreements;
const reading = (found: Disagreement | undefined, client: string) => found?.readings.find((each) => each.client === client)?.sees;
const call = (index: number, part: object) => ({ tool_calls: [{ index, ...part }] });
const named = (index: number, id: string, name: string) =>
  call(index, { id, type: "function", function: { name, arguments: "{}" } });

async function node(text: string) {
  const body = readRecordingFile("x.json", text).recording!.chunks.map(({ data }) => `${JSON.stringify(data)}\n`);
  return ChatCompletionStream.fromReadableStream(new Blob(body).stream()).finalChatCompletion();
}

async function callSeenByNode(text: string, index = 0) {
  const called = (await node(text)).choices[0]?.message.tool_calls?.[index];
  return called?.type === "function" ? { id: called.id, name: called.function.name } : undefined;
}

const role = { role: "assistant" };

describe("clients that read one stream differently", () => {
  it("openai-python raises at a second list whose objects have no index, openai-node keeps it", () => {
    const thinks = (thinking: string, more: object = {}) => ({ thinking_blocks: [{ type: "thinking", thinking, ...more }] });
    expect(disagreements(chatStream([role, thinks("a"), thinks("b"), thinks("c")]))).toMatchObject([
      { what: "`thinking_blocks`", chunk: 2, readings: [{ sees: "an error, as its entries have no `index`" }, {}] },
    ]);
    const sound = [thinks("a"), { citations: ["x"] }, { citations: ["y"] }, thinks("b", { index: 0 }), { thinking_blocks: null }];
    expect(disagreements(chatStream([role, ...sound]))).toEqual([]);
  });

  it("chunks that call themselves something else are told once", () => {
    const other = (content: string) => {
      const { __type__, __data__ } = deltaChunk({ content });
      return { __type__, __data__: { ...__data__, object: "chat.completion" } };
    };
    expect(disagreements(chatStream([role, other("a"), other("b"), other("c")]))).toMatchObject([
      { what: "content of 3 chunks", chunk: 1 },
    ]);
  });

  it("both raise where no choice ever comes at the first index", async () => {
    const text = recordingText([deltaChunk({ content: "Hi" }, null, 1), deltaChunk({}, "stop", 1)], true);
    expect(reading(disagreements(text)[0], "openai-node")).toMatch(/^a TypeError/);
    await expect(node(text)).rejects.toThrow("Cannot read properties of undefined");
  });

  it("openai-python joins a name that comes again, openai-node keeps the last; the model shows the first", async () => {
    const text = chatStream([role, named(0, "call_1", "a"), call(0, { function: { name: "b", arguments: "" } })]);
    expect(disagreements(text)).toEqual([
      {
        what: "name of tool call 1",
        chunk: 2,
        readings: [
          { client: "openai-python", sees: "ab" },
          { client: "openai-node", sees: "b" },
        ],
      },
    ]);
    expect((await callSeenByNode(text))?.name).toBe("b");
    expect(readRecordingFile("x.json", text).reassembled.choices[0]?.toolCalls[0]?.name).toEqual({ value: "a", chunk: 1 });
  });

  it("the same name sent with every chunk is a different name in Python alone", async () => {
    const again = call(0, { function: { name: "get", arguments: "" } });
    const text = chatStream([role, named(0, "call_1", "get"), again, again]);
    expect(reading(disagreements(text)[0], "openai-python")).toBe("getgetget");
    expect(reading(disagreements(text)[0], "openai-node")).toBe("get");
    expect(await callSeenByNode(text)).toEqual({ id: "call_1", name: "get" });
  });

  it("two calls under one index become one call, of another id in each", async () => {
    const text = chatStream([role, named(0, "call_1", "f"), named(0, "call_2", "g")]);
    const found = disagreements(text);
    expect(found.map(({ what }) => what)).toEqual(["name of tool call 1", "id of tool call 1"]);
    expect(reading(found[1], "openai-python")).toBe("call_1call_2");
    expect(await callSeenByNode(text)).toEqual({ id: reading(found[1], "openai-node"), name: reading(found[0], "openai-node") });
  });

  it("calls that begin out of order fail in openai-python alone", async () => {
    const text = chatStream([role, named(1, "call_2", "g"), named(0, "call_1", "f")]);
    expect(disagreements(text)).toMatchObject([{ what: "place of tool call 2", chunk: 1 }]);
    expect(reading(disagreements(text)[0], "openai-python")).toMatch(/IndexError/);
    expect((await callSeenByNode(text, 1))?.name).toBe("g");
  });

  it("a choice that begins before the first fails in openai-python alone", () => {
    const text = recordingText([deltaChunk(role, null, 1), deltaChunk(role, null, 0)], true);
    expect(disagreements(text)).toMatchObject([{ what: "place of choice 2", chunk: 0 }]);
  });

  it("usage that a later chunk does not repeat is forgotten by openai-python, and kept where the chunk does not speak of it", async () => {
    const counted = chatChunk({ usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 } });
    const silent = chatChunk({ usage: undefined });
    const text = recordingText([deltaChunk(role), deltaChunk({ content: "Hi" }, "stop"), counted, silent], true);
    expect(disagreements(text)).toMatchObject([{ what: "usage", chunk: 3 }]);
    expect(reading(disagreements(text)[0], "openai-python")).toBe("no usage");
    expect(reading(disagreements(text)[0], "openai-node")).toBe("3 in, 4 out");
    expect((await node(text)).usage?.completion_tokens).toBe(4);
  });

  it("openai-python passes over a chunk that is called something else", async () => {
    const odd = chatChunk({ object: "", choices: [{ index: 0, delta: { content: " there" }, finish_reason: null }] });
    const text = chatStream([role, "Hi", odd]);
    expect(disagreements(text)).toMatchObject([{ what: "content of the chunk", chunk: 2 }]);
    expect((await node(text)).choices[0]?.message.content).toBe("Hi there");
  });
});

describe("clients agree, and the model says nothing of it,", () => {
  it.each([
    [
      "where id and name come once and the rest is null or empty",
      chatStream([named(0, "a", "f"), call(0, { id: null, function: { name: "", arguments: "" } })]),
    ],
    ["on parallel calls", chatStream([named(0, "a", "f"), named(1, "b", "f"), call(0, { function: { arguments: "" } })])],
    [
      "on Azure's filter results",
      recordingText([chatChunk({ id: "", object: "", prompt_filter_results: [] }), deltaChunk({ content: "x" }, "stop")], true),
    ],
    [
      "on usage in every chunk",
      recordingText([chatChunk({ usage: { prompt_tokens: 1 } }), chatChunk({ usage: { prompt_tokens: 2 } })], true),
    ],
    ["on a role in every chunk", chatStream([role, { role: "assistant", content: "x" }])],
    ["on a call without an index, on which both fail", chatStream([{ tool_calls: [{ id: "a", function: { name: "f" } }] }])],
    ["on a gap in the calls that nothing fills, on which both fail", chatStream([role, named(1, "a", "f")])],
  ])("%s", (_, text) => {
    expect(disagreements(text)).toEqual([]);
  });
});
