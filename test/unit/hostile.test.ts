/** Recordings that are wrong in every way there is, and recordings that only look wrong. */
import { describe, expect, it } from "vitest";
import { streamView } from "../../server/src/features/streamView";
import { summarize } from "../../server/src/index/scan/summarize";
import { readRecordingFile } from "../../server/src/formats/readDocument";
import { check } from "../../server/src/rules/check";
import { anyHash, findingsIn } from "../support/findings";
import { functionCall, message, outputText, responseEvents, responseRecording } from "../support/responseStream";
import { sseLines } from "../support/wire";
import { anthropicEvents, geminiChunks, type PlainAnswer } from "../support/wireAnswers";
import { chatChunk, chatCompletion, chatStream, deltaChunk, pythonJson, recordingText } from "../support/recordings";

const name = `${anyHash}.json`;

/** Does with a file whatever scan, hover and stream view do with it; the findings. */
function use(text: string) {
  const file = readRecordingFile(name, text);
  summarize(`file:///recordings/${name}`, text);
  streamView({ id: "file:///x", file, test: null, findings: [], size: text.length });
  return check(file);
}

const typed = (type: string, data: object) => ({ __type__: type, __data__: data });
const call = { index: 0, id: "call_1", type: "function", function: { name: "f", arguments: '{"a": 1}' } };
const parameters = { type: "object", properties: { a: { type: "number" } }, required: ["a"] };
/** The tool that is called, as each family's requests offer it. */
const offered = {
  chat: { tools: [{ type: "function", function: { name: "f", parameters } }] },
  anthropic: { tools: [{ name: "f", input_schema: parameters }] },
  gemini: { config: { tools: [{ function_declarations: [{ name: "f", parameters_json_schema: parameters }] }] } },
};
const chatUsage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
const http = (path: string, body: unknown, streaming: boolean, payload: object = {}) => {
  const asked = { model: "m", messages: [], stream: streaming, ...payload };
  const request = { test_id: null, url: `https://x/v1/${path}`, method: "POST", payload: asked };
  return pythonJson({ test_id: null, request, response: { body, is_streaming: streaming, status: 200 } });
};
const completion = (text: string, finish: string | null) =>
  typed("openai.types.completion.Completion", {
    id: "rec-0123456789ab",
    object: "text_completion",
    created: 0,
    model: "m",
    choices: [{ index: 0, text, finish_reason: finish, logprobs: null }],
  });
const ollamaEnd = { done: true, done_reason: "stop", prompt_eval_count: 1, eval_count: 2 };
const plain: PlainAnswer = {
  reasoning: "",
  text: "Hi",
  calls: [{ id: "x", name: "f", input: { a: 1 } }],
  input: 1,
  output: 2,
};

const anthropicLines = sseLines(
  anthropicEvents(plain, (text) => [text]),
  "type",
);

/** One good recording of every family. */
const families: Readonly<Record<string, string>> = {
  "openai.chat": recordingText(
    [
      deltaChunk({ role: "assistant", content: "Hi" }),
      deltaChunk({ tool_calls: [call] }),
      deltaChunk({}, "tool_calls"),
      chatChunk({ usage: chatUsage }),
    ],
    true,
    { body: { ...offered.chat, stream_options: { include_usage: true } } },
  ),
  "openai.chat, whole": chatCompletion(
    { content: "Hi", tool_calls: [call], annotations: [] },
    { body: offered.chat, finish: "tool_calls" },
  ),
  "openai.chat, without types": recordingText([deltaChunk({ content: "Hi" }).__data__, deltaChunk({}, "stop").__data__], true),
  "openai.completions": recordingText([completion("Hi", null), completion("", "stop")], true, { endpoint: "/v1/completions" }),
  "openai.responses": responseRecording(
    responseEvents([message("msg_1", outputText("Hi")), functionCall("fc_1", "f", '{"a": 1}')]),
    {
      body: { tools: [{ type: "function", name: "f", parameters }] },
    },
  ),
  "anthropic.messages": http(
    "messages",
    {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: "m",
      content: [
        { type: "text", text: "Hi" },
        { type: "tool_use", id: "x", name: "f", input: { a: 1 } },
      ],
      stop_reason: "tool_use",
      usage: { input_tokens: 1, output_tokens: 2 },
    },
    false,
    offered.anthropic,
  ),
  "anthropic.messages, streamed": http("messages", anthropicLines, true, offered.anthropic),
  "gemini.generate": recordingText(
    geminiChunks(plain, (text) => [text], false),
    true,
    { endpoint: "/generate_content_stream", body: { ...offered.gemini, stream: undefined } },
  ),
  "gemini.interactions": http(
    "interactions",
    {
      id: "1",
      object: "interaction",
      status: "completed",
      outputs: [{ type: "text", text: "Hi" }],
      usage: { total_input_tokens: 1, total_output_tokens: 2, total_tokens: 3 },
    },
    false,
  ),
  "ollama.chat": recordingText(
    [
      typed("ollama._types.ChatResponse", {
        model: "m",
        message: { role: "assistant", content: "Hi", tool_calls: [{ function: { name: "f", arguments: { a: 1 } } }] },
        done: false,
      }),
      typed("ollama._types.ChatResponse", { model: "m", message: { role: "assistant", content: "" }, ...ollamaEnd }),
    ],
    true,
    { endpoint: "/api/chat", body: offered.chat },
  ),
  "ollama.generate": recordingText(
    [typed("ollama._types.GenerateResponse", { model: "m", response: "Hi", ...ollamaEnd })],
    true,
    { endpoint: "/api/generate" },
  ),
  embeddings: recordingText(
    {
      object: "list",
      data: [{ object: "embedding", index: 0, embedding: [0.1] }],
      model: "m",
      usage: { prompt_tokens: 1, total_tokens: 1 },
    },
    false,
    { endpoint: "/v1/embeddings" },
  ),
  models: recordingText([typed("openai.types.model.Model", { id: "a", object: "model", created: 0, owned_by: "x" })], false, {
    endpoint: "/v1/models",
  }),
  "tool.result": pythonJson({
    test_id: null,
    request: { test_id: null, provider: "p", tool_name: "web_search", kwargs: { query: "x" } },
    response: { body: typed("ogx_api.tools.ToolInvocationResult", { content: "found" }), is_streaming: false },
  }),
  "file.result": pythonJson({
    test_id: null,
    request: { test_id: null, provider: "p", api: "/x", file_id: "f" },
    response: { body: typed("ogx_api.file_processors.models.ProcessFileResponse", { chunks: [] }), is_streaming: false },
  }),
};

/** Failures tell of themselves, and of nothing else. */
const failures: Readonly<Record<string, string>> = {
  exception: recordingText(null, false, {
    response: { is_exception: true, exception_message: "no", exception_data: { type: "E", status_code: 400, body: {} } },
  }),
  error: recordingText({ error: { message: "no", code: 429 } }, false, { response: { status: 429 } }),
};

describe.each(Object.entries({ ...families, ...failures }))("a recording of %s", (name, text) => {
  it("has nothing to complain of", () => {
    expect(use(text)).toMatchObject(name in failures ? [{ code: "provider.failure", severity: "information" }] : []);
  });

  it("with any one value replaced gives one finding at most, inside of the text", { timeout: 120_000 }, () => {
    for (const damaged of damages(JSON.parse(text))) {
      const broken = pythonJson(damaged);
      // A recorded failure tells of itself whatever else is wrong.
      const others = use(broken).filter(({ code }) => !(name in failures && code === "provider.failure"));
      // What only replay refuses is told beside what the same damage does to everybody.
      const findings = others.filter(({ code, severity }) => !(code === "chunk.shape" && severity === "hint"));
      expect(findings.length, `${broken}\n${JSON.stringify(findings)}`).toBeLessThanOrEqual(1);
      for (const { range } of findings) {
        expect([range.start >= 0, range.start <= range.end, range.end <= broken.length]).toEqual([true, true, true]);
      }
    }
  });

  it("cut off anywhere, in the middle of a character too, says so", () => {
    const bytes = Buffer.from(text.replace("Hi", "Hé 🎉"));
    for (let end = 1; end < bytes.length - 2; end += 7) {
      const findings = use(bytes.subarray(0, end).toString("utf8"));
      expect(findings).toMatchObject([{ code: "json.syntax", message: expect.stringContaining("truncated") as string }]);
    }
  });
});

/** The value with each part of it, one after the other, replaced by something of every type, or left out. */
function* damages(value: unknown): Generator {
  yield* [null, true, 0, "", [], {}];
  if (typeof value !== "object" || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    for (const other of damages(part)) yield Array.isArray(value) ? value.with(Number(key), other) : { ...value, [key]: other };
    yield Array.isArray(value) ? value.toSpliced(Number(key), 1) : { ...value, [key]: undefined };
  }
}

describe("a file that is no plain JSON", () => {
  const good = chatStream(["Hello"]);
  const sides = ["<<<<<<< HEAD", '    "is_streaming": true', "=======", '    "is_streaming": false', ">>>>>>> main"];
  const conflict = (lines: readonly string[]) => good.replace('    "is_streaming": true', lines.join("\n"));
  const said = (text: string) => use(text).map(({ message }) => message);

  it.each([
    ["two sides", conflict(sides)],
    ["Windows line ends", conflict(sides).replaceAll("\n", "\r\n")],
    ["the base between the sides", conflict(sides.toSpliced(2, 0, "||||||| base", '    "is_streaming": null'))],
    ["a conflict inside of a conflict", conflict(sides.toSpliced(1, 0, "<<<<<<< a", "=======", ">>>>>>> b"))],
    ["nothing outside of the conflict", `<<<<<<< HEAD\n${good}=======\n${good}>>>>>>> main\n`],
  ])("names a merge conflict with %s, and still reads the first side", (_, text) => {
    expect(said(text)).toEqual([expect.stringContaining("Merge conflict marker `<<<<<<< HEAD`")]);
    expect(summarize("file:///x.json", text).preview).toBe("Hello");
  });

  it("says that it is UTF-16, with or without a byte order mark", () => {
    for (const mark of ["", "\uFEFF"]) {
      const little = Buffer.from(mark + good, "utf16le");
      for (const bytes of [little, Buffer.from(little).swap16()]) {
        expect(said(bytes.toString("utf8"))).toEqual(["The file is UTF-16, not UTF-8, so the recorder cannot read it."]);
      }
    }
  });

  it("shows what it finds as it stands, and what cannot be seen as an escape", () => {
    expect(said(good.replace('"created": 0', '"created": 0 NaN'))[0]).toContain("`NaN`");
    expect(said(good.replace('"created": 0', '"created": \u202e\0'))[0]).toContain("`\\u202e");
    expect(said(good.replace('"created": 0', '"created": 1e400'))[0]).toContain("is Infinity but");
    expect(said(good.replace('"created": 0', '"created": "\\u009b\\u202e"'))[0]).toContain('"\\u009b\\u202e"');
  });

  it("is read however deep it is nested", { timeout: 120_000 }, () => {
    const deep = (open: string, close: string) => open.repeat(100_000) + "1" + close.repeat(100_000);
    for (const value of [deep("[", "]"), deep('{"a":', "}")]) {
      const request = good.replace('"messages": [', `"tools": [${value}], "seed": ${value}, "messages": [${value},`);
      expect(summarize("file:///x.json", request).preview).toBe("Hello");
      expect(said(request)).toEqual([expect.stringContaining("RecursionError")]);
      expect(said(value)).toHaveLength(1);
      expect(said(value.slice(0, -1))).toHaveLength(1);
    }
  });

  it("is read however long its strings are", { timeout: 120_000 }, () => {
    const long = 'a"\n'.repeat(2_000_000);
    expect(
      said(chatStream([long], { testId: `tests/test_x.py::test_f[${long}]` }).replace('"created": 0', '"created": NaN')),
    ).toEqual([]);
  });

  it("is not deceived by names that every object of JavaScript has", () => {
    const names =
      '"__proto__": {"choices": 5, "request": 1}, "constructor": {"prototype": 5}, "hasOwnProperty": 1, "toString": null,';
    expect(said(good.replace("{", `{${names}`).replaceAll('"choices"', `${names}"choices"`))).toEqual([]);
    expect(said(`{"__proto__": ${good}}`)[0]).toContain("`request`");
  });
});

describe("a recording that only looks odd", () => {
  const chunk = chatChunk;
  const delta = (part: object, finish?: string) => deltaChunk(part, finish);
  const extra = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(extra);
    if (typeof value !== "object" || value === null) return value;
    return { ...Object.fromEntries(Object.entries(value).map(([key, part]) => [key, extra(part)])), x_new: { deep: [null] } };
  };

  it.each([
    [
      "keys that nobody knows, everywhere",
      ...["openai.chat", "openai.chat, whole"].map((each) => extra(JSON.parse(families[each]!))),
    ],
    [
      "Azure's first chunk",
      stream(chunk({ id: "", model: "", object: "", prompt_filter_results: [{ prompt_index: 0 }] }), delta({}, "stop")),
    ],
    ["five answers", stream(...[4, 2, 0, 1, 3].map((index) => deltaChunk({ content: "Hi" }, "stop", index)))],
    [
      "chunks without choices",
      stream(chunk({ choices: [] }), delta({}, "stop"), chunk({ choices: [], usage: null, service_tier: null })),
    ],
    [
      "nulls wherever they may be",
      stream(delta({ content: null, role: null, refusal: null, tool_calls: null, audio: null }), delta({}, "stop")),
    ],
    ["no finish reason until the last", stream(chunk({ choices: [{ index: 0, delta: {} }] }), delta({}, "stop"))],
    [
      "reasoning of every kind",
      stream(delta({ reasoning: "a", reasoning_content: "b", reasoning_details: [{ type: "x" }] }), delta({}, "stop")),
    ],
    [
      "log probabilities",
      stream(
        chunk({
          choices: [
            {
              index: 0,
              delta: {},
              logprobs: { content: [{ token: "a", logprob: -1, bytes: null, top_logprobs: [] }], refusal: null },
            },
          ],
        }),
        delta({}, "stop"),
      ),
    ],
    [
      "the old function call",
      stream(
        { functions: [{ name: "f", parameters: {} }] },
        delta({ function_call: { name: "f", arguments: "" } }),
        delta({ function_call: { arguments: "{}" } }, "function_call"),
      ),
    ],
    ["a refusal", stream(delta({ refusal: "No." }), delta({}, "stop"))],
    ["audio", stream(delta({ audio: { id: "a", data: "UklGRg==", transcript: "Hi" } }), delta({}, "stop"))],
    ["lists of numbers from a server of its own", JSON.parse(recordingText([[0.1, 0.2]], false, { endpoint: "/embed" }))],
  ])("is left alone: %s", (_, ...values) => {
    for (const value of values) expect(findingsIn(pythonJson(value))).toEqual([]);
  });
});

describe("one chunk that is out of place", () => {
  const chatPieces = [deltaChunk({ content: "Hi" }), deltaChunk({ content: "Hi" }), deltaChunk({}, "stop")];
  it.each([
    ["a typed one among bare ones", chatPieces.map(({ __data__ }) => __data__), deltaChunk({ content: "Hi" })],
    ["a bare one among typed ones", chatPieces, deltaChunk({ content: "Hi" }).__data__],
    ["an object among lines", anthropicLines, { candidates: [] }],
    ["a number among objects", [0, 1, 2].map(() => ({ candidates: [] })), 7],
  ])("is the only one that is blamed, and by the number that hover and outline give it: %s", (_, others, odd) => {
    const [first, ...rest] = others;
    const findings = use(recordingText([first, odd, ...rest], true, { body: offered.anthropic }));
    expect(findings).toMatchObject([{ message: expect.stringContaining("Chunk 2 ") as string }]);
  });
});

/** A recorded stream; what stands before its chunks and is none is added to the request's body. */
function stream(...parts: readonly Readonly<Record<string, unknown>>[]): unknown {
  const body = parts.filter((part) => !("__type__" in part)).reduce((all, part) => ({ ...all, ...part }), {});
  const chunks = parts.filter((part) => "__type__" in part);
  return JSON.parse(recordingText(chunks, true, { body }));
}
