/** Every feature takes time in proportion to a recording, however hostile what was recorded. One line a feature, one line a kind of recording. */
import { describe, expect, it } from "vitest";
import { jsonText } from "../../server/src/cli/output";
import { shownAsJson } from "../../server/src/cli/showJson";
import { shownAsText } from "../../server/src/cli/showText";
import { streamView } from "../../server/src/features/streamView";
import { copyAs } from "../../server/src/features/streamView/copyAs";
import { takeSide } from "../../server/src/features/fixes/takeSide";
import { sha256 } from "../../server/src/index/sha256";
import { summarize } from "../../server/src/index/scan/summarize";
import { readSide } from "../../server/src/rules/readSide";
import { difference } from "../../server/src/recording/difference";
import { listedModels } from "../../server/src/formats/ogx/modelList";
import { namingOf } from "../../server/src/formats/ogx/naming";
import { readHashable } from "../../server/src/formats/ogx/requestHash";
import { requestDifferences } from "../../server/src/formats/ogx/requestDifference";
import { readRecordingFile } from "../../server/src/formats/readDocument";
import { readable } from "../../server/src/rerecord/readable";
import { rules } from "../../server/src/rules/registry";
import type { Report } from "../../server/src/rules/rule";
import { TextDocument } from "vscode-languageserver-textdocument";
import { chatCompletion, chatStream, deltaChunk, recordingText } from "../support/recordings";
import { functionCall, message, outputText, responseEvents, responseRecording } from "../support/responseStream";
import { sseLines } from "../support/wire";
import { anthropicEvents, geminiChunks, ollamaChunks, type PlainAnswer } from "../support/wireAnswers";
import { superlinear } from "./growth";
import type { Named } from "./makers";

const name = `${"0".repeat(64)}.json`;
const uri = `file:///tests/recordings/${name}`;
const plain = ((_: unknown, text: string) => text) as never;
const viewOf = (text: string) =>
  streamView({ id: uri, file: readRecordingFile(name, text), test: null, findings: [], size: text.length });
const differenceOf = (text: string, other: string) =>
  difference(readSide(readRecordingFile(name, text)), readSide(readRecordingFile(name, other)));

interface Feature {
  readonly name: string;
  readonly call: (text: string) => unknown;
}

const features: readonly Feature[] = [
  ...rules.map((rule): Feature => ({
    name: rule.code,
    call: (text) => {
      const file = readRecordingFile(name, text);
      let reports = 0;
      const report = ({ part, range, ...place }: Report) => {
        if (reports++ < 500 && range === undefined) file.document.source.rangeOf(place, part);
      };
      rule.check?.(file, report);
      rule.checkDocument?.(file.document, report);
    },
  })),
  { name: "summarize", call: (text) => summarize(uri, text) },
  { name: "stream view", call: viewOf },
  { name: "notes and disagreements", call: (text) => notesOf(text) },
  { name: "show", call: (text) => shownAsText({ file: readRecordingFile(name, text), shown: name, turn: undefined }, plain) },
  {
    name: "show --format json",
    call: (text) => jsonText(shownAsJson({ file: readRecordingFile(name, text), shown: name, turn: undefined }), 2),
  },
  { name: "copy as curl", call: (text) => copyAs(readRecordingFile(name, text), viewOf(text), "curl") },
  { name: "copy as Python", call: (text) => copyAs(readRecordingFile(name, text), viewOf(text), "python") },
  { name: "copy as Markdown", call: (text) => copyAs(readRecordingFile(name, text), viewOf(text), "markdown") },
  { name: "readable", call: (text) => readable(name, text) },
  { name: "difference at the end", call: (text) => differenceOf(text, text.replace(/(\d)(?=[^\d]*$)/, "7")) },
  { name: "difference everywhere", call: (text) => differenceOf(text, text.replaceAll("a", "b")) },
  { name: "request hash", call: (text) => namingOf(readRecordingFile(name, text), sha256) },
  { name: "difference of requests", call: (text) => ofRequests(text) },
  { name: "listed models", call: (text) => listedModels(readRecordingFile(name, text)) },
  { name: "merge conflict", call: (text) => ofConflict(text) },
];

function notesOf(text: string) {
  const { reassembled } = readRecordingFile(name, text);
  return [reassembled.notes, reassembled.disagreements];
}

function ofRequests(text: string) {
  const [one, other] = [text, text.replaceAll("a", "b")].map((each) => readHashable(readRecordingFile(name, each)));
  return one && other && requestDifferences(one, other, "4");
}

function ofConflict(text: string) {
  const half = text.length >> 1;
  const conflict = `<<<<<<< a\n${text.slice(0, half)}\n=======\n${text.slice(half)}\n>>>>>>> b\n`;
  const document = TextDocument.create(uri, "json", 0, conflict);
  return takeSide.propose({ document } as never);
}

/** As many of something as make about so many characters. */
const list = <T>(size: number, length: number, make: (at: number) => T): T[] =>
  Array.from({ length: Math.ceil(size / length) }, (_, at) => make(at));
const call = (index: number, more: object = {}) => ({
  index,
  id: `call_${index}`,
  type: "function",
  function: { name: "f", arguments: '{"a":1}', ...more },
});
const answer = (more: Partial<PlainAnswer>): PlainAnswer => ({
  reasoning: "",
  text: "a",
  calls: [],
  input: 1,
  output: 2,
  ...more,
});
const httpRecording = (path: string, body: unknown, payload: object = {}) =>
  JSON.stringify({
    test_id: null,
    request: { test_id: null, url: `https://x/v1/${path}`, method: "POST", payload: { model: "m", messages: [], ...payload } },
    response: { body, is_streaming: Array.isArray(body), status: 200 },
  });
const anthropicBlocks = (count: number) =>
  anthropicEvents(
    answer({ calls: Array.from({ length: count }, (_, at) => ({ id: `a${at}`, name: "f", input: { a: at } })) }),
    (text) => [text],
  );
const key = (at: number) => `sk-ant-${String(at).padStart(6, "0")}Zq8WmX4tR7yKp2LcV9nB3hJ5`;

const recordings: readonly Named<string>[] = [
  { name: "many chunks", make: (size) => chatStream(list(size, 300, () => "a")) },
  {
    name: "many choices",
    make: (size) =>
      recordingText(
        list(size, 400, (at) => deltaChunk({ content: "a" }, at % 2 ? "stop" : undefined)),
        true,
      ),
  },
  {
    name: "many calls in one chunk",
    make: (size) => recordingText([deltaChunk({ tool_calls: list(size, 150, (at) => call(at)) })], true),
  },
  {
    name: "many calls backwards",
    make: (size) =>
      recordingText(
        list(size, 450, (at) => deltaChunk({ tool_calls: [call(1_000_000 - at)] })),
        true,
      ),
  },
  {
    name: "the same call again and again",
    make: (size) =>
      recordingText(
        list(size, 450, () => deltaChunk({ tool_calls: [call(0)] })),
        true,
      ),
  },
  {
    name: "many events in one chunk",
    make: (size) => recordingText([sseLines(list(size, 200, () => deltaChunk({ content: "a" }).__data__)).join("\n")], true),
  },
  {
    name: "one event over many chunks",
    make: (size) =>
      recordingText(
        list(size, 20, () => "data: 1"),
        true,
      ),
  },
  {
    name: "many messages",
    make: (size) => chatCompletion("a", { body: { messages: list(size, 100, (at) => ({ role: "user", content: `a ${at}` })) } }),
  },
  {
    name: "many calls and results in the request",
    make: (size) =>
      chatCompletion("a", {
        body: {
          messages: list(size, 300, (at) => [
            { role: "assistant", content: "a", tool_calls: [call(at)] },
            { role: "tool", tool_call_id: `call_${at}`, content: "a" },
          ]).flat(),
        },
      }),
  },
  {
    name: "many tools, all called",
    make: (size) => {
      const names = list(size, 400, (at) => `tool_${at}`);
      const tools = names.map((each) => ({
        type: "function",
        function: { name: each, parameters: { type: "object", required: ["a"] } },
      }));
      const calls = names.map((each, at) => call(at, { name: each, arguments: "{}" }));
      return chatCompletion({ content: null, tool_calls: calls }, { body: { tools } });
    },
  },
  {
    name: "many keys",
    make: (size) => chatCompletion("a", { body: Object.fromEntries(list(size, 20, (at) => [`key${at}`, at])) }),
  },
  {
    name: "one key again and again",
    make: (size) => chatCompletion("a").replace('"model"', `${'"a": 1, '.repeat(size / 8)}"model"`),
  },
  {
    name: "many replaced ids",
    make: (size) =>
      chatCompletion("a").replace(
        '"id_normalization_mapping": {}',
        `"id_normalization_mapping": ${JSON.stringify(Object.fromEntries(list(size, 30, (at) => [`n${at}`, `o${at}`])))}`,
      ),
  },
  {
    name: "an id that grows when it is replaced",
    make: (size) =>
      chatCompletion("ab".repeat(size / 4)).replace(
        '"id_normalization_mapping": {}',
        `"id_normalization_mapping": {"${"x".repeat(size / 2)}": "ab"}`,
      ),
  },
  { name: "many keys of providers in one text", make: (size) => chatCompletion(list(size, 40, key).join(" ")) },
  {
    name: "many keys of providers, each in its own message",
    make: (size) => chatCompletion("a", { body: { messages: list(size, 90, (at) => ({ role: "user", content: key(at) })) } }),
  },
  {
    name: "many keys of providers in an exception",
    make: (size) =>
      recordingText(null, false, { response: { is_exception: true, exception_message: list(size, 60, key).join(" ") } }),
  },
  {
    name: "a key in each of Gemini's candidates, in parts",
    make: (size) => {
      const parts = (at: number) => [{ text: key(at).slice(0, 20) }, { text: `${key(at).slice(20)} ` }];
      const candidates = list(size, 200, (index) => ({ index, content: { role: "model", parts: parts(index) } }));
      return recordingText([{ candidates }], true, { endpoint: "/v1beta/models/g:streamGenerateContent" });
    },
  },
  { name: "many keys of providers in a stream", make: (size) => chatStream(list(size, 330, (at) => `${key(at)} `)) },
  {
    name: "credentials in a URL",
    make: (size) =>
      chatCompletion("a", { url: `https://x/v1/chat/completions?${list(size, 40, (at) => `token=${key(at)}`).join("&")}` }),
  },
  {
    name: "lists that differ in length, in each other",
    make: (size) =>
      chatCompletion("a", { body: { x: JSON.parse(`${"[".repeat(60)}1${",1]".repeat(60)}`) as unknown, y: "a".repeat(size) } }),
  },
  {
    name: "long vectors",
    make: (size) =>
      recordingText(
        { object: "list", data: [{ object: "embedding", index: 0, embedding: list(size, 4, () => 0.5) }], model: "m" },
        false,
        { endpoint: "/v1/embeddings" },
      ),
  },
  {
    name: "many vectors",
    make: (size) =>
      recordingText(
        { object: "list", data: list(size, 60, (index) => ({ object: "embedding", index, embedding: [0.5] })), model: "m" },
        false,
        { endpoint: "/v1/embeddings" },
      ),
  },
  {
    name: "many models",
    make: (size) =>
      recordingText(
        list(size, 60, (at) => ({ id: `m${at}`, object: "model", created: 0, owned_by: "a" })),
        false,
        { endpoint: "/v1/models" },
      ),
  },
  {
    name: "many annotations",
    make: (size) =>
      chatCompletion({
        content: "a",
        annotations: list(size, 100, (at) => ({ type: "url_citation", url_citation: { title: `a${at}`, url: "https://a" } })),
      }),
  },
  {
    name: "Responses with many items",
    make: (size) => responseRecording(responseEvents(list(size, 1500, (at) => functionCall(`f${at}`, "f", '{"a":1}')))),
  },
  {
    name: "a Response with many parts",
    make: (size) => responseRecording(responseEvents([message("m", ...list(size, 900, () => outputText("a")))])),
  },
  { name: "Anthropic's blocks", make: (size) => httpRecording("messages", sseLines(anthropicBlocks(size / 500), "type")) },
  {
    name: "Gemini's chunks",
    make: (size) =>
      httpRecording(
        "models/gemini:streamGenerateContent",
        geminiChunks(answer({ text: "a".repeat(size / 200) }), (text) => text.split(""), false),
      ),
  },
  {
    name: "Ollama's chunks",
    make: (size) =>
      recordingText(
        ollamaChunks(answer({ text: "a".repeat(size / 200) }), (text) => text.split("")),
        true,
        { endpoint: "/api/chat" },
      ),
  },
  { name: "a long answer of words", make: (size) => chatCompletion("a b ".repeat(size / 4)) },
  { name: "a long answer of quotes", make: (size) => chatCompletion('\\"'.repeat(size / 4)) },
  { name: "a long answer of backticks", make: (size) => chatCompletion("` `` ".repeat(size / 5)) },
  { name: "a long answer of lines", make: (size) => chatCompletion("\n".repeat(size / 2)) },
  { name: "a long test id", make: (size) => chatCompletion("a", { testId: `tests/test_a.py::test_a[${"[".repeat(size)}]` }) },
  { name: "blanks", make: (size) => chatCompletion("a").replace('"request"', `${" ".repeat(size)}"request"`) },
  {
    name: "unknown chunks",
    make: (size) =>
      recordingText(
        list(size, 40, (at) => ({ what: "a", at })),
        true,
      ),
  },
  { name: "cut off", make: (size) => chatStream(list(size, 300, () => "a")).slice(0, -40) },
];

/** Made once for all features: to make them takes longer than most features do. */
const made = recordings.map(({ name: kind, make }) => {
  const known = new Map<number, string>();
  return {
    kind,
    make: (size: number): string => {
      const text = known.get(size) ?? make(size);
      known.set(size, text);
      return text;
    },
  };
});

describe.each(features)("$name takes time in proportion to the recording", ({ call: use }) => {
  it("of any kind", { timeout: 120_000 }, () => {
    const found = made.flatMap(({ kind, make }) => {
      const growth = superlinear(make, use);
      return growth ? [`${kind}: ${growth.factors.join(", ")} times from ${growth.size} characters on`] : [];
    });
    expect(found).toEqual([]);
  });
});
