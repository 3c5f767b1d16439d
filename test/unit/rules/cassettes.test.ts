import { describe, expect, it } from "vitest";
import { gzipSync } from "node:zlib";
import { readDocument } from "../../../server/src/formats/readDocument";
import { check } from "../../../server/src/rules/check";

const told = /^cassette\./;
const shown = (text: string) => {
  const { recordings } = readDocument("tests/cassettes/test_x/test_y.yaml", text);
  const found = recordings.flatMap((recording) => check(recording));
  return found
    .filter(({ code }) => told.test(code))
    .map(({ code, range, message }) => [code, text.slice(range.start, range.end), message]);
};
const nothing: unknown[] = [];

const call = `- request:
    body: '{"model": "gpt-4o"}'
    headers:
      user-agent:
      - OpenAI/Python 1.91.0
    method: POST
    uri: https://api.openai.com/v1/responses
  response:
    body:
      string: '{"id": "resp_1"}'
    headers:
      content-type:
      - application/json
      date:
      - Mon, 03 Mar 2025 10:00:00 GMT
    status:
      code: 200
      message: OK
`;
const cassette = (...calls: readonly string[]) => `interactions:\n${calls.join("")}version: 1\n`;
const sound = cassette(call);
const changed = (from: string | RegExp, to: string) => sound.replace(from, to);

it("nothing is wrong with what vcrpy writes", () => {
  expect(shown(sound)).toEqual(nothing);
  expect(shown("interactions: []\nversion: 1\n")).toEqual(nothing);
  expect(shown("interactions: {}\n")).toEqual(nothing);
  expect(shown("interactions:\n  3f2a:\n    prompt: Hi\n    tokens: [1, 2]\n  9c1b: {}\n")).toEqual(nothing);
});

describe("cassette.syntax", () => {
  it("underlines where a file breaks, in YAML's terms", () => {
    expect(shown(changed("    method: POST", "   method: POST"))).toMatchObject([
      ["cassette.syntax", expect.anything(), expect.anything()],
    ]);
    expect(shown(sound.slice(0, sound.indexOf("gpt-4o")))).toMatchObject([
      ["cassette.syntax", expect.anything(), expect.stringContaining("not closed")],
    ]);
    expect(shown(changed("version", "<<<<<<< HEAD\nversion"))).toMatchObject([
      ["cassette.syntax", "<<<<<<< HEAD", expect.stringContaining("Merge conflict marker")],
    ]);
  });

  it("finds values that PyYAML cannot make, and leaves alone those that it can", () => {
    const withValue = (value: string) => shown(changed("    status:", `    more: ${value}\n    status:`));
    expect(withValue("!!binary YWJ")).toEqual([["cassette.syntax", "YWJ", "Incomplete base64, so vcrpy cannot load the file."]]);
    expect(withValue("2024-02-30")).toMatchObject([["cassette.syntax", "2024-02-30", expect.stringContaining("Invalid date")]]);
    expect(withValue("=")).toMatchObject([["cassette.syntax", "=", expect.anything()]]);
    expect(withValue("!foo x")).toMatchObject([["cassette.syntax", "!foo", expect.stringContaining("Unknown tag `!foo`")]]);
    expect(withValue("{? [a] : b}")).toMatchObject([["cassette.syntax", "[a]", expect.stringContaining("cannot be a key")]]);
    for (const good of ["!!binary YWJj", "2024-02-29", "'='", "!!python/unicode x", "!!python/tuple [a]", "{<<: {a: b}}", "0x1f"])
      expect(withValue(good), good).toEqual(nothing);
  });
});

describe("cassette.unsafe-tag", () => {
  it("names the tag once, and all its places", () => {
    const header = (name: string) => `? !!python/object/apply:multidict._multidict.istr\n      - ${name}\n      : - x\n`;
    expect(
      shown(changed("      user-agent:\n", `      ${header("Accept")}      ${header("Host")}      user-agent:\n`)),
    ).toMatchObject([
      [
        "cassette.unsafe-tag",
        "!!python/object/apply:multidict._multidict.istr",
        "The tag `!!python/object/apply:multidict._multidict.istr` creates a Python object, so vcrpy 8.2.1 and later refuse the file. The same problem is at 1 more place.",
      ],
    ]);
  });
});

describe("cassette.shape", () => {
  it.each([
    ["version: 1\n", "The file has no `interactions`, so vcrpy cannot load the file."],
    ["interactions:\nversion: 1\n", "`interactions` is null but should be a list, so vcrpy cannot load the file."],
    [changed("    method: POST\n", ""), "The request has no `method`, so vcrpy cannot load the file."],
    [
      changed("    method: POST\n", "    method: POST\n    proxy: x\n"),
      'Unknown field "proxy" in the request, so vcrpy cannot load the file.',
    ],
    [changed(/ {2}response:[^]*/, "version: 1\n"), "The recording has no `response`, so vcrpy cannot load the file."],
    [changed("      message: OK\n", ""), "`status` has no `message`, so replay of this recording fails."],
    [
      changed('      string: \'{"id": "resp_1"}\'', "      string: 5"),
      "`string` is 5 but should be text, so vcrpy cannot load the file.",
    ],
    [
      changed("      - application/json", "      - 5"),
      'The header "content-type" is 5 but should be text, so replay of this recording fails.',
    ],
    [
      "- request: {}\n  response: {}\n",
      "The file was written by VCR.py before 1.0, so vcrpy refuses it until its migration script has run.",
    ],
  ])("says what is missing or wrong (%#)", (text, message) => {
    expect(shown(text).map(([code, , said]) => [code, said])).toEqual([["cassette.shape", message]]);
  });

  it("is silent on other spellings, on more fields beside the known ones, and on aiohttp's answers without a body", () => {
    expect(shown(changed('    body: \'{"model": "gpt-4o"}\'', "    parsed_body:\n      model: gpt-4o"))).toEqual(nothing);
    expect(shown(changed(/ {4}body:\n.*\n/, "    parsed_body:\n      id: resp_1\n"))).toEqual(nothing);
    expect(shown(changed(/ {4}body:\n.*\n {4}headers:/, "    content: x\n    status_code: 200\n    headers:"))).toEqual(nothing);
    expect(shown(changed("    status:", "    took: 5\n    status:"))).toEqual(nothing);
    const other = sound.replace("user-agent", "User-Agent").replace("OpenAI/Python 1.91.0", "Python/3.12 aiohttp/3.11.0");
    expect(shown(other.replace(/ {4}body:\n.*\n {4}headers:/, "    body: {}\n    headers:"))).toEqual(nothing);
    expect(shown("interactions:\n- request_sample:\n    json: {}\nversion: 1\n")).toEqual(nothing);
  });
});

describe("cassette.encoding", () => {
  const coded = (coding: string) =>
    changed("      content-type:", `      content-encoding:\n      - ${coding}\n      content-type:`);
  const zipped = `!!binary ${gzipSync('{"id": "resp_1"}').toString("base64")}`;

  it("finds a plain body that its header calls compressed, where httpx reads it", () => {
    expect(shown(coded("gzip"))).toEqual([
      [
        "cassette.encoding",
        expect.stringContaining("gzip"),
        'The body does not match `content-encoding` ("gzip"), so httpx cannot decode it and replay fails.',
      ],
    ]);
    expect(shown(coded("deflate"))).toMatchObject([["cassette.encoding", expect.anything(), expect.anything()]]);
  });

  it("finds a compressed body of which nothing says so", () => {
    expect(shown(changed('\'{"id": "resp_1"}\'', zipped))).toMatchObject([["cassette.encoding", "string", expect.anything()]]);
  });

  it("is silent where both agree, where other clients replay, and where nobody can tell", () => {
    expect(shown(coded("gzip").replace('\'{"id": "resp_1"}\'', zipped))).toEqual(nothing);
    expect(shown(coded("gzip").replace("OpenAI/Python 1.91.0", "python-requests/2.32.5"))).toEqual(nothing);
    expect(shown(coded("gzip").replace("user-agent", "User-Agent"))).toEqual(nothing);
    expect(shown(coded("gzip").replace(/ {6}user-agent:\n.*\n/, "      x: [y]\n"))).toEqual(nothing);
    expect(shown(coded("br"))).toEqual(nothing);
    expect(shown(coded("gzip").replace('\'{"id": "resp_1"}\'', "''"))).toEqual(nothing);
  });
});

describe("calls that are alike", () => {
  const second = call.replace("gpt-4o", "gpt-5");
  const later = (text: string, date: string) => text.replace("Mon, 03 Mar 2025 10:00:00", date);

  it("that differ in their bodies alone are ambiguous", () => {
    expect(shown(cassette(call, second))).toEqual([
      [
        "cassette.ambiguous",
        "request",
        "2 calls in this file differ only in their bodies, so replay answers them in file order unless `match_on` compares bodies.",
      ],
    ]);
    expect(shown(cassette(call, call))).toEqual(nothing);
    expect(shown(cassette(call, second.replace("/responses", "/embeddings")))).toEqual(nothing);
  });

  it("were appended where a whole run comes again much later", () => {
    const codes = (text: string) => shown(text).filter(([code]) => code === "cassette.appended");
    const again = [later(call, "Thu, 05 Jun 2025 14:00:00"), later(second, "Thu, 05 Jun 2025 14:00:01")];
    expect(codes(cassette(call, second, ...again))).toEqual([
      [
        "cassette.appended",
        expect.anything(),
        "These 2 calls were recorded before in this file, so replay serves the old answers.",
      ],
    ]);
    expect(codes(cassette(call, ...again.slice(0, 1)))).toHaveLength(1);
    // A loop, a retry, and a call that came later to a test.
    expect(codes(cassette(call, call))).toEqual(nothing);
    expect(codes(cassette(call, later(call, "Mon, 03 Mar 2025 10:00:09")))).toEqual(nothing);
    expect(codes(cassette(call, second, ...again.slice(0, 1)))).toEqual(nothing);
  });
});
