/** All formats of recorded HTTP: how their files are told, what is read of them however they spell it, and what breaks none of them. */
import { describe, expect, it } from "vitest";
import { Formats, formats } from "../../../server/src/formats/formats";
import { readDocument } from "../../../server/src/formats/readDocument";
import type { RecordingDocument } from "../../../server/src/recording/recordingDocument";
import { check } from "../../../server/src/rules/check";
import { chunkLines, lookalikes, question, samples, trace, url, type Sample } from "./samples";

const all: readonly (readonly [string, Sample])[] = [...Object.entries(samples), ["chunk lines", chunkLines]];
const formatNamed = (id: string) => formats.all.find((format) => format.id === id)!;

describe.each(Object.entries(samples))("%s", (_, { format, path, text }) => {
  const document = readDocument(path, text);
  const [{ recording, reassembled, family }] = document.recordings;

  it("is told by its beginning", () => {
    expect(document.format.id).toBe(format);
  });

  it("has one call with its request and its streamed answer", () => {
    expect(document.recordings).toHaveLength(1);
    expect(document.recordings[0].problems).toEqual([]);
    expect(recording?.request).toMatchObject({ kind: "http", method: "POST", url, body: JSON.parse(question) as unknown });
    expect(recording?.response).toMatchObject({ status: 200, isStreaming: true });
    expect(family.id).toBe("openai.chat");
    expect(reassembled.choices[0]?.content?.text).toBe("It is cold");
    expect(reassembled.choices[0]?.finishReason?.value).toBe("stop");
  });

  it("has nothing wrong with it", () => {
    expect(check(document.recordings[0]).map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  });

  it("has a place for its address and its bodies", () => {
    const { request, response } = recording!;
    const at = (place: readonly (string | number)[]) => {
      const { start, end } = document.source.rangeOf({ path: place });
      return text.slice(start, end);
    };
    expect(at(request!.addressPath)).toContain(url);
    expect(at(response.statusPath)).toBe("200");
    expect(at(response.bodyPath).length).toBeGreaterThan(50);
    expect(at([]).length).toBeGreaterThanOrEqual(text.trim().length - 20);
  });
});

describe("A file", () => {
  it.each(lookalikes.map((each) => [each.text.slice(0, 60), each] as const))(
    "that begins with %s is left to its own format",
    (_, each) => {
      expect(formats.of(each.path, each.text).id).toBe(each.format);
    },
  );

  it.each([
    ["a.yaml", "vcr"],
    ["a.yaml.gz", "vcr"],
    ["a.har", "har"],
    ["a.httprr", "httprr"],
    ["a.chunks.txt", "chunk-lines"],
    ["openai_chat_completions_post_01234567.json", "datadog"],
    ["0b629a57a8f0.json", "ogx"],
    ["a.json", "ogx"],
  ])("called %s is of the format %s as far as the name tells", (name, format) => {
    expect(formats.ofName(name).id).toBe(format);
  });

  it.each(all)("of %s has as many recordings as are seen at a glance", (_, { format, path, text }) => {
    const outline = formatNamed(format).outline?.(path, text, true);
    const { recordings } = readDocument(path, text);
    if (outline !== undefined) expect(outline.map((each) => each.path)).toEqual(recordings.map((each) => each.path));
  });
});

it("Another list in the file is none of its recordings", () => {
  const text = "interactions:\n- request: {}\n  response: {}\n- request: {}\n  response: {}\nws_interactions:\n- a\n- b\n";
  expect(formatNamed("vcr").outline?.("a.yaml", text, true)).toHaveLength(2);
  expect(readDocument("a.yaml", text).recordings).toHaveLength(2);
});

it("A stream in lines is read without its request", () => {
  const [{ recording, reassembled, problems }] = readDocument(chunkLines.path, chunkLines.text).recordings;
  expect(problems).toEqual([]);
  expect(recording?.chunks).toHaveLength(3);
  expect(reassembled.choices[0]?.content?.text).toBe("It is cold");
});

it("A body of JSON is no holder of one, whatever its fields are called", () => {
  const { path, text } = samples["VCR.py in JSON"]!;
  const bodies = [{}, { string: 1, model: "gpt-4o" }, { content: "x", role: "user" }, { parsed_body: {}, model: "x" }];
  for (const body of bodies) {
    const [{ recording }] = readDocument(
      path,
      text.replace(JSON.stringify(question), JSON.stringify(JSON.stringify(body))),
    ).recordings;
    expect(recording?.request).toMatchObject({ body });
  }
});

describe("A trace", () => {
  it("counts its lengths in bytes", () => {
    const body = ['data: {"x": "Grüße 🛑 ☃"}\n\n'];
    const text = trace(body[0]);
    const { recordings, source } = readDocument("a.httprr", `${text}${text.slice("httprr trace v1\n".length)}`);
    expect(source.problem).toBeUndefined();
    expect(recordings.map(({ recording }) => recording?.response.body)).toEqual([body, body]);
  });

  it("says where its lengths do not fit, and keeps the calls before that", () => {
    const { recordings, source } = readDocument("a.httprr", `${trace()}12 12\nGET / HTTP/1.1`);
    expect(recordings).toHaveLength(1);
    expect(source.problem?.range.start).toBe(trace().length);
    expect(source.problem?.message).toBe("The lengths here do not match what follows, so replay cannot load the file.");
  });
});

describe.each(all)("%s, damaged,", (_, { format, path, text }) => {
  const known = new Formats([formatNamed(format)]);

  it("is read as far as it goes, wherever it is cut off", () => {
    for (let end = 0; end < text.length; end += 7) readAll(readDocument(path, text.slice(0, end), known));
  });

  it("is read whatever stands in any place", () => {
    const { source } = readDocument(path, text);
    const plain = source.notation === "json" ? (JSON.parse(text) as unknown) : source.value;
    for (const value of withWrongValues(plain)) readAll(readDocument(path, JSON.stringify(value), known));
    for (const value of withWrongValues(source.value)) readAll(readDocument(path, text, known).withValue(value));
  });
});

/** Asks for everything that is said of a document. */
function readAll(document: RecordingDocument): void {
  for (const each of document.recordings) {
    for (const { range } of check(each)) expect(range.start).toBeLessThanOrEqual(range.end);
    const places = [
      each.path,
      each.recording?.request?.bodyPath,
      each.recording?.response.bodyPath,
      each.recording?.chunks.at(-1)?.path,
    ];
    for (const path of places) if (path !== undefined) document.source.rangeOf({ path });
    expect(each.reassembled.choices).toBeInstanceOf(Array);
  }
  document.source.placeAt(document.source.text.length >> 1);
}

/** The value with another in each of its places, in turn. */
function* withWrongValues(value: unknown, put: (other: unknown) => unknown = (other) => other): Generator {
  for (const wrong of [null, 7, "x", [], {}, [null], { body: 1 }, true]) yield put(wrong);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return;
  for (const [key, each] of Object.entries(value)) {
    const around = (other: unknown) =>
      put(
        Array.isArray(value) ? value.map((own: unknown, at) => (String(at) === key ? other : own)) : { ...value, [key]: other },
      );
    yield* withWrongValues(each, around);
  }
}

it("describes hash schemes by when they began and what they changed", () => {
  expect(formats.describeScheme("4")).toBe("4 (since April 2026: search results left out)");
  expect(formats.describeScheme("unheard of")).toBe("unheard of");
});
