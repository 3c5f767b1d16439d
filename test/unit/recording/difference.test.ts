/** Two recordings side by side: what a test would notice, and what it would not. */
import { describe, expect, test } from "vitest";
import { difference, pathText, unreadSentences } from "../../../server/src/recording/difference";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { compareStaged } from "../../../server/src/rerecord/judge";
import { readable } from "../../../server/src/rerecord/readable";
import { readSide } from "../../../server/src/rules/readSide";
import { parallelCassette, yamlCall, yamlCassette } from "../../support/cassetteTexts";
import {
  chatChunk,
  chatCompletion,
  chatStream,
  deltaChunk,
  pythonJson,
  recordingText,
  recordingValue,
  type EnvelopeOptions,
} from "../../support/recordings";

const compare = (before: string, after: string) =>
  difference(readSide(readRecordingFile("a.json", before)), readSide(readRecordingFile("b.json", after)));

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

  test.each([
    [
      "words that both happen to have between two changes are no marks of their own",
      ["It is ", "-sunny in Rome", "+raining in Oslo", " today, and the sea is calm."],
    ],
    ["a few words in a long text are marked", ["The ", "-red", "+blue", " house stands beside the ", "-lake", "+road", "."]],
    [
      "another sentence is another text",
      [
        "-Paris lies on the Seine and is the capital of France.",
        "+In France, most visitors begin with the Louvre and its gardens.",
      ],
    ],
    ["lines stay lines", ["- milk\n- ", "-bread", "+flour", "\n- ", "-butter", "+cheese", "\n- a dozen eggs\n"]],
  ])("%s", (_, told) => {
    const parts = told.map((text, at) => {
      const kind = at > 0 || told.length === 2 ? { "-": "removed", "+": "added" }[text[0] ?? ""] : undefined;
      return kind === undefined ? { kind: "same", text } : { kind, text: text.slice(1) };
    });
    const side = (other: string) => parts.map(({ kind, text }) => (kind === other ? "" : text)).join("");
    const { answer } = compare(chatStream([side("added")]), chatStream([side("removed")]));
    expect(answer).toEqual([{ kind: "text", what: "text", parts }]);
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

  test("of much that changed three things are named, and how many more", () => {
    const whole = chatStream(["Hi", call("weather", "{}")]);
    const { summary } = compare(whole, whole.slice(0, whole.indexOf('"response"')));
    expect(summary).toMatch(/^As far as both can be read, [^,]+, [^,]+, [^,]+ and \d+ more changed\.$/);
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

describe("nothing is called the same that was not read whole", () => {
  const good = chatStream(["Hi"]);
  const conflict = good.replace('  "test_id"', '<<<<<<< HEAD\n  "test_id"').replace('{\n  "__type__', "=======\n{");
  const value = (change: (recording: ReturnType<typeof recordingValue>) => unknown) =>
    pythonJson(change(recordingValue([deltaChunk({ content: "Hi" }), deltaChunk({}, "stop")], true)));
  const unread = {
    "an empty file": ["", "The file is empty, so there is nothing to replay."],
    "a file that was cut off": [good.slice(0, -40), "The file is truncated"],
    "merge conflict markers": [conflict, "Merge conflict marker"],
    "a Git LFS pointer": ["version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "This is a Git LFS pointer"],
    "an image": ["\uFFFDPNG\r\n\u001a\n\0\0\0\rIHDR", "cannot be replayed"],
    "a list": ["[1]", "The file has no `request` and `response`"],
    "a number": ["7", "The file has no `request` and `response`"],
    null: ["null", "The file has no `request` and `response`"],
    "no response": [value(({ request, test_id }) => ({ test_id, request })), "`response` is missing"],
    "no request": [value(({ response, test_id }) => ({ test_id, response })), "`request` is missing"],
    "no answer": [value((all) => ({ ...all, response: { body: null, is_streaming: false } })), "`response.body` is null"],
    "a chunk that is none": [
      value((all) => ({ ...all, response: { ...all.response, body: [...(all.response.body as object[]), null] } })),
      "Chunk 3 is null",
    ],
    "a chunk without its data": [chatStream(["Hi", { __type__: "x" }, "!"]), "Chunk 2 has no `__data__`"],
    "a text that is a number": [chatStream([{ content: 7 }]), "`choices[0].delta.content` is 7"],
    "an event that is no JSON": [
      recordingText(["event: ping", 'data: {"type":"ping"}', "", "event: ping", 'data: {"type":', ""], true),
      "not JSON",
    ],
  } as const;

  test.each(Object.entries(unread))("%s", (_, [text, message]) => {
    const spelled = `${text} `;
    for (const [before, after, sides] of [
      [good, text, ["after"]],
      [text, good, ["before"]],
      [text, spelled, ["before", "after"]],
    ] as const) {
      const found = compare(before, after);
      expect(found).toMatchObject({ identical: false, sameMeaning: false, sameRequest: false, onlyChunkBoundaries: false });
      expect([...new Set(found.unread.map(({ side }) => side))]).toEqual(sides);
      expect(found.unread[0]!.message).toContain(message);
      expect(found.summary).toMatch(/^(?:Nothing can be compared\.$|As far as both can be read, )/);
    }
    expect(compare(text, text)).toMatchObject({
      identical: true,
      unread: [{ side: "both" }],
      summary: "The files are the same, and not all of them can be read.",
    });
  });

  test("what can be read of a broken file is compared", () => {
    const found = compare(good, chatStream(["Ho"]).slice(0, -40));
    expect(found.answer).toMatchObject([{ kind: "text", what: "text" }]);
    expect(found.summary).toBe("As far as both can be read, text changed.");
  });

  test("a stream that is cut off among its chunks is not said to have come in one piece", () => {
    const [before, after] = [good, good.slice(0, good.indexOf('"stop"'))].map((text) =>
      readSide(readRecordingFile("a.json", text)),
    );
    expect(difference(before!, after!).answer.map(({ what }) => what)).toEqual(["finish reason"]);
  });

  test("two files that are not there are not the same", () => {
    const gone = { file: undefined, unread: ["The file does not exist."] };
    expect(difference(gone, gone)).toMatchObject({ identical: false, sameMeaning: false, summary: "Nothing can be compared." });
  });

  test("a review judges them changed, and says first what is wrong", () => {
    expect(compareStaged("a.json", good, good.slice(0, -40))).toMatchObject({
      sameMeaning: false,
      summary: "Now: The file is truncated, so it cannot be replayed. As far as both can be read, nothing differs.",
    });
    expect(compareStaged("a.json", "", "")).toMatchObject({
      summary:
        "Before and now: The file is empty, so there is nothing to replay. The files are the same, and not all of them can be read.",
    });
    expect(compareStaged("a.json", null, "[]").summary).toContain("The file has no `request`");
    expect(compareStaged("a.json", good, chatStream(["H", "i"])).sameMeaning).toBe(true);
  });

  test("the review's texts of two such files differ where the files do", () => {
    const broken = (content: number) => readable("a.json", chatStream([{ content }]));
    expect(broken(7)).toContain("`choices[0].delta.content` is 7");
    expect(broken(8)).toContain('"content": 8');
  });

  test("many broken parts are told by three of them", () => {
    const { unread: all } = compare(good, chatStream([1, 2, 3, 4, 5].map((content) => ({ content }))));
    const sentences = unreadSentences(all, { before: "HEAD", after: "now", both: "Both" });
    expect(sentences).toHaveLength(4);
    expect(sentences[0]).toMatch(/^now: `choices\[0\]\.delta\.content` is 1/);
    expect(sentences[3]).toBe("now: 2 more parts cannot be read.");
  });
});

describe("what is folded away is named", () => {
  const models = (...ids: string[]) =>
    recordingText(
      ids.map((id) => ({ __type__: "openai.types.model.Model", __data__: { id, object: "model", created: ids.length } })),
      false,
      { endpoint: "/v1/models" },
    );

  test("the id of a model, or within a body that nobody knows, is no noise", () => {
    expect(compare(models("gpt-4o"), models("o1"))).toMatchObject({ sameMeaning: false, noise: [] });
    const body = (id: string) => recordingText({ id: "r", found: [{ id }] }, false, { endpoint: "/v1/search" });
    expect(compare(body("a"), body("b")).answer).toMatchObject([{ fields: [{ path: ["found", 0, "id"] }] }]);
  });

  test("fields that no answer is made of", () => {
    const cited = (page: string) => chatCompletion("Hi", { data: { citations: [page] }, testId: `a.py::test_${page}` });
    expect(compare(cited("a"), cited("b"))).toMatchObject({
      sameMeaning: true,
      summary: "Same meaning; other fields (test_id, citations) changed.",
    });
    expect(compare(chatStream(["Hi"]), `${chatStream(["Hi"])} `).summary).toBe("Same meaning; only the spelling changed.");
  });

  test("a number that is hashed as another one", () => {
    const warm = chatCompletion("Hi", { body: { temperature: 1 } });
    expect(compare(warm, warm.replace('"temperature": 1', '"temperature": 1.0'))).toMatchObject({
      sameRequest: false,
      request: [{ path: ["body", "temperature"], before: "1", after: "1.0" }],
    });
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

test("another status of the same body is a change", () => {
  const before = yamlCassette(yamlCall("Oslo?", "Cold."));
  const side = (text: string) => readSide(readRecordingFile("cassettes/a.yaml", text));
  const { sameMeaning, summary, answer } = difference(side(before), side(before.replace("code: 200", "code: 201")));
  expect({ sameMeaning, summary }).toEqual({ sameMeaning: false, summary: "Status changed." });
  expect(answer).toEqual([{ kind: "value", what: "status", before: "200", after: "201" }]);
});

test("of a serializer that keeps answers apart from requests, the answers are compared too", () => {
  const side = (answer: string) => readSide(readRecordingFile("cassettes/a.yaml", parallelCassette(["Oslo?", answer])));
  expect(difference(side("Cold."), side("Colder."))).toMatchObject({ identical: false, sameMeaning: false });
});
