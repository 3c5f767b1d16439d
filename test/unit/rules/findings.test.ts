import { describe, expect, it } from "vitest";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { check } from "../../../server/src/rules/check";
import { anyHash, findingsIn } from "../../support/findings";
import { dice } from "../../support/secrets";
import {
  chatChunk,
  chatCompletion,
  chatStream,
  deltaChunk,
  pythonJson,
  recordingText,
  recordingValue,
} from "../../support/recordings";

/** Pieces of streams, as these stories need them, are unfinished and call what nobody offered: other rules' stories tell of that. */
const told = /^(json\.syntax|recording\.shape|chunk\.(envelope|foreign|shape))$/;
const shown = (text: string, name?: string) =>
  findingsIn(text, name)
    .filter(({ code }) => told.test(code))
    .map(({ code, at, message }) => [code, at, message]);
const nothing: unknown[] = [];

describe("json.syntax", () => {
  it("underlines where a file breaks, and says nothing else of it", () => {
    const text = chatStream(["Hello"]).replace('"is_streaming": true', '"is_streaming" true');
    expect(shown(text)).toEqual([
      ["json.syntax", "true", "Expected a colon before this: `true`, so the file cannot be replayed."],
    ]);
  });

  it("says that a file was cut off, at its end, and does not call the rest missing", () => {
    const text = chatStream(["Hello", "world"]);
    const cut = text.slice(0, text.indexOf("world"));
    expect(shown(cut)).toEqual([["json.syntax", '"', "The file is truncated, so it cannot be replayed."]]);
  });

  it("names an unresolved merge conflict, an empty file and a Git LFS pointer", () => {
    const conflict = chatStream(["Hello"]).replace("{\n", "{\n<<<<<<< HEAD\n=======\n>>>>>>> main\n");
    expect(shown(conflict)).toMatchObject([["json.syntax", "<<<<<<< HEAD", expect.stringContaining("Merge conflict marker")]]);
    expect(shown("")).toMatchObject([["json.syntax", "", expect.stringContaining("empty")]]);
    expect(shown("version https://git-lfs.github.com/spec/v1\noid sha256:1\n")).toMatchObject([
      ["json.syntax", "version https://git-lfs.github.com/spec/v1", expect.stringContaining("git lfs pull")],
    ]);
  });

  it("is silent on a byte order mark and on Python's NaN", () => {
    expect(shown(`\uFEFF${chatStream(["Hello"], { response: { x: null } }).replace('"x": null', '"x": NaN')}`)).toEqual(nothing);
  });
});

describe("recording.shape", () => {
  const value = recordingValue(chatChunk({}), false);
  const without = (part: "request" | "response", key?: string) => {
    const copy = structuredClone(value) as Record<string, unknown>;
    if (key === undefined) copy[part] = undefined;
    else copy[part] = { ...value[part], [key]: undefined };
    return pythonJson(copy);
  };
  const withResponse = (response: object) => pythonJson({ ...value, response });

  it.each([
    [without("request"), "{", "`request` is missing, so the recorder cannot replay this file."],
    [without("response"), "{", "`response` is missing, so the recorder cannot replay this file."],
    [
      without("request", "method"),
      '"request"',
      "`request.method` is missing, so replay cannot tell which request this file answers.",
    ],
    [
      without("request", "body"),
      '"request"',
      "`request.body` is missing, so replay cannot tell which request this file answers.",
    ],
    [without("response", "body"), '"response"', "`response.body` is missing, so the recorder cannot replay the answer."],
    [
      withResponse({ body: [], is_streaming: "yes" }),
      '"yes"',
      '`response.is_streaming` is "yes" but should be true or false, so the recorder cannot replay the answer.',
    ],
    [
      withResponse({ body: { x: 1 }, is_streaming: true }).replace(/\n {6}"x": 1\n {4}/, '"x": 1'),
      '{"x": 1}',
      "`response.body` is an object but should be a list of chunks, as `is_streaming` is true, so replay has no chunks to return.",
    ],
    [
      withResponse({ body: 7, is_streaming: false }),
      "7",
      "`response.body` is 7 but should be an object or a list, so the recorder cannot replay the answer.",
    ],
    [
      pythonJson({ ...value, test_id: 5 }),
      "5",
      "`test_id` is 5 but should be a string, so the recorder cannot replay this file.",
    ],
    [
      pythonJson({ ...value, request: "GET" }),
      '"GET"',
      '`request` is "GET" but should be an object, so the recorder cannot replay this file.',
    ],
    ["[]\n", "[", "The file has no `request` and `response`, so it is not a recording and is never replayed."],
  ])("finds what is missing or of the wrong type (%#)", (text, at, message) => {
    expect(shown(text)).toEqual([["recording.shape", at, message]]);
  });

  it("names the parts of each of the other three request shapes", () => {
    const request = (request: object) => shown(pythonJson({ ...value, request }));
    expect(request({ test_id: null, url: "u", method: "POST", payload: {} })).toEqual(nothing);
    expect(request({ test_id: null, url: 5, method: "POST", payload: {} })).toMatchObject([
      ["recording.shape", "5", expect.anything()],
    ]);
    expect(request({ provider: "p", tool_name: "search", kwargs: {} })).toEqual(nothing);
    expect(request({ provider: "p", tool_name: "search" })).toMatchObject([
      ["recording.shape", '"request"', expect.stringContaining("`request.kwargs` is missing")],
    ]);
    expect(request({ provider: "p", api: "process_file", file_id: "f" })).toEqual(nothing);
    expect(request({ provider: null, api: "process_file", file_id: "f" })).toMatchObject([
      ["recording.shape", "null", expect.anything()],
    ]);
  });

  it("is silent on old files without a test id, on exceptions without a body, and on keys it does not know", () => {
    expect(shown(pythonJson({ ...value, test_id: undefined, id_normalization_mapping: undefined }))).toEqual(nothing);
    expect(shown(pythonJson({ ...value, test_id: null, extra: { anything: [1] } }))).toEqual(nothing);
    expect(shown(withResponse({ body: null, is_streaming: true, is_exception: true, exception_message: "x" }))).toEqual(nothing);
    expect(shown(withResponse({ body: "plain text", is_streaming: false, status: 200 }))).toEqual(nothing);
  });

  it("leaves alone a JSON file that is something else, unless its name passes it off as a recording", () => {
    expect(shown('{"version": 1}', "index.json")).toEqual(nothing);
    expect(shown('{"version": 1}')).toMatchObject([
      ["recording.shape", "{", "`request` and `response` are missing, so the recorder cannot replay this file."],
    ]);
    expect(shown('{"request": {}}', "index.json")).not.toEqual(nothing);
  });
});

describe("chunk.envelope", () => {
  const good = deltaChunk({ content: "Hi" });

  it("finds a chunk without the type or data that its siblings have, once and at its bracket", () => {
    for (const [broken, lacking] of [
      [{ __data__: good.__data__ }, "`__type__`"],
      [{ __type__: good.__type__ }, "`__data__`"],
      [good.__data__, "`__type__` and `__data__`"],
    ] as const) {
      expect(shown(recordingText([good, broken, good], true))).toEqual([
        ["chunk.envelope", "{", `Chunk 2 has no ${lacking}, so the test gets plain data instead of the client's object.`],
      ]);
    }
  });

  it("finds types that are no names, data that are no objects, and elements that are neither", () => {
    expect(shown(recordingText([good, { ...good, __type__: 5 }], true))).toMatchObject([
      ["chunk.envelope", "5", expect.anything()],
    ]);
    expect(shown(recordingText([good, { ...good, __data__: "x" }], true))).toMatchObject([
      ["chunk.envelope", '"x"', expect.anything()],
    ]);
    expect(shown(recordingText([good, 42, null], true)).map(([code, at]) => [code, at])).toEqual([
      ["chunk.envelope", "42"],
      ["chunk.envelope", "null"],
    ]);
  });

  it("is silent on a stream that has no types throughout, and on lines of server-sent events", () => {
    expect(shown(recordingText([{ candidates: [] }, { candidates: [] }], true))).toEqual(nothing);
    expect(shown(recordingText(["event: message_start", "data: {}", ""], true))).toEqual(nothing);
  });
});

describe("chunk.foreign", () => {
  const good = deltaChunk({ content: "Hi" });
  const completion = { __type__: "openai.types.chat.chat_completion.ChatCompletion", __data__: {} };

  it("finds a chunk of another type among its siblings, and says no more about its shape", () => {
    expect(shown(recordingText([good, completion, good], true))).toEqual([
      [
        "chunk.foreign",
        '"openai.types.chat.chat_completion.ChatCompletion"',
        "Chunk 2 is `ChatCompletion` but the others are `ChatCompletionChunk`, so a client that reads this stream cannot use it.",
      ],
    ]);
  });

  it("finds a bare chunk of another family, and an object among lines", () => {
    const bare = good.__data__;
    expect(shown(recordingText([bare, { candidates: [] }, bare], true))).toMatchObject([
      ["chunk.foreign", "{", expect.stringContaining("`Gemini answer`")],
    ]);
    expect(shown(recordingText(["event: message_start", "", bare], true))).toMatchObject([
      ["chunk.foreign", "{", expect.anything()],
    ]);
  });

  it("is silent on streams whose events are of many types, known or unknown", () => {
    const event = (name: string) => ({ __type__: `openai.types.responses.${name}`, __data__: { type: "response.x" } });
    expect(shown(recordingText([event("ResponseCreatedEvent"), event("ResponseTextDeltaEvent")], true))).toEqual(nothing);
    const other = (name: string) => ({ __type__: `acme.${name}`, __data__: {} });
    expect(shown(recordingText([other("Start"), other("Delta"), other("Delta")], true))).toEqual(nothing);
  });
});

describe("chunk.shape", () => {
  const chunk = (data: object) => recordingText([deltaChunk({ content: "Hi" }), chatChunk({ ...data })], true);
  const delta = (part: unknown, finish: unknown = null, index: unknown = 0) =>
    recordingText([deltaChunk(part, finish, index)], true);

  it.each([
    [
      chunk({ choices: undefined }),
      '"__data__"',
      "`choices` is missing, so replay returns its parts as plain data that a client cannot read.",
    ],
    [
      chunk({ choices: 7 }),
      "7",
      "`choices` is 7 but should be a list, so replay returns its parts as plain data that a client cannot read.",
    ],
    [
      chunk({ choices: [3] }),
      "3",
      "`choices[0]` is 3 but should be an object, so replay returns its parts as plain data that a client cannot read.",
    ],
    [
      chunk({ id: null }),
      "null",
      "`id` is null but should be a string, so replay returns its parts as plain data that a client cannot read.",
    ],
    [
      chunk({ choices: [{ index: 0 }] }),
      "{",
      "`choices[0].delta` is missing, so replay returns its parts as plain data that a client cannot read.",
    ],
    [
      delta({}, "done"),
      '"done"',
      '`choices[0].finish_reason` is "done" but should be one of stop, length, tool_calls, content_filter, function_call, so replay returns its parts as plain data that a client cannot read.',
    ],
    [
      delta({}, null, "0"),
      '"0"',
      '`choices[0].index` is "0" but should be a number, so replay returns its parts as plain data that a client cannot read.',
    ],
    [
      delta({ content: 42 }),
      "42",
      "`choices[0].delta.content` is 42 but should be a string, so replay returns its parts as plain data that a client cannot read.",
    ],
    [
      delta({ tool_calls: [{ index: 0, function: { name: "f", arguments: {} } }] }),
      "{}",
      "`choices[0].delta.tool_calls[0].function.arguments` is an object but should be a string, so replay returns its parts as plain data that a client cannot read.",
    ],
    [
      chunk({ usage: { prompt_tokens: "many" } }),
      '"many"',
      '`usage.prompt_tokens` is "many" but should be a number, so replay returns its parts as plain data that a client cannot read.',
    ],
    [
      chatCompletion({ content: false }),
      "false",
      "`choices[0].message.content` is false but should be a string, so replay returns its parts as plain data that a client cannot read.",
    ],
  ])("finds what a client cannot read (%#)", (text, at, message) => {
    expect(shown(text)).toEqual([["chunk.shape", at, message]]);
  });

  it("says one thing for each wrong value", () => {
    expect(shown(delta({ content: 42 }, "done"))).toHaveLength(2);
  });

  it.each([
    ["Azure's first chunk", chunk({ choices: [], model: "", object: "", id: "", prompt_filter_results: [{}] })],
    ["Azure's content filter offsets", chunk({ choices: [{ index: 0, finish_reason: null, content_filter_offsets: {} }] })],
    ["the usage chunk", chunk({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2, extra: "x" } })],
    ["another model", chunk({ model: "somebody-else" })],
    ["reasoning under any name", delta({ reasoning: { deep: [1] }, reasoning_content: null, reasoning_details: [] })],
    [
      "unknown fields anywhere",
      chunk({ choices: [{ index: 0, delta: { audio: {} }, finish_reason: null, stop_reason: 7 }], nvext: {} }),
    ],
    ["nulls for what may be absent", delta({ content: null, role: null, refusal: null, tool_calls: null, function_call: null })],
    [
      "every finish reason there is",
      recordingText(
        ["stop", "length", "tool_calls", "content_filter", "function_call"].map((each) => deltaChunk({}, each)),
        true,
      ),
    ],
    [
      "a missing tool call index, which has a rule of its own",
      delta({ tool_calls: [{ id: "a", function: { name: "f", arguments: "" } }] }),
    ],
    ["a format that nobody knows", recordingText([{ choices: "?" }, { anything: 1 }], true)],
    ["a stream without types", recordingText([deltaChunk({ content: "Hi" }).__data__], true)],
  ])("is silent on %s", (_, text) => {
    expect(shown(text)).toEqual(nothing);
  });

  it("looks into a chat stream that has no types too", () => {
    const bare = chatChunk({ choices: 7 }).__data__;
    expect(shown(recordingText([bare], true))).toMatchObject([["chunk.shape", "7", expect.anything()]]);
  });
});

describe("a file that is wrong throughout", () => {
  const findings = (text: string) => check(readRecordingFile(`${anyHash}.json`, text));

  it("has one finding for each cause, which says at how many places it is", () => {
    const text = recordingText(
      Array.from({ length: 5000 }, () => 1),
      true,
    );
    const [finding, ...others] = findings(text);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: "chunk.envelope", count: 5000, path: ["response", "body", 0] });
    expect(finding?.message).toMatch(/^Chunk 1 is 1 but should be .* The same problem is at 4,999 more places\.$/);
    expect(finding?.also).toHaveLength(100);
    expect(finding?.also[0]?.path).toEqual(["response", "body", 1]);
  });

  it("tells how many findings of a rule are not listed", () => {
    const keys = Array.from({ length: 700 }, (_, at) => `"k${at}": 1, "k${at}": 2`).join(", ");
    const found = findings(chatStream(["Hi"]).replace('"headers": {}', `"headers": {${keys}}`));
    expect(found.filter(({ code }) => code === "json.duplicate-key")).toHaveLength(501);
    expect(found.at(-1)).toMatchObject({ count: 200 });
    expect(found.at(-1)?.message).toMatch(/^500 findings of this rule are listed; 200 more start here/);
  });

  const words = (...reasons: readonly string[]) =>
    chatStream(reasons.map((finish_reason) => chatChunk({ choices: [{ index: 0, delta: { content: "a" }, finish_reason }] })));
  const shapes = (text: string) =>
    findings(text)
      .filter(({ code }) => code === "chunk.shape")
      .map(({ count, path }) => [count, path[2]]);

  it.each([
    ["one wrong word in many chunks", words("", "", ""), [[3, 0]]],
    [
      "two wrong words",
      words("", "odd", ""),
      [
        [2, 0],
        [1, 1],
      ],
    ],
    ["a wrong type, whatever the value", chatStream([chatChunk({ created: "now" }), chatChunk({ created: "then" })]), [[2, 0]]],
    [
      "two wrong properties",
      chatStream([chatChunk({ created: "now" }), chatChunk({ model: 2 })]),
      [
        [1, 0],
        [1, 1],
      ],
    ],
  ])("tells causes apart: %s", (_, text, expected) => {
    expect(shapes(text)).toEqual(expected);
  });

  it("names each call that is wrong", () => {
    const call = (index: number) => ({ index, id: `call_${index}`, type: "function", function: { name: "f", arguments: "{" } });
    const text = chatStream([{ tool_calls: [call(0)] }, { tool_calls: [call(1)] }], { finish: "tool_calls" });
    expect(findings(text).filter(({ code }) => code === "tool.arguments")).toMatchObject([{ count: 1 }, { count: 1 }]);
  });

  it("tells two keys apart that begin alike, and finds one key once", () => {
    const [one, other] = ["one", "other"].map((seed) => `gsk_${dice(52, seed)}`);
    const text = chatStream([`${one} `, `${other} `, `and ${one}`]);
    expect(
      findings(text)
        .filter(({ code }) => code === "secret.key")
        .map(({ count }) => count),
    ).toEqual([2, 1]);
  });
});

describe("a broken chunk", () => {
  const openCall = { index: 0, id: "call_1", type: "function", function: { name: "f", arguments: "{" } };
  const codesOf = (...parts: Parameters<typeof chatStream>[0]) =>
    findingsIn(chatStream(parts, { finish: "tool_calls", body: { tools: [{ type: "function", function: { name: "f" } }] } })).map(
      ({ code }) => code,
    );

  it("costs no finding on what it does not hold", () => {
    expect(codesOf({ tool_calls: [openCall] }, chatChunk({ created: "now" }))).toEqual(["tool.arguments", "chunk.shape"]);
    expect(codesOf({ tool_calls: [openCall] }, chatChunk({ object: "other" }))).toEqual(["tool.arguments", "chunk.shape"]);
    expect(codesOf({ content: "Hi" }, chatChunk({ model: 7 }))).toEqual(["chunk.shape", "tool.no-calls"]);
  });

  it("explains what it may hold", () => {
    expect(codesOf({ tool_calls: [openCall] }, chatChunk({ choices: "none" }))).toEqual(["chunk.shape"]);
    const numbers = { index: 0, function: { arguments: 7 } };
    expect(codesOf({ tool_calls: [openCall] }, { tool_calls: [numbers] })).toEqual(["chunk.shape"]);
  });
});
