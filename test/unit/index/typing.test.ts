/** Whatever somebody does to an open cassette, what is kept of the version before changes nothing of what is said. */
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { Documents } from "../../../server/src/index/documents";
import type { RecordingDocument } from "../../../server/src/recording/recordingDocument";
import type { JsonPath } from "../../../server/src/recording/jsonPath";
import { secretsIn } from "../../../server/src/rules/secrets/secretsOf";
import { dice } from "../../support/secrets";
import { seeded } from "../../support/seeded";

const event = (content: string) =>
  `data: {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": {"content": ${JSON.stringify(content)}}, "finish_reason": null}]}\n\n`;
const key = `sk-ant-api03-${dice(93, "typing")}AA`;
const stream = `${event("It")}${event(" is")}${event(" cold")}data: {"choices": 3}\n\ndata: [DONE]\n\n`;
const split = `${event(key.slice(0, 60))}${event(key.slice(60))}data: [DONE]\n\n`;
const answer = JSON.stringify({
  id: "x",
  object: "chat.completion",
  choices: [{ index: 0, message: { content: `Take ${key}.` } }],
});

const literal = (text: string) => `|\n${text.replaceAll(/^(?=.)/gm, "        ")}`;
const single = (text: string) => `'${text.replaceAll("'", "''").replaceAll("\n", "\n\n        ")}'`;
const double = (text: string) => JSON.stringify(text).replace(" cold", " \\\n        \\ cold");

const bodies = [
  ...[literal(stream), single(stream), double(stream), literal(split), single(answer), `'{"a": [1, `, "&a b", "*a", "''"],
  `!!binary |\n        ${gzipSync(answer).toString("base64")}`,
  '!!python/object:x.Y "z"',
];

const sent = [
  `body: '{"model": "m", "messages": [{"role": "user", "content": "Is it cold?"}]}'`,
  "parsed_body:\n      model: m\n      stream: true\n      messages:\n      - {role: user, content: Is it cold?}",
  "body: null",
];

const entry = (body: string, at: number) => `- request:
    ${sent[at % sent.length]}
    headers:
      authorization:
      - Bearer ${at % 2 === 0 ? key : "x"}
    method: POST
    uri: https://api.openai.com/v1/chat/completions
  response:
    body:
      string: ${body.trimEnd()}
    headers:
      Content-Type: [text/event-stream]
      Set-Cookie:
      - session=${dice(40, String(at % 4))}; path=/
    status: {code: 200, message: OK}
`;

type Random = () => number;
const below = (random: Random, limit: number): number => Math.floor(random() * limit);
const oneOf = <T>(random: Random, list: readonly T[]): T => list[below(random, list.length)]!;

function cassette(random: Random): string {
  // The first few are sound: most files are.
  const kinds = random() < 0.7 ? bodies.slice(0, 5) : bodies;
  const entries = Array.from({ length: 1 + below(random, 5) }, (_, at) => entry(oneOf(random, kinds), at)).join("");
  const text = oneOf(random, [`interactions:\n${entries}version: 1\n`, `version: 1\ninteractions:\n${entries}`]);
  const indented = random() < 0.2 ? text.replaceAll(/^(?=[ -])/gm, "  ") : text;
  return random() < 0.15 ? indented.replaceAll("\n", "\r\n") : indented;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const typed = [
  ...["x", " ", "\n", "\t", '"', "'", "- ", "\n- ", "  ", "#", ": ", "{", "]", "&a ", "*a", "|", "---\n", "...\n", "\n...\n"],
  ...[
    "<<<<<<< HEAD\n",
    "=======\n",
    ">>>>>>> x\n",
    "\r",
    "\u2028",
    "\u0007",
    "\uD800",
    "version: 2\n",
    "!foo ",
    "<<: *a\n",
    "\\",
    "é",
  ],
  ...["interactions:\n", "- null\n", "-\n", "data: {}\n\n", key, entry(literal(stream), 7)],
];

function anyEdit(random: Random, text: string): Edit {
  const lines = [...text.matchAll(/^/gm)].map(({ index }) => index);
  const at = random() < 0.5 ? below(random, text.length + 1) : oneOf(random, lines);
  const length = oneOf(random, [0, 0, 0, 1, 2, 10, 300]);
  const entries = [...text.matchAll(/^ *- request/gm)].map(({ index }) => index);
  const [from, to] = [oneOf(random, [...entries, at]), oneOf(random, [...entries, text.length])];
  return oneOf<Edit>(random, [
    { start: at, end: at, text: oneOf(random, typed) },
    { start: at, end: at, text: oneOf(random, typed) },
    { start: at, end: Math.min(at + length, text.length), text: "" },
    { start: at, end: Math.min(at + length, text.length), text: oneOf(random, typed) },
    // A recording is cut, or pasted again.
    { start: Math.min(from, to), end: Math.max(from, to), text: "" },
    { start: from, end: from, text: text.slice(Math.min(from, to), Math.max(from, to)) },
  ]);
}

const uri = "file:///w/tests/cassettes/test_a/test_b.yaml";

/** All that is said of a document. */
function said(documents: Documents, document: TextDocument, random: Random) {
  const summaries = documents.summaries(document);
  const [unmasked, masked] = [documents.unmasked(document), documents.masked(document)];
  const { source } = unmasked;
  const offsets = Array.from({ length: 30 }, () => below(random, document.getText().length + 2));
  const places = offsets.map((offset) => source.placeAt(offset));
  const paths = [
    ...places
      .flatMap((place) => place?.path ?? [])
      .map(String)
      .map((step) => [step]),
    ...places.map((place) => place?.path ?? []),
  ];
  return plain({
    summaries,
    ...{ value: source.value, written: source.written, hidden: source.hidden, problem: source.problem, places },
    ranges: paths.map((path: JsonPath) => [source.rangeOf({ path }), source.rangeOf({ path }, "key")]),
    within: places.map((place, at) => place && source.offsetWithin(place.path, offsets[at] ?? 0)),
    secrets: secretsIn(unmasked),
    read: [read(unmasked), read(masked)],
  });
}

/** Without functions, so that what is equal is found equal. */
function plain(value: unknown): unknown {
  const listed = (_: string, each: unknown) => (each instanceof Map || each instanceof Set ? [...(each as Set<unknown>)] : each);
  return JSON.parse(JSON.stringify(value, listed));
}

const read = ({ problems, recordings, source }: RecordingDocument) => ({
  ...{ problems, value: source.value },
  recordings: recordings.map(({ path, problems, reassembled, facts, sorted, family }) => {
    return { path, problems, reassembled, facts, sorted, family: family.id };
  }),
});

describe("typing in an open cassette", () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))("says what reading it anew says (%i)", (seed) => {
    const random = seeded(seed * 7919 + 1);
    const [typing, text] = [new Documents(), cassette(random)];
    let document = TextDocument.create(uri, "yaml", 0, text);
    said(typing, document, random);
    for (let version = 1; version <= 8; version++) {
      const before = document.getText();
      const { start, end, text: newText } = anyEdit(random, before);
      const range = { start: document.positionAt(start), end: document.positionAt(end) };
      document = TextDocument.update(document, [{ range, text: newText }], version);
      const anew = TextDocument.create(uri, "yaml", 0, document.getText());
      const seeds = seed * 31 + version;
      expect(said(typing, document, seeded(seeds))).toEqual(said(new Documents(), anew, seeded(seeds)));
      // What cannot be read is soon fixed.
      if (typing.unmasked(document).source.problem !== undefined && random() < 0.7) {
        document = TextDocument.update(document, [{ text: before }], version + 0.5);
        typing.summaries(document);
      }
    }
  });
});
