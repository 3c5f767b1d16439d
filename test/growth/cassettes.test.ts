/** Files of recorded HTTP are read in time in proportion to their length: many calls, long bodies, and what their own patterns begin to match. */
import { describe, expect, it } from "vitest";
import { Formats, formats } from "../../server/src/formats/formats";
import { readDocument } from "../../server/src/formats/readDocument";
import { sha256 } from "../../server/src/index/sha256";
import { compareStaged } from "../../server/src/rerecord/judge";
import { spliceTexts } from "../../server/src/rerecord/splice";
import { chunkLines, samples, trace, url, type Sample } from "../unit/formats/samples";
import { superlinear } from "./growth";
import { run, type Named } from "./makers";

const call = trace().slice("httprr trace v1\n".length);
const dataDog = (request: object) => JSON.stringify({ request: { method: "POST", url, headers: {}, ...request }, response: {} });

/** Texts by the format that reads them. */
const texts: Readonly<Record<string, readonly Named<string>[]>> = {
  httprr: [
    run(call, "httprr trace v1\n"),
    run("1 1\n", "httprr trace v1\n"),
    run("0 9\nHTTP/1.1 ", "httprr trace v1\n"),
    run("A: b\r\n", "httprr trace v1\n9 99999\nGET / HTTP/1.1\r\n"),
    run("9", "httprr trace v1\n"),
    run(" ", "httprr trace v1\n18 200000\nGET / HTTP/1.1\r\n\r\nHTTP/1.1 200 OK\r\nA:", "b"),
  ],
  har: [
    run('{"request":{"url":"x"},"response":{"content":{"text":"WyJh","encoding":"base64"}}},', '{"log":{"entries":[', "1]}}"),
    run('\\"QUJD\\",', '{"log":{"entries":[{"response":{"content":{"encoding":"base64","text":"[', ']"}}}]}}'),
    run("[\\n", '{"log":{"entries":[{"response":{"content":{"encoding":"base64","text":"', '"}}}]}}'),
  ],
  "ruby-vcr": [
    run("- request:\n    uri: x\n  response:\n    body: {string: '{}'}\n", "http_interactions:\n"),
    run("QUJD", "http_interactions:\n- response:\n    body: {base64_string: ", "}\n"),
    run("- \n", "http_interactions:\n"),
  ],
  "go-vcr": [
    run("- id: 0\n  request: {form: {a: b}}\n", "version: 2\ninteractions:\n"),
    run(" ", "version: 2\ninteractions:\n", "form"),
  ],
  "llm-recorder": [run('{"hash":"a","request":{},"response":{"chunks":["data: 1"]}},', "[", "1]")],
  "http-recorder": [run('{"request":{"body":"{}"}},', '{"version":1,"interactions":[', "1]}")],
  "chunk-lines": [run('{"id":"a"}\n'), run("{\n")],
  vcr: [
    run("- request: {body: '{}'}\n  response: {body: {string: '[]'}}\n", "interactions:\n"),
    run("{},", '{"requests":[', '1],"responses":[]}'),
  ],
  datadog: [
    run("a/", '{"request":{"method":"POST","url":"https://x/', '","body":"{}"}}'),
    run("%41", '{"request":{"method":"POST","url":"https://x/', '","body":"{}"}}'),
    run("[", dataDog({ body: "" }).slice(0, -2)),
  ],
};

describe.each(Object.entries(texts))("a file of the format %s", (id, makers) => {
  const known = new Formats([formats.all.find((format) => format.id === id)!]);
  const name = "x/openai_chat_completions_post_01234567.json";

  it.each(makers.map((each) => [each.name, each] as const))("with %s", (_, { make }) => {
    const growth = superlinear(make, (text) => {
      const { recordings, format } = readDocument(name, text, known);
      for (const { reassembled } of recordings) reassembled.choices.at(0);
      format.outline?.(name, text, true);
      format.naming?.namingOf(recordings[0], sha256);
    });
    expect(growth).toBeUndefined();
  });
});

it("Formats are told by a kilobyte, whatever follows", () => {
  const all: readonly Sample[] = [...Object.values(samples), chunkLines];
  for (const { format, path, text } of all) expect(formats.of(path, text + " ".repeat(100_000)).id).toBe(format);
});

const oneCall = (number: number) =>
  `- request: {method: POST, uri: "https://a/b", body: q${number}}\n  response: {body: {string: x}, status: {code: 200}}\n`;
/** Cassettes whose calls ask the same, and such that ask something else each. */
const calls: readonly Named<string>[] = [
  run(oneCall(1), "interactions:\n"),
  run("- request: {}\n\n# a\n", "interactions:\n"),
  run('{"request":{"uri":"q10","body":"q10"},"response":{}},', '{"interactions":[', "{}]}"),
  {
    name: "calls that differ",
    make: (size) =>
      `interactions:\n${Array.from({ length: Math.ceil(size / oneCall(99).length) }, (_, at) => oneCall(at)).join("")}`,
  },
];
/** Another version, in which every tenth call asks something else. */
const ofOthers = (text: string) => text.replaceAll(/q(\d*0)\b/g, "r$1");

describe("A cassette that was recorded again", () => {
  it.each(calls.map((each) => [each.name, each] as const))("is judged and put together, with %s", (_, { make }) => {
    const judged = superlinear(make, (text) => compareStaged("x.yaml", text, ofOthers(text)));
    const made = superlinear(make, (text) => spliceTexts("x.yaml", text, ofOthers(text), [0, 2]));
    expect([judged, made]).toEqual([undefined, undefined]);
  });
});
