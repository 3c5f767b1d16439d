import { describe, expect, it } from "vitest";
import { gzipSync } from "node:zlib";
import { readDocument } from "../../../server/src/formats/readDocument";
import { check } from "../../../server/src/rules/check";
import { maskedDocument, maskedText } from "../../../server/src/rules/secrets/mask";
import { dice, urlSafe } from "../../support/secrets";

const read = (text: string) => readDocument("tests/cassettes/test_x/test_y.yaml", text);
const shown = (text: string) =>
  read(text)
    .recordings.flatMap((recording) => check(recording))
    .filter(({ code }) => code.startsWith("secret."))
    .map(({ code, severity, range }) => [code, severity, text.slice(range.start, range.end)]);

interface Written {
  readonly sent?: string;
  readonly body?: string;
  readonly answer?: string;
  readonly received?: string;
  readonly uri?: string;
}

const cassette = ({
  sent = "x: [y]",
  body = "null",
  answer = "''",
  received = "x: [y]",
  uri = "https://api.acme.dev/v1/x",
}: Written) => `interactions:
- request:
    body: ${body}
    headers:
      ${sent}
    method: POST
    uri: ${uri}
  response:
    body:
      string: ${answer}
    headers:
      ${received}
    status:
      code: 200
      message: OK
version: 1
`;
const key = `sk-proj-${dice(48)}`;
const token = dice(40, "token");
const base64 = (text: string | Uint8Array) => `!!binary ${Buffer.from(text).toString("base64")}`;

/** Nothing that is made of the file for people has it. */
function expectMasked(text: string, secret: string): void {
  const masked = maskedDocument(read(text));
  expect(
    JSON.stringify(
      masked.recordings.map(({ recording, reassembled }) => [
        recording?.response,
        recording?.request,
        recording?.surroundings,
        reassembled,
      ]),
    ),
  ).not.toContain(secret);
  expect(maskedText(read(text)).text).not.toContain(secret);
}

describe("a credential in a cassette is found and masked", () => {
  it.each([
    ["in a header", cassette({ sent: `authorization: [Bearer ${key}]` }), "secret.key", key],
    ["in a header of no known format", cassette({ sent: `Authorization:\n      - Bearer ${token}` }), "secret.header", token],
    ["in the address", cassette({ uri: `https://api.acme.dev/v1/x?alt=sse&key=${token}` }), "secret.header", token],
    ["in a JSON body", cassette({ body: `'{"model": "m", "api_key": "${token}"}'` }), "secret.header", token],
    [
      "in a JSON body in double quotes",
      cassette({ body: `"{\\"model\\": \\"m\\", \\"api_key\\": \\"${token}\\"}"` }),
      "secret.header",
      token,
    ],
    ["in a literal body", cassette({ body: `|-\n      {\n        "api_key": "${token}"\n      }` }), "secret.header", token],
    ["in an answer", cassette({ answer: `'{"id": "x", "text": "use ${key}"}'` }), "secret.key", key],
    [
      "in an event of a stream",
      cassette({ answer: `'data: {"id": "x", "note": "${key}"}\n\n\n      data: [DONE]\n\n\n      '` }),
      "secret.key",
      key,
    ],
  ])("%s", (_, text, code, secret) => {
    expect(shown(text)).toEqual([[code, "warning", secret]]);
    expectMasked(text, secret);
  });

  it("in pieces in the events of a stream, beside a cookie that is none", () => {
    const pieces = [key.slice(0, 2), key.slice(2, 30), key.slice(30)];
    const event = (content: string) =>
      `data: {"id": "x", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "${content}"}}]}\n\n\n      `;
    const text = cassette({ answer: `'${pieces.map(event).join("")}'`, received: "set-cookie: [theme=dark; path=/]" });
    expect(shown(text)).toEqual([["secret.key", "warning", pieces[0]]]);
    expectMasked(text, key);
  });

  it.each([
    ["in a compressed answer", cassette({ answer: base64(gzipSync(`{"text": "${key}"}`)) }), "secret.key", key],
    ["in a compressed request", cassette({ body: base64(gzipSync(`{"api_key": "${token}"}`)) }), "secret.header", token],
    ["in an answer of bytes", cassette({ answer: base64(`{"text": "é ${key}"}`) }), "secret.key", key],
    ["in a header of bytes", cassette({ sent: `authorization: [${base64(`Bearer ${key}`)}]` }), "secret.key", key],
  ])("%s, at the whole of it", (_, text, code, secret) => {
    expect(shown(text)).toMatchObject([[code, "warning", expect.not.stringContaining(secret)]]);
    expectMasked(text, secret);
  });

  it("as a cookie: of a session, and as a hint, once in a file, of a network", () => {
    const network = `set-cookie: ["__cf_bm=${token}; path=/; HttpOnly", "_cfuvid=${dice(60, "uvid")}; path=/"]`;
    expect(shown(cassette({ sent: `Cookie: ['lang=en; session=${token}']` }))).toEqual([["secret.cookie", "warning", token]]);
    expect(shown(cassette({ received: network }))).toEqual([["secret.cookie", "hint", token]]);
    expectMasked(cassette({ received: network }), token);
  });

  it("as a cookie that each answer sets anew, once; one that counts visitors, as a hint", () => {
    const set = (name: string) => `set-cookie: ["${name}=${token}; path=/", "${name}=${dice(40, "again")}; path=/"]`;
    expect(shown(cassette({ received: set("session") }))).toEqual([["secret.cookie", "warning", token]]);
    for (const name of ["_ga_X1", "loid", "mp_x_mixpanel"]) {
      expect(shown(cassette({ received: set(name) }))).toEqual([["secret.cookie", "hint", token]]);
    }
  });
});

describe("what is no credential", () => {
  it.each([
    "REDACTED",
    "'**REDACTED**'",
    "fake",
    "test-key",
    "foobar",
    "DUMMY",
    "Bearer DUMMY_API_KEY_FOR_TESTS_1",
    "Bearer test-key-1234567890abcd",
  ])("%s in a header", (value) => expect(shown(cassette({ sent: `authorization: [${value}]` }))).toEqual([]));

  it("what looks like a key within encrypted content, signatures and images", () => {
    const around = `${dice(400, "a", urlSafe)}-sk-${dice(60, "b")}AKIA${dice(16, "c", "ABCDEFGHIJ")}${dice(300, "d", urlSafe)}`;
    expect(shown(cassette({ answer: `'{"encrypted_content": "gAAAAAB${around}", "signature": "${around}"}'` }))).toEqual([]);
    expect(shown(cassette({ answer: `'{"data": "data:image/png;base64,${around}"}'` }))).toEqual([]);
  });

  it("a signature that has run out, and no other", () => {
    const shownOf = (query: string) => shown(cassette({ uri: `https://x.blob.core.windows.net/i.png?${query}` }));
    const sig = dice(44, "sig");
    expect(shownOf(`se=2024-05-01T10%3A00%3A00Z&sp=r&sig=${sig}`)).toEqual([]);
    expect(shownOf(`X-Amz-Date=20240501T100000Z&X-Amz-Expires=3600&X-Amz-Signature=${sig}`)).toEqual([]);
    expect(shownOf(`se=2999-05-01T10%3A00%3A00Z&sp=r&sig=${sig}`)).toEqual([["secret.header", "warning", sig]]);
    expect(shownOf(`se=2024-05-01T10%3A00%3A00Z&key=${sig}`)).toEqual([["secret.header", "warning", sig]]);
  });

  it("a project key that its issuer means to be public", () => {
    expect(shown(cassette({ body: `'{"api_key": "phc_${token}"}'` }))).toEqual([]);
  });
});
