/** Real cassettes of other people: each stream's text is what its pieces give when they are joined by hand, and nothing untrue is said of any. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readDocument } from "../../../../server/src/formats/readDocument";
import { isObject, listOf, objectOf, type JsonObject } from "../../../../server/src/recording/json";
import type { RecordingInDocument } from "../../../../server/src/recording/recordingDocument";
import { check } from "../../../../server/src/rules/check";
import { corpusFolder } from "../../../support/corpus";

const corpus = corpusFolder();
const folder = join(corpus ?? "/nowhere", "cassettes");
if (corpus !== undefined && !existsSync(folder)) console.warn(`SKIPPED: no cassettes at ${folder}.`);

function* recordings(): Generator<RecordingInDocument> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(?:ya?ml|json|har|httprr|gz|txt)$/.test(name),
  );
  for (const name of names.sort()) {
    const bytes = readFileSync(join(folder, name));
    const document = readDocument(name, (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"));
    if (document.format.id !== "ogx") yield* document.recordings;
  }
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const all = (list: unknown, of: (each: JsonObject) => unknown): string =>
  (Array.isArray(list) ? listOf(list) : isObject(list) ? [list] : []).map((each) => text(of(objectOf(each)))).join("");

/** The whole of each family's rule: what an object adds to the text. */
const rules: Readonly<Record<string, (data: JsonObject) => string>> = {
  "openai.chat": ({ choices }) =>
    all(choices, ({ delta, message }) => {
      const { content } = objectOf(delta ?? message);
      return Array.isArray(content) ? all(content, (part) => part.text) : content;
    }),
  "openai.completions": ({ choices }) => all(choices, (choice) => choice.text),
  "openai.responses": (data) => {
    if (data.type === "response.output_text.delta") return text(data.delta);
    if (data.object !== "response") return "";
    return all(data.output, ({ content }) => all(content, (part) => (part.type === "output_text" ? part.text : "")));
  },
  "anthropic.messages": (data) => {
    if (data.type === "message") return all(data.content, (block) => (block.type === "text" ? block.text : ""));
    const block = objectOf(data.content_block);
    return (block.type === "text" ? text(block.text) : "") + text(objectOf(data.delta).text);
  },
  "anthropic.complete": (data) => text(data.completion),
  "gemini.generate": ({ candidates }) =>
    all(candidates, ({ content }) => all(objectOf(content).parts, (part) => (part.thought === true ? "" : part.text))),
  "ollama.chat": ({ message }) => text(objectOf(message).content),
  "ollama.generate": ({ response }) => text(response),
  "bedrock.converse": (data) => {
    const blocks = objectOf(objectOf(data.output).message).content;
    const cited = (block: JsonObject) => all(objectOf(block.citationsContent).content, (part) => part.text);
    if (blocks !== undefined) return all(blocks, (block) => text(block.text) + cited(block));
    return text(objectOf(objectOf(data.contentBlockDelta ?? data).delta).text);
  },
  "bedrock.invoke": (data) => text(data.outputText) + text(data.generation),
  "cohere.v1": (data) => text(data.text),
  "cohere.v2": (data) => all(objectOf(data.message ?? objectOf(data.delta).message).content, (part) => part.text),
  "writer.completions": (data) => text(data.value) + all(data.choices, (choice) => choice.text),
  "openai.assistants": (data) => {
    if (data.object !== "thread.message.delta") return "";
    return all(objectOf(data.delta).content, (part) => objectOf(part.text).value);
  },
  "huggingface.generate": (data) => text(data.generated_text),
};

/** What an object adds to what tools are called with, where arguments come in pieces and whole. */
const callRules: typeof rules = {
  "bedrock.converse": (data) => {
    const whole = objectOf(objectOf(data.output).message).content;
    if (whole !== undefined) return all(whole, ({ toolUse }) => (isObject(toolUse) ? JSON.stringify(toolUse.input) : ""));
    return text(objectOf(objectOf(objectOf(data.contentBlockDelta ?? data).delta).toolUse).input);
  },
  "cohere.v2": (data) =>
    all(objectOf(data.message ?? objectOf(data.delta).message).tool_calls, (call) => objectOf(call.function).arguments),
};

/** The objects in what a chunk holds: itself, its lines, or what its frame carries. */
function objectsIn(data: unknown): JsonObject[] {
  if (Array.isArray(data)) return data.filter(isObject);
  if (typeof data === "string") return data.split(/\r\n|\n|\r/).flatMap((line) => parsed(line.replace(/^data: ?/, "")));
  if (!isObject(data)) return [];
  if (!isObject(data.headers)) return [data];
  const { bytes } = objectOf(data.payload);
  return typeof bytes === "string" ? parsed(Buffer.from(bytes, "base64").toString()) : [objectOf(data.payload)];
}

function parsed(line: string): JsonObject[] {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? [value] : [];
  } catch {
    return [];
  }
}

/** What was looked at and is true: two answers of one stream in one fixture, and an id that a provider sends with every piece of a call. */
const known = new Set(["stream.order: openai.responses", "tool.repeated-name: openai.chat"]);

describe.skipIf(!existsSync(folder))("real cassettes", () => {
  it("are read as joining their pieces by hand gives, by the family of what was sent", { timeout: 120_000 }, () => {
    const counts = new Map<string, number>();
    const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
    const different: string[] = [];
    const untrue: string[] = [];
    for (const file of recordings()) {
      const { recording, family, reassembled, document } = file;
      if (recording === undefined) continue;
      const place = `${document.path}#${file.index}`;
      count(family.id);
      expect(reassembled.notes, place).toHaveLength(recording.chunks.length);
      for (const { code, severity } of check(file)) {
        if (/^(?:secret|cassette)\./.test(code)) continue;
        count(`${severity} ${code}`);
        if (/^(?:error|warning)$/.test(severity) && !known.has(`${code}: ${family.id}`)) untrue.push(`${place}: ${code}`);
      }
      const rule = rules[family.id];
      if (rule === undefined) continue;
      const byHand = recording.chunks.flatMap(({ data }) => objectsIn(data).map(rule)).join("");
      const joined = reassembled.choices.map(({ content }) => content?.text ?? "").join("");
      // Several answers come mixed.
      const isSame = reassembled.choices.length > 1 ? byHand.length === joined.length : byHand === joined;
      if (!isSame) different.push(`${place}: ${family.id}`);
      const callRule = callRules[family.id];
      if (callRule === undefined) continue;
      const called = recording.chunks.flatMap(({ data }) => objectsIn(data).map(callRule)).join("");
      const calls = reassembled.choices.flatMap(({ toolCalls }) => toolCalls.map((call) => call.arguments.text)).join("");
      if (called !== calls) different.push(`${place}: calls of ${family.id}: ${called.slice(0, 200)} | ${calls.slice(0, 200)}`);
    }
    console.log(
      [...counts]
        .sort(([, one], [, other]) => other - one)
        .map(([what, often]) => `${what} ${often}`)
        .join(", "),
    );
    expect(different).toEqual([]);
    expect(untrue).toEqual([]);
    for (const id of Object.keys(rules)) expect(counts.get(id), id).toBeGreaterThan(0);
  });
});
