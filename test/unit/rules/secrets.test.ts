import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readRecordingFile } from "../../../server/src/recording/recordingFile";
import { secretHeader, secretKey } from "../../../server/src/rules/secrets/secrets";
import { corpusFiles, corpusFolder } from "../../support/corpus";
import { findingsIn } from "../../support/findings";
import { chatStream, recordingText } from "../../support/recordings";

/** Keys are made here, so that none stands in the project's own files. */
const dice = (length: number, seed = "", alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") =>
  Array.from({ length }, (_, index) => {
    const byte = createHash("sha256").update(`${seed} ${index}`).digest()[0]!;
    return alphabet[byte % alphabet.length];
  }).join("");
const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

const secretsIn = (text: string) =>
  findingsIn(text)
    .filter(({ code }) => code.startsWith("secret."))
    .map(({ code, at }) => [code, at]);
const inRequest = (content: string) => recordingText([], true, { body: { messages: [{ role: "user", content }] } });

describe("secret.key", () => {
  it.each([
    ["OpenAI", `sk-proj-${dice(48)}`],
    ["Anthropic", `sk-ant-api03-${dice(93)}AA`],
    ["Google", `AIza${dice(35)}`],
    ["AWS", `AKIA${dice(16, "aws", upper)}`],
    ["GitHub", `ghp_${dice(36)}`],
    ["Hugging Face", `hf_${dice(34)}`],
    ["Groq", `gsk_${dice(52)}`],
    ["Slack", `xoxb-${dice(12, "a")}-${dice(12, "b")}-${dice(24)}`],
    ["Tavily", `tvly-${dice(32)}`],
    ["a signed token", `eyJ${dice(30)}.eyJ${dice(60)}.${dice(43)}`],
    ["a password in a URL", `https://admin:${dice(16)}@db.acme.dev`],
  ])("%s: underlines the key alone, and never shows it in full", (_, key) => {
    const [only, ...more] = findingsIn(inRequest(`Use "${key}", please.\n`)).filter(({ code }) => code === "secret.key");
    expect(only?.at).toBe(key);
    expect(more).toEqual([]);
    expect(only?.message).not.toContain(key.slice(0, 12));
    expect(only?.message).toMatch(/ was recorded in the request, so everybody who can read this repository can use it\.$/);
  });

  it("finds a key that the model said, though no chunk holds it whole", () => {
    const key = `sk-proj-${dice(48)}`;
    const stream = chatStream(["The key is ", key.slice(0, 9), key.slice(9, 40), key.slice(40), "."]);
    expect(secretsIn(stream)).toMatchObject([["secret.key", expect.stringContaining(key.slice(0, 9))]]);
  });

  it("finds a private key with its escaped line breaks", () => {
    const pem = `-----BEGIN PRIVATE KEY-----\nMI${dice(62)}\n${dice(64, "2")}\n-----END PRIVATE KEY-----`;
    expect(secretsIn(inRequest(pem))).toEqual([["secret.key", JSON.stringify(pem).slice(1, -1)]]);
  });

  it("finds one in a file that is cut off", () => {
    const key = `sk-proj-${dice(48)}`;
    const text = inRequest(key);
    expect(secretsIn(text.slice(0, text.indexOf('"response"')))).toEqual([["secret.key", key]]);
  });

  it.each([
    ["a stand-in", "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"],
    ["an example of a documentation", "sk-your-key-goes-here-please-and-thank-you-very-much"],
    ["AWS's own example", "AKIAIOSFODNN7EXAMPLE"],
    ["words with dashes", "task-oriented sk-learn-style-names-that-go-on-and-on-and-on"],
    ["a response id", `resp_${dice(48)} msg_${dice(40)} call_${dice(24)} chatcmpl-${dice(29)}`],
    ["a hash and a UUID", `${"0123456789abcdef".repeat(4)} 6f1c9a52-8b34-4de0-a7c5-0f3e9d2b6a18`],
    ["an image", `data:image/png;base64,${dice(4000, "image")}==`],
    ["a news URL", "https://news.example.com/2025/11/eyJhbGciOi-what-it-means?utm_source=rss&id=9f8b7c6d5e4f3a2b1c0d"],
    ["an address of mail", "write to https://example.com or ops_team@example.com"],
  ])("is silent on %s", (_, text) => {
    expect(secretsIn(inRequest(text))).toEqual([]);
  });
});

describe("secret.header", () => {
  const withHeaders = (headers: object) =>
    recordingText([], true).replace('"headers": {}', `"headers": ${JSON.stringify(headers)}`);

  it.each(["Authorization", "x-api-key", "api-key", "X-Goog-Api-Key", "cookie"])("%s with what dice gave", (name) => {
    const token = dice(40, "header");
    expect(secretsIn(withHeaders({ [name]: `Bearer ${token}` }))).toEqual([["secret.header", token]]);
  });

  it("a tool's own header, and a parameter of the URL", () => {
    const token = dice(40, "tool");
    const tools = [{ type: "mcp", server_url: "https://mcp.acme.dev", headers: { Authorization: `Bearer ${token}` } }];
    expect(secretsIn(recordingText([], true, { body: { tools } }))).toEqual([["secret.header", token]]);
    const url = `https://api.acme.dev/v1/chat/completions?key=${token}`;
    expect(secretsIn(recordingText([], true, { url }))).toEqual([["secret.header", token]]);
  });

  it.each(["Bearer test", "Bearer fake-token-for-tests-0001", "Bearer ${OPENAI_API_KEY}", "REDACTED", "Bearer ****************"])(
    "%s is a stand-in",
    (value) => {
      expect(secretsIn(withHeaders({ Authorization: value }))).toEqual([]);
    },
  );

  it("a key is told once, by the rule that knows its issuer", () => {
    const key = `sk-proj-${dice(48)}`;
    expect(secretsIn(withHeaders({ Authorization: `Bearer ${key}` }))).toEqual([["secret.key", key]]);
  });
});

const root = corpusFolder();

describe.skipIf(root === undefined)("on real recordings of other people", () => {
  it("finds no credential, for there is none", () => {
    const found: string[] = [];
    let files = 0;
    for (const { path, name, text } of corpusFiles(root ?? "")) {
      files++;
      const file = readRecordingFile(name, text);
      for (const rule of [secretKey, secretHeader]) rule.check(file, ({ message }) => found.push(`${path}: ${message}`));
    }
    console.log(`${files} recordings, ${found.length} credentials.`);
    expect(found).toEqual([]);
  });
});
