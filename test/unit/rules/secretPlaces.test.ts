import { describe, expect, it } from "vitest";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { readable } from "../../../server/src/rerecord/readable";
import type { RecordingInDocument } from "../../../server/src/recording/recordingDocument";
import { check } from "../../../server/src/rules/check";
import { maskedDocument, maskedFiles, maskedText, maskSecrets } from "../../../server/src/rules/secrets/mask";
import { secretsOf } from "../../../server/src/rules/secrets/secretsOf";
import { readSide } from "../../../server/src/rules/readSide";
import { difference } from "../../../server/src/recording/difference";
import { anyHash } from "../../support/findings";
import { chatChunk, chatCompletion, chatStream, deltaChunk, recordingValue, recordingText } from "../../support/recordings";
import { dice } from "../../support/secrets";

const key = `sk-proj-${dice(48)}`;
const maskedFile = ({ document }: RecordingInDocument) => maskedDocument(document).recordings[0];
const fileOf = (text: string) => readRecordingFile(`${anyHash}.json`, text);
const written = (value: unknown) => JSON.stringify(value, null, 2);
/** Cut as tokens are. */
const pieces = [key.slice(0, 2), key.slice(2, 9), key.slice(9, 20), key.slice(20, 33), key.slice(33)];

const plain = () => recordingValue([], true) as unknown as Record<string, Record<string, unknown>>;
const sse = (events: readonly object[]) => events.flatMap((each) => [`data: ${JSON.stringify(each)}`, ""]);
const anthropic = (parts: readonly string[]) => [
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  ...parts.map((text) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })),
];
const token = (text: string) => ({ token: text, bytes: [...Buffer.from(text)], logprob: -0.1, top_logprobs: [] });

const geminiParts = (parts: readonly string[]) => [
  { candidates: [{ index: 0, content: { role: "model", parts: [{ text: "The key is " }, { text: parts[0] }] } }] },
  { candidates: [{ index: 0, content: { role: "model", parts: parts.slice(1).map((text) => ({ text })) } }] },
];
const nested = (value: unknown, levels: number): unknown => (levels === 0 ? value : nested([value], levels - 1));

/** Each holds the key once. */
const whole: readonly (readonly [string, () => unknown])[] = [
  ["a header of the request", () => ({ ...plain(), request: { ...plain().request, headers: { "X-Note": key } } })],
  ["the test id", () => ({ ...plain(), test_id: `tests/test_chat.py::test_hello[${key}]` })],
  ["the mapping of ids", () => ({ ...plain(), id_normalization_mapping: { "rec-1": key } })],
  ["the name of a property", () => ({ ...plain(), request: { ...plain().request, body: { metadata: { [key]: 1 } } } })],
  ["an exception's message", () => ({ ...plain(), response: { is_exception: true, exception_message: `Invalid key ${key}` } })],
  ["an exception's data", () => ({ ...plain(), response: { is_exception: true, exception_data: { error: { detail: [key] } } } })],
  [
    "a tool call's id",
    () => recordingValue([deltaChunk({ tool_calls: [{ index: 0, id: key, function: { name: "f", arguments: "{}" } }] })], true),
  ],
  ["a comment of an event stream", () => recordingValue([`: ${key}`, ...sse(anthropic(["Hi"]))], true)],
  ["a line of an event stream", () => recordingValue(sse(anthropic([`Use ${key}.`])), true)],
  [
    "a token",
    () => JSON.parse(chatCompletion("Hi", { data: { choices: [{ logprobs: { content: [token(key)] } }] } })) as unknown,
  ],
  ["a value that nests deeply", () => ({ ...plain(), note: nested(key, 300) })],
  ["letters written as escapes", () => ({ ...plain(), note: "ESCAPED" })],
];

/** Each holds it in pieces, and no string holds it whole. */
const split: readonly (readonly [string, () => string])[] = [
  ["a chat", () => chatStream(["The key is ", ...pieces, "."])],
  ["reasoning", () => chatStream(pieces.map((reasoning_content) => ({ reasoning_content })))],
  [
    "a tool call's arguments",
    () =>
      chatStream(['{"key":"', ...pieces, '"}'].map((part) => ({ tool_calls: [{ index: 0, function: { arguments: part } }] }))),
  ],
  [
    "the second of two answers that take turns",
    () => chatStream(pieces.flatMap((content) => [deltaChunk({ content: "no " }, null, 0), deltaChunk({ content }, null, 1)])),
  ],
  [
    "tokens alone",
    () =>
      chatStream(
        pieces.map((text) =>
          chatChunk({ choices: [{ index: 0, delta: {}, finish_reason: null, logprobs: { content: [token(text)] } }] }),
        ),
      ),
  ],
  [
    "tokens of the older interface",
    () =>
      recordingText(
        {
          object: "text_completion",
          choices: [{ text: "", index: 0, logprobs: { tokens: pieces, token_logprobs: pieces.map(() => -1) } }],
        },
        false,
      ),
  ],
  ["an event stream", () => recordingText(sse(anthropic(pieces)), true)],
  [
    "an event stream that the network cut",
    () => {
      const stream = sse(anthropic(pieces)).join("\n");
      return recordingText(stream.match(/[^]{1,70}/g), true);
    },
  ],
  [
    "lines of JSON",
    () =>
      recordingText(
        pieces.map((content) => `${JSON.stringify({ model: "m", message: { role: "assistant", content }, done: false })}\n`),
        true,
      ),
  ],
  [
    "events of a response",
    () =>
      recordingText(
        pieces.map((delta, at) => ({
          __type__: "x",
          __data__: {
            type: "response.output_text.delta",
            output_index: 0,
            content_index: 0,
            item_id: "m",
            sequence_number: at,
            delta,
          },
        })),
        true,
      ),
  ],
  [
    "a block that begins with the first of them",
    () =>
      recordingText(
        sse([
          { type: "content_block_start", index: 0, content_block: { type: "text", text: pieces[0] } },
          ...anthropic(pieces.slice(1)).slice(1),
        ]),
        true,
      ),
  ],
  ["Gemini's parts", () => recordingText(geminiParts(pieces), true, { endpoint: "/v1beta/models/g:streamGenerateContent" })],
  [
    "reasoning under two names",
    () => chatStream(pieces.map((text, at) => ({ [at % 2 ? "reasoning" : "reasoning_content"]: text }))),
  ],
  [
    "a tool call of which some chunks do not say the index",
    () =>
      chatStream([
        { tool_calls: [{ index: 0, id: "c", type: "function", function: { name: "f", arguments: '{"key":"' } }] },
        ...pieces.map((text, at) => ({ tool_calls: [{ ...(at % 2 ? { index: 0 } : {}), function: { arguments: text } }] })),
        { tool_calls: [{ index: 0, function: { arguments: '"}' } }] },
      ]),
  ],
  [
    "a stream of no known format",
    () =>
      recordingText(
        pieces.map((said) => ({ odd: [{ said }] })),
        true,
      ),
  ],
];

describe("a credential is found", () => {
  it.each(whole)("in %s", (_, make) => {
    const text = written(make()).replace("ESCAPED", key.replaceAll("-", "\\u002d"));
    const file = fileOf(text);
    expect(secretsOf(file).map((secret) => secret.text)).toEqual([key]);
    const [found] = check(file).filter(({ code }) => code === "secret.key");
    expect(JSON.parse(`"${text.slice(found!.range.start, found!.range.end)}"`)).toBe(key);
  });

  it.each(split)("in the pieces of %s, and each piece is pointed at", (_, make) => {
    const text = make();
    const file = fileOf(text);
    const found = check(file).filter(({ code }) => code === "secret.key");
    expect(found).toHaveLength(1);
    const ranges = [found[0]!.range, ...(found[0]!.related ?? []).map(({ range }) => range!)];
    expect(ranges.map(({ start, end }) => text.slice(start, end)).join("")).toBe(key);
  });

  it("but no two texts that only stand side by side are taken for one", () => {
    const models = ["sk-small", "a1B2c3D4e5F6g7H8", "i9J0k1L2m3N4o5P6q7R8"].map((id) => ({
      __type__: "openai.types.model.Model",
      __data__: { id },
    }));
    expect(secretsOf(fileOf(recordingText(models, false)))).toEqual([]);
    const messages = [key.slice(0, 20), key.slice(20)].map((content) => ({ role: "user", content }));
    expect(secretsOf(fileOf(recordingText([], true, { body: { messages } })))).toEqual([]);
  });
});

describe("a credential is masked", () => {
  const hasPiece = (text: string) =>
    [key.slice(8), ...pieces.filter(({ length }) => length > 8)].filter((piece) => text.includes(piece));

  it.each([...whole.map(([name, make]) => [name, () => written(make())] as const), ...split])(
    "in all that is shown: %s",
    (_, make) => {
      const file = fileOf(make());
      const shown = maskedFile(file);
      const { reassembled, recording } = shown;
      const { value } = shown.document.source;
      expect(
        hasPiece(
          JSON.stringify([value, recording, reassembled, reassembled.notes, reassembled.choices.map(({ logprobs }) => logprobs)]),
        ),
      ).toEqual([]);
      expect(hasPiece(maskedText(file.document).text)).toEqual([]);
      expect(JSON.parse(maskedText(file.document).text)).toBeTypeOf("object");
      expect(
        hasPiece(JSON.stringify(check(file).map(({ message, related }) => [message, related?.map((each) => each.message)]))),
      ).toEqual([]);
    },
  );

  it("and the rest stays as it is", () => {
    const text = chatStream(["The key is ", ...pieces, "."]);
    const file = fileOf(text);
    const shown = maskedFile(file);
    expect(shown.reassembled.choices[0]!.content!.text).toMatch(/^The key is sk-p…+\.$/);
    const other = fileOf(chatCompletion("Hello."));
    expect(maskedFile(other)).toBe(other);
    const place = { path: ["response", "body", 6] };
    expect(shown.document.source.rangeOf(place)).toEqual(file.document.source.rangeOf(place));
  });

  const messagesOn = (finish: string, content = "Hi") =>
    check(fileOf(chatStream([content], { finish })))
      .filter(({ code }) => code === "chunk.shape")
      .map(({ message }) => message)
      .join("\n");

  it("in every message that quotes its beginning", () => {
    expect(messagesOn("odd")).toContain("odd");
    expect(messagesOn(key)).toContain("sk-p…");
    expect(messagesOn(key)).not.toContain(key.slice(0, 9));
  });

  it("in a message that has it on one line", () => {
    const lines = Array.from({ length: 3 }, (_, at) => dice(64, `line ${at}`));
    const pem = ["-----BEGIN EC PRIVATE KEY-----", ...lines, "-----END EC PRIVATE KEY-----"].join("\n");
    const failed = { is_exception: true, exception_message: `No key is ${pem}`, body: null };
    const [found] = check(fileOf(recordingText(null, false, { response: failed }))).filter(
      ({ code }) => code === "provider.failure",
    );
    expect(found!.message).toContain("No key is ----…");
    expect(found!.message).not.toContain(lines[0]!.slice(0, 8));
    const event = sse([
      { type: "message_start", message: { role: "assistant", content: [] } },
      { type: "error", error: { type: "x", message: `No key is ${pem}` } },
    ]);
    const messages = JSON.stringify(check(fileOf(recordingText(event, true, { endpoint: "/v1/messages" }))));
    expect(messages).toContain("No key is ----…");
    expect(messages).not.toContain(lines[0]!.slice(0, 8));
  });

  it("in pieces in a file that is cut off", () => {
    const text = chatStream([...pieces, "."]);
    const file = fileOf(text.slice(0, text.indexOf('"content": "."')));
    const { reassembled, document } = maskedFile(file);
    const { value } = document.source;
    expect(
      hasPiece(
        JSON.stringify([
          value,
          reassembled,
          maskedText(file.document).text,
          readable(file.document.name, file.document.source.text),
        ]),
      ),
    ).toEqual([]);
    expect(hasPiece(readable("a.json", `// ${key}\n${text}`))).toEqual([]);
    expect(hasPiece(readable("a.json", `Not JSON: ${key}`))).toEqual([]);
  });

  it("below a key that stands twice, of which readers see the last only", () => {
    const text = chatCompletion("Hi").replace('"method"', `"${key}": 1, "${key}": 2, "note": "${key}", "note": "", "method"`);
    expect(hasPiece(maskedText(fileOf(text).document).text)).toEqual([]);
  });

  it("but no other URL for one that has a password", () => {
    const url = `https://admin:${dice(16)}@db.acme.dev`;
    expect(messagesOn("https://docs.acme.dev", url)).toContain("https://docs.acme.dev");
    expect(messagesOn(url)).not.toContain("admin:");
  });

  it("and two that differ still do when they are compared", () => {
    const [one, other] = [key, `sk-proj-${dice(48, "other")}`].map((each) => fileOf(chatCompletion(`Use ${each}.`)));
    const [before, after] = maskedFiles(one!, other!);
    expect(difference(readSide(before!), readSide(after!)).sameMeaning).toBe(false);
    const [same, again] = maskedFiles(one!, one!);
    expect(difference(readSide(same!), readSide(again!)).sameMeaning).toBe(true);
  });

  it("two names behind one mask are both kept", () => {
    const metadata = { [key]: 1, [`sk-proj-${dice(48, "b")}`]: 2 };
    const shown = maskedFile(fileOf(recordingText([], true, { body: { metadata } })));
    const { request } = shown.document.source.value as { request: { body: { metadata: object } } };
    expect(Object.values(request.body.metadata)).toEqual([1, 2]);
  });

  it("in a line that nobody knows more of", () => {
    expect(maskSecrets(`Hover failed: cannot read "${key}" and ${key}`)).toBe('Hover failed: cannot read "sk-p…" and sk-p…');
  });
});
