/** Two recordings side by side: what a test would notice, and what it would not. */
import { describe, expect, test } from "vitest";
import { difference, pathText } from "../../../server/src/recording/difference";
import { readRecordingFile } from "../../../server/src/recording/recordingFile";
import { chatChunk, chatCompletion, chatStream, deltaChunk, recordingText, type EnvelopeOptions } from "../../support/recordings";

const compare = (before: string, after: string) =>
  difference(readRecordingFile("a.json", before), readRecordingFile("b.json", after));

const call = (name: string, json: string, id = "call_1") => ({
  tool_calls: [{ index: 0, id, function: { name, arguments: json } }],
});

describe("nothing that a test would notice", () => {
  test("a file compared with itself", () => {
    expect(compare(chatStream(["Hi"]), chatStream(["Hi"]))).toMatchObject({
      identical: true,
      sameMeaning: true,
      answer: [],
      request: [],
      noise: [],
      summary: "The files are the same.",
    });
  });

  test("the same text in other chunks is said in so many words", () => {
    const found = compare(chatStream(["It is ", "cold."]), chatStream(["It ", "is ", "cold."]));
    expect(found).toMatchObject({ sameMeaning: true, sameRequest: true, onlyChunkBoundaries: true });
    expect(found.summary).toBe("Only chunk boundaries changed.");
    expect(found.noise).toEqual(["chunk boundaries (3 chunks, then 4)"]);
  });

  test("ids, fingerprints, obfuscation and tool call ids are noise, and named", () => {
    const stream = (mark: string) =>
      chatStream([
        call("weather", '{"city":"Oslo","days":1}', `call_${mark}`),
        chatChunk({ id: mark, system_fingerprint: `fp_${mark}`, obfuscation: mark.repeat(3) }),
      ]);
    const found = compare(stream("a"), stream("b"));
    expect(found).toMatchObject({ sameMeaning: true, onlyChunkBoundaries: false });
    expect(found.noise).toEqual(["tool call ids", "response ids", "fingerprints", "obfuscation"]);
    expect(found.summary).toBe("Same meaning; tool call ids, response ids, fingerprints and obfuscation changed.");
  });

  test("arguments are compared as JSON, not as text", () => {
    const found = compare(
      chatStream([call("weather", '{"city":"Oslo","days":1}')]),
      chatStream([call("weather", '{ "days": 1, "city": "Oslo" }')]),
    );
    expect(found.sameMeaning).toBe(true);
  });
});

describe("what a test would notice", () => {
  test("other words", () => {
    const { answer, sameMeaning, summary } = compare(chatStream(["It is cold."]), chatStream(["It is warm."]));
    expect(sameMeaning).toBe(false);
    expect(answer).toEqual([
      {
        kind: "text",
        what: "text",
        parts: [
          { kind: "same", text: "It is " },
          { kind: "removed", text: "cold" },
          { kind: "added", text: "warm" },
          { kind: "same", text: "." },
        ],
      },
    ]);
    expect(summary).toBe("Text changed.");
  });

  test("another argument, at its path", () => {
    const { answer } = compare(
      chatStream([call("weather", '{"where":{"city":"Oslo"},"days":[1,2]}')]),
      chatStream([call("weather", '{"where":{"city":"Rome"},"days":[1,2,3]}')]),
    );
    expect(answer).toEqual([
      {
        kind: "fields",
        what: "arguments of weather",
        fields: [
          { path: ["where", "city"], before: "Oslo", after: "Rome" },
          { path: ["days", 2], before: undefined, after: 3 },
        ],
      },
    ]);
  });

  test("another tool, a call more, another end", () => {
    const { answer } = compare(
      chatStream([call("weather", "{}")], { finish: "tool_calls" }),
      chatStream([call("forecast", "{}"), { tool_calls: [{ index: 1, id: "c2", function: { name: "stop", arguments: "{}" } }] }]),
    );
    expect(answer).toEqual([
      { kind: "value", what: "name of tool call 1", before: "weather", after: "forecast" },
      { kind: "value", what: "tool call 2", before: null, after: "stop({})" },
      { kind: "value", what: "finish reason", before: "tool_calls", after: "stop" },
    ]);
  });

  test("usage, model, and a stream that became one answer", () => {
    const usage = (total_tokens: number) => ({ data: { usage: { prompt_tokens: 8, completion_tokens: 5, total_tokens } } });
    expect(compare(chatCompletion("Hi", usage(13)), chatCompletion("Hi", usage(14))).answer).toEqual([
      { kind: "fields", what: "usage", fields: [{ path: ["totalTokens"], before: 13, after: 14 }] },
    ]);
    const { answer } = compare(chatStream([deltaChunk({ role: "assistant", content: "Hi" })]), chatCompletion("Hi"));
    expect(answer).toContainEqual({ kind: "value", what: "form", before: "streamed", after: "in one piece" });
  });

  test("an answer that became an error", () => {
    const failed = recordingText(null, true, {
      response: { is_exception: true, exception_data: { type: "RateLimitError", message: "Slow down.", status_code: 429 } },
    });
    const { answer, summary } = compare(chatStream(["Hi"]), failed);
    expect(answer[0]).toEqual({ kind: "value", what: "error", before: null, after: "RateLimitError 429 Slow down." });
    expect(summary).toMatch(/^Error, /);
  });

  test("bodies of no family are compared by their fields", () => {
    const body = (score: number) => recordingText({ id: String(score), results: [{ score }] }, false, { endpoint: "/v1/rerank" });
    expect(compare(body(1), body(2)).answer).toEqual([
      { kind: "fields", what: "result", fields: [{ path: ["results", 0, "score"], before: 1, after: 2 }] },
    ]);
  });

  test("the request, field by field, an inserted message being one difference", () => {
    const asked = (...contents: string[]): EnvelopeOptions => ({
      body: { messages: contents.map((content) => ({ role: "user", content })) },
    });
    const found = compare(chatStream(["Hi"], asked("one", "three")), chatStream(["Hi"], asked("one", "two", "three")));
    expect(found.request).toEqual([
      { path: ["body", "messages", 1], before: undefined, after: { role: "user", content: "two" } },
    ]);
    expect(found.request.map(({ path }) => pathText(path))).toEqual(["body.messages[1]"]);
    expect(found.summary).toBe("The request changed; the answer means the same.");
  });
});

describe("bad input is normal", () => {
  test.each(["", "{", "null", "[]", '{"request":7,"response":{"body":7}}', `{"response":{"body":${"[".repeat(3_000)}1`])(
    "%#: compared with a good file and with itself",
    (text) => {
      expect(compare(text, chatStream(["Hi"])).sameMeaning).toBe(false);
      expect(compare(text, text)).toMatchObject({ identical: true, sameMeaning: true });
    },
  );

  test("texts of thousands of other words come out whole", () => {
    const words = (start: number) => Array.from({ length: 20_000 }, (_, index) => `w${start + index * 7} `).join("");
    const [change] = compare(chatStream([words(0)]), chatStream([words(3)])).answer;
    const side = (...kinds: string[]) =>
      change?.kind === "text"
        ? change.parts
            .filter(({ kind }) => kinds.includes(kind))
            .map(({ text }) => text)
            .join("")
        : "";
    expect(side("same", "removed")).toBe(words(0));
    expect(side("same", "added")).toBe(words(3));
  });
});
