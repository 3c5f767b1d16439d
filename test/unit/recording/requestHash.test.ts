import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dumpPython, parsePython } from "../../../server/src/recording/python/json";
import { parsePythonUrl } from "../../../server/src/formats/ogx/pythonUrl";
import { rounded, withoutMetadata } from "../../../server/src/formats/ogx/normalize";
import { hashSchemes } from "../../../server/src/formats/ogx/schemes";
import { requestText, recordingAround as around } from "../../support/generatedRequests";
import { judgedHashes, ourHashes, plainHashes } from "../../support/hashJudge";

const normalized = (text: string) => rounded(withoutMetadata(text));
const respelled = (json: string) => dumpPython(parsePython(json));

describe("Python's spelling of JSON", () => {
  it.each([
    ["a float that is a whole number keeps its point", "[1.0, 1, 1.50, 100.0]", "[1.0, 1, 1.5, 100.0]"],
    [
      "exponents",
      "[0.00001, 1e16, 1e15, 1E22, 123456789012345680.0, 1e-7, 0.0001]",
      "[1e-05, 1e+16, 1000000000000000.0, 1e+22, 1.2345678901234568e+17, 1e-07, 0.0001]",
    ],
    [
      "integers of any size",
      "[9007199254740993, -123456789012345678901234567890, -0]",
      "[9007199254740993, -123456789012345678901234567890, 0]",
    ],
    ["zero below zero", "[-0.0, 0.0, -0]", "[-0.0, 0.0, 0]"],
    ["what is no number in JSON", "[NaN, Infinity, -Infinity, 1E400, -1e400]", "[NaN, Infinity, -Infinity, Infinity, -Infinity]"],
    [
      "keys by code point, where UTF-16 puts astral ones first",
      '{"\\ue000": 1, "\\ud83d\\ude00": 2, "a": 3}',
      '{"a": 3, "\\ue000": 1, "\\ud83d\\ude00": 2}',
    ],
    ["the last of a key that stands twice", '{"a": 1, "b": 2, "a": 3}', '{"a": 3, "b": 2}'],
    [
      "a prototype is a key like any other",
      '{"__proto__": {"x": 1}, "constructor": 2}',
      '{"__proto__": {"x": 1}, "constructor": 2}',
    ],
    [
      "escapes: control characters, DEL, beyond ASCII, astral, half a pair",
      '"\\u0000\\u001f\\b\\f\\n\\r\\t\\u007f\\u00e9\\u2028\\ud83d\\ude00\\ud800/\\/\\"\\\\"',
      '"\\u0000\\u001f\\b\\f\\n\\r\\t\\u007f\\u00e9\\u2028\\ud83d\\ude00\\ud800//\\"\\\\"',
    ],
    ["an escape in the file is one character", '"\\u0041é"', '"A\\u00e9"'],
    ["blanks of the file are none of the hash", '{ "a" :\n[ ] , "b":{ } }', '{"a": [], "b": {}}'],
  ])("%s", (_, json, expected) => expect(respelled(json)).toBe(expected));

  it.each(["", "{", "[1,]", "01", "1.", "+1", "'a'", '"a', '"\n"', "nul", "{1: 2}", "[1] 2", "9".repeat(5000)])(
    "does not read %j",
    (json) => expect(() => parsePython(json)).toThrow(),
  );

  it("does not read integers that Python refuses, nor lists without end", () => {
    expect(() => parsePython("9".repeat(5000))).toThrow();
    expect(ourHashes(around("[".repeat(100_000)))).toBeNull();
  });
});

describe("rounding", () => {
  it.each([
    ["0.000005", 0.00001],
    ["1.005005", 1.005],
    ["0.1234567", 0.12346],
    ["-0.0000001", -0],
  ])("of the exact binary value: %s", (text, expected) => expect(rounded(Number(text))).toBe(expected));

  it("of ties, to the even digit", () => {
    expect([1 / 64, 3 / 64, -1 / 64].map((value) => rounded(value))).toEqual([0.01562, 0.04688, -0.01562]);
  });

  it("inside strings gives every long decimal five places", () => {
    expect(normalized("1.2345, 1.234, -0.000001, 5-3.14159265, 1.23456.78901, 0.015625")).toBe(
      "1.23450, 1.234, -0.00000, 5-3.14159, 1.23456.78901, 0.01562",
    );
    expect(normalized("١.٢٣٤٥٦٧ and 𝟏.𝟐𝟑𝟒𝟓")).toBe("1.23457 and 1.23450");
    expect(normalized(`${"9".repeat(400)}.0000 x`)).toBe("inf x");
  });
});

describe("what a file search says of its results", () => {
  const uuid = "0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f";
  it.each([
    ["score: 0.87, x", "score: __NORMALIZED__, x"],
    ["score:\u00a0-1e-5", "score: __NORMALIZED__"],
    ["score: .5", "score: __NORMALIZED__"],
    ["score: high", "score: high"],
    [`document_id: ${uuid}`, "document_id: __NORMALIZED__"],
    [`document_id: ${uuid.toUpperCase()}`, `document_id: ${uuid.toUpperCase()}`],
    [`<|${uuid}|>`, "<|__NORMALIZED__|>"],
    ["a, attributes: {'x': 1}, b", "a, b"],
    ["a attributes:\u0085{}b", "ab"],
    ["a,,  attributes: {", "a,,  attributes: {"],
    ["x attributes: { attributes: {y} z", "x z"],
  ])("%j", (text, expected) => expect(normalized(text)).toBe(expected));

  it("takes a hostile text in time that grows with its length", () => {
    const hostile = [
      " ".repeat(300_000),
      "1".repeat(300_000),
      "attributes:{".repeat(30_000),
      ", attributes:".repeat(30_000),
      "score: ".repeat(50_000),
    ];
    for (const text of hostile) expect(normalized(text)).toBe(text);
  });
});

describe("addresses", () => {
  it.each([
    [
      "https://user@Bedrock-runtime.aws.com:443/v1/chat?x#y",
      "user@Bedrock-runtime.aws.com:443",
      "bedrock-runtime.aws.com",
      "/v1/chat",
    ],
    ["vertexai:///generate_content", "", undefined, "/generate_content"],
    ["vertexai://generate", "generate", "generate", ""],
    ["__databricks__/serving/v1", "", undefined, "__databricks__/serving/v1"],
    ["http://h/a;p/b;q", "h", "h", "/a;p/b"],
    ["http://h/a%2Fb/../c", "h", "h", "/a%2Fb/../c"],
    ["\t http://h/a\nb", "h", "h", "/ab"],
    ["//h/x", "h", "h", "/x"],
    ["http://[::1]:80/x", "[::1]:80", "::1", "/x"],
    ["http://a@b@[FE80::1%Eth0]:80/x", "a@b@[FE80::1%Eth0]:80", "fe80::1%Eth0", "/x"],
    ["http://@:80/x", "@:80", undefined, "/x"],
  ])("%j as urlparse reads it", (url, netloc, hostname, path) => expect(parsePythonUrl(url)).toEqual({ netloc, hostname, path }));

  it("that Python refuses have no hash", () => expect(parsePythonUrl("http://[::1/x")).toBeUndefined());
});

describe("hashes, against Python's own", () => {
  const traps: Record<string, string> = {
    "a float of one place": around('{"temperature": 1.0}'),
    "an integer": around('{"temperature": 1}'),
    "a number beyond 2^53": around('{"seed": 9007199254740993, "big": 1e23}'),
    "a method in lower case": around("{}", { method: "post" }),
    "no test": around("{}", { testId: null }),
    "a model list": around("{}", { url: "http://h/v1/models" }),
    "a model list with a path of its own": around("{}", { url: "http://h/v1/v1/models" }),
    "the same on this machine": around("{}", { url: "http://me@LocalHost:80/v1/v1/models" }),
    "a model list of the stack's own": around("{}", { url: "http://localhost/v1/openai/v1/models" }),
    "the model of an embeddings server": around("{}", { url: "http://h/info", method: "GET" }),
    "Bedrock's stream options": around('{"stream_options": {"include_usage": true}, "in": {"stream_options": 1}}', {
      url: "https://bedrock.aws/v1/x",
    }),
    "another host's stream options": around('{"stream_options": {"include_usage": true}}', { url: "https://h/bedrock/v1/x" }),
    "project ids at the top, below it, and in a list": around(
      '{"extra_body": {"project_id": "p", "k": 1}, "extra_query": {"project_id": 1}, "a": {"extra_body": {"project_id": 2}}, "l": [{"extra_body": {"project_id": 3}}, [{"extra_query": {"project_id": 4}}]]}',
    ),
    "an extra body that is no object": around('{"extra_body": ["project_id"], "extra_query": null}'),
    "a body that is no object": around('[1.00000001, "0.123456789"]'),
    "a plain request":
      '{"test_id": "t.py::a", "request": {"test_id": "t.py::b", "url": "http://h/rerank?x=1", "method": "post", "payload": {"q": "score: 1", "f": 0.1234567}}, "response": {"body": {}, "is_streaming": false}}',
    "numbers of every spelling": around(
      '{"a": [-0, -0.0, 0e0, 1.0, 10e-1, 123456789012345, 1234567890123456, 1.5, 1e-7, 0.00001, 1E22, NaN, -Infinity, Infinity], "b": "1.0", "c": "\\\\"}',
    ),
    "a string that begins with a null character": around('{"a": "\\u00001.0", "b": 1.0}'),
    "a tool":
      '{"test_id": "t.py::a", "request": {"test_id": "t.py::b", "provider": "p", "tool_name": "t", "kwargs": {"q": 0.123456789, "s": "score: 1"}}, "response": {"body": {}, "is_streaming": false}}',
    "escapes that nobody needs": around(
      '{"\\u0061": "\\/ \\u0022 \\u000A \\u000a \\u007F \\u00E9 \\ud83d\\ude00 \\\\u0041 \\\\/", "\\ud83d\\ude00": 1, "\\uffff": 2, "a": 3}',
    ),
    "a request that comes twice": around('{"a": 1}').replace(
      '"response"',
      '"request": {"method": "GET", "url": "http://h/x", "endpoint": "/x", "body": {"b": 2.0}}, "response"',
    ),
  };

  it("agree on each trap", () => {
    const judged = judgedHashes(Object.values(traps));
    for (const [at, [name, text]] of Object.entries(traps).entries()) {
      expect(ourHashes(text), name).toEqual(judged[at]);
      expect(plainHashes(text) ?? judged[at], `${name}, from its text`).toEqual(judged[at]);
    }
  });

  it("are made token by token where the request stands once, and where the recorder puts it", () => {
    const left = Object.keys(traps).filter((name) => plainHashes(traps[name]!) === undefined);
    expect(left).toEqual(["a request that comes twice"]);
  });

  it("tell apart what Python tells apart, and only that", () => {
    const of = (name: string) => ourHashes(traps[name]!)!;
    expect(of("a float of one place")["4"]).not.toBe(of("an integer")["4"]);
    expect(of("a method in lower case")["4"]).toBe(ourHashes(around("{}"))!["4"]);
    expect(of("Bedrock's stream options")["3"]).not.toBe(of("Bedrock's stream options")["3b"]);
    expect(of("another host's stream options")["3"]).toBe(of("another host's stream options")["3b"]);
  });

  it("agree on generated requests, under every scheme", () => {
    const texts = fc.sample(requestText, { numRuns: 4000, seed: 20261123 });
    const judged = judgedHashes(texts);
    const differing = texts.filter((text, at) => JSON.stringify(ourHashes(text)) !== JSON.stringify(judged[at]));
    expect(differing.slice(0, 3)).toEqual([]);
    const plain = texts.map(plainHashes);
    expect(texts.filter((_, at) => plain[at] && JSON.stringify(plain[at]) !== JSON.stringify(judged[at])).slice(0, 3)).toEqual(
      [],
    );
    expect(plain.filter(Boolean).length).toBeGreaterThan(1000);
    const read = judged.filter((hashes) => hashes !== null);
    const schemesThatMatter = hashSchemes
      .slice(1)
      .map((scheme, at) => read.filter((each) => each[scheme] !== each[hashSchemes[at]!]).length);
    console.log(`${read.length} generated requests hash as in Python; by scheme, ${schemesThatMatter.join(", ")} of them change`);
    expect(read.length).toBeGreaterThan(2500);
    for (const changed of schemesThatMatter) expect(changed).toBeGreaterThan(10);
  });
});
