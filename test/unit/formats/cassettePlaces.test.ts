/** Where things stand in a cassette's bodies, however the file spells them. */
import { briefProblem } from "../../../server/src/features/briefProblem";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readDocument } from "../../../server/src/formats/readDocument";
import { frame, textHeader } from "../../support/eventStream";
import type { JsonPath } from "../../../server/src/recording/jsonPath";

const path = "/w/tests/cassettes/test_chat/test_weather.yaml";
const body = ["interactions", 0, "response", "body", "string"] as const;

const event = (content: string) => `data: {"choices": [{"index": 0, "delta": {"content": "${content}"}}]}\n\n`;
const stream = `${event("It's")}${event(" cold")}data: [DONE]\n\n`;
const answer = `{"choices": [{"message": {"role": "assistant", "content": "It's “cold”"}}]}`;

/** A cassette with this spelling of the response's text. */
const cassette = (spelled: string) => `interactions:
- request:
    body: '{"model": "gpt-4o", "messages": [{"role": "user", "content": "Weather?"}]}'
    headers: {}
    method: POST
    uri: https://api.openai.com/v1/chat/completions
  response:
    body:
      string: ${spelled}
    headers:
      content-type: [application/json]
    status: {code: 200, message: OK}
version: 1
`;

const single = (text: string) => `'${text.replaceAll("'", "''").replaceAll("\n", "\n\n        ")}'`;
const double = (text: string) => JSON.stringify(text).replaceAll("“", "\\u201C").replaceAll(' \\"', '\\\n        \\ \\"');
const literal = (text: string) => `|\n${text.replaceAll(/^(?=.)/gm, "        ")}`;

const spellings = { single, double, literal, plain: (text: string) => literal(text.trimEnd()).replace("|", "|-") };

function read(text: string) {
  const document = readDocument(path, text);
  const at = (steps: JsonPath) => {
    const { start, end } = document.source.rangeOf({ path: steps });
    return { start, end, text: text.slice(start, end) };
  };
  return { document, at, reassembled: document.recordings[0].reassembled };
}

describe.each(Object.entries(spellings))("a stream in a %s scalar", (_, spell) => {
  const text = cassette(spell(stream));
  const { document, at, reassembled } = read(text);

  it("is read as its client reads it", () => {
    expect(document.problems).toEqual([]);
    expect(reassembled.choices[0]?.content?.text).toBe("It's cold");
    expect(document.recordings[0].recording?.chunks).toHaveLength(3);
  });

  it("has a place for each event, and for what stands in its data", () => {
    expect(at([...body, 1]).text.replaceAll(/\\\n *\\?| {2,}/g, "")).toMatch(/^data: \{.*cold/);
    expect(at([...body, 1, "choices", 0, "delta", "content"]).text.replaceAll("\\", "")).toBe('" cold"');
  });

  it("knows the place of an offset", () => {
    const offset = text.indexOf("cold") + 1;
    expect(document.source.placeAt(offset)?.path).toEqual([...body, 1, "choices", 0, "delta", "content"]);
    expect(document.source.placeAt(text.indexOf("[DONE]"))?.path).toEqual([...body, 2]);
  });
});

describe.each(Object.entries(spellings))("JSON in a %s scalar", (_, spell) => {
  it("has places both ways", () => {
    const text = cassette(spell(answer));
    const { document, at, reassembled } = read(text);
    expect(reassembled.choices[0]?.content?.text).toBe("It's “cold”");
    const content = [...body, "choices", 0, "message", "content"];
    expect(at(content).text).toContain("cold");
    expect(document.source.placeAt(at(content).start + 2)?.path).toEqual(content);
    expect(at(["interactions", 0, "request", "body", "messages", 0, "content"]).text).toBe('"Weather?"');
  });
});

describe("a body that cannot be read in place", () => {
  it("is read, and stands where its scalar does", () => {
    const bytes = gzipSync(answer).toString("base64");
    const { at, reassembled } = read(cassette(`!!binary |\n        ${bytes}`));
    expect(reassembled.choices[0]?.content?.text).toBe("It's “cold”");
    expect(at([...body, "choices", 0]).text).toContain(bytes);
  });

  it("stays as it is when it only claims to be compressed", () => {
    const { reassembled } = read(
      cassette(single(answer)).replace("content-type:", "content-encoding: [gzip]\n      content-type:"),
    );
    expect(reassembled.choices[0]?.content?.text).toBe("It's “cold”");
  });

  it("is not blown up", () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000, 32)).toString("base64");
    const { document } = read(cassette(`!!binary ${bomb}`));
    expect(JSON.stringify(document.recordings[0].recording?.response.body).length).toBeLessThan(100_000);
  });
});

describe("a body that is written as text", () => {
  const decoded = (bytes: Uint8Array) => {
    const { source, format } = read(cassette(`!!binary ${Buffer.from(bytes).toString("base64")}`)).document;
    return source.hidden.map((each) => format.decodeInFile?.(source, each));
  };

  it("is one that says the same as text", () => {
    expect(decoded(gzipSync(answer))).toEqual([
      [expect.objectContaining({ newText: expect.stringContaining("choices") as string })],
    ]);
  });

  it("is none whose client reads a binary stream", () => {
    const frames = ["messageStart", "messageStop"].map((type) => frame([textHeader(":event-type", type)], "{}"));
    expect(decoded(Buffer.concat(frames))).toEqual([undefined]);
  });
});

describe("aliases that stand for more than anybody could read", () => {
  it("are a finding, and nothing is read of them", () => {
    const levels = Array.from({ length: 11 }, (_, at) => `a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(", ")}]`);
    const { document } = read(`a0: &a0 [x]\n${levels.join("\n")}\n${cassette(single(answer))}`);
    expect(document.source.problem?.message).toContain("Its aliases expand to more than ten times");
    expect(briefProblem(document.recordings[0])).toBe("aliases that expand too far: not read");
    expect(document.source.value).toBeUndefined();
  });

  it("are read where they stand for little", () => {
    const { document } = read(cassette(single(answer)).replace("headers: {}", "headers: &h {}") + "again: [*h, *h]\n");
    expect(document.source.problem).toBeUndefined();
  });
});

describe("a cassette in JSON", () => {
  it("has places inside of its bodies as well", () => {
    const response = { body: { string: stream }, headers: {}, status: { code: 200, message: "OK" } };
    const request = { method: "POST", uri: "https://api.openai.com/v1/chat/completions", body: null, headers: {} };
    const text = JSON.stringify({ version: 1, interactions: [{ request, response }] }, null, 4);
    const document = readDocument(path.replace(".yaml", ".json"), text);
    expect(document.format.id).toBe("vcr");
    const { start, end } = document.source.rangeOf({ path: [...body, 1, "choices", 0, "delta", "content"] });
    expect(text.slice(start, end)).toBe('\\" cold\\"');
    expect(document.source.placeAt(start + 3)?.path).toEqual([...body, 1, "choices", 0, "delta", "content"]);
  });
});

describe("a stretch of a field's name", () => {
  it("has its place in the name, and not in the value", () => {
    const text = cassette(single(answer)).replace("headers: {}", "headers:\n      x-name: value\n      ? x-empty");
    const { document } = read(text);
    const within = (name: string) => {
      const path = ["interactions", 0, "request", "headers", name];
      const { start, end } = document.source.rangeOf({ path, within: { start: 2, end: 6 } }, "key");
      return text.slice(start, end);
    };
    expect([within("x-name"), within("x-empty")]).toEqual(["name", "empt"]);
  });
});
