import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { check } from "../../../server/src/rules/check";
import { credentialsIn } from "../../../server/src/rules/secrets/detector";
import { secretHeader, secretKey } from "../../../server/src/rules/secrets/secrets";
import { corpusFiles, corpusFolder } from "../../support/corpus";
import { findingsIn } from "../../support/findings";
import { chatStream, recordingText } from "../../support/recordings";
import { dice, hex, lower, upper, urlSafe } from "../../support/secrets";

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
    ["Databricks", `dapi${dice(32, "databricks", hex)}`],
    ["Amazon Bedrock", `ABSK${dice(128, "bedrock")}`],
    ["LangSmith", `lsv2_pt_${dice(32, "a", hex)}_${dice(10, "b", hex)}`],
    ["Cerebras", `csk-${dice(48, "cerebras", lower)}`],
    ["Google OAuth", `ya29.a0${dice(160, "oauth", urlSafe)}`],
    ["a signed token", `eyJ${dice(30)}.eyJ${dice(60)}.${dice(43)}`],
    ["a password in a URL", `https://admin:${dice(16)}@db.acme.dev`],
  ])("%s: underlines the key alone, and never shows it in full", (_, key) => {
    const [only, ...more] = findingsIn(inRequest(`Use "${key}", please.\n`)).filter(({ code }) => code === "secret.key");
    expect(only?.at).toBe(key);
    expect(more).toEqual([]);
    expect(only?.message).not.toContain(key.slice(0, 12));
    expect(only?.message).toMatch(/ was recorded in the request, so anyone who can read the repository can use it\.$/);
  });

  it("finds a key that the model said, though no chunk holds it whole", () => {
    const key = `sk-proj-${dice(48)}`;
    const stream = chatStream(["The key is ", key.slice(0, 9), key.slice(9, 40), key.slice(40), "."]);
    expect(secretsIn(stream)).toMatchObject([["secret.key", expect.stringContaining(key.slice(0, 9))]]);
  });

  it.each([
    ["Google", (seed: string) => `AIza${dice(35, seed, urlSafe)}`],
    ["AWS", (seed: string) => `AKIA${dice(16, seed, `${upper.slice(0, 26)}234567`)}`],
    ["OpenAI", (seed: string) => `sk-proj-${dice(74, seed, urlSafe)}T3BlbkFJ${dice(74, `${seed}2`, urlSafe)}`],
    ["Hugging Face", (seed: string) => `hf_${dice(34, seed, urlSafe.slice(0, 52))}`],
    ["Databricks", (seed: string) => `dapi${dice(32, seed, hex)}`],
    ["Google OAuth", (seed: string) => `ya29.${dice(180, seed, urlSafe)}`],
  ])("misses no key that dice can give: %s", (_, keyOf) => {
    const around = [
      (key: string) => `Use "${key}".`,
      (key: string) => key,
      (key: string) => `https://api.acme.dev/v1?key=${key}&alt=sse`,
      (key: string) => `/srv/Projects2026/agents/production/configuration/${key}`,
      (key: string) => JSON.stringify({ note: `first line\n${key}\n` }),
      (key: string) => `q%3D${key}%26`,
    ];
    const missed = Array.from({ length: 2000 }, (_, at) => keyOf(`key ${at}`)).filter((key, at) => {
      const text = around[at % around.length]!(key);
      return credentialsIn(text).map(({ start, end }) => text.slice(start, end))[0] !== key;
    });
    expect(missed).toEqual([]);
  });

  const pems = (): (readonly [string, string])[] => {
    const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const ed = generateKeyPairSync("ed25519").privateKey;
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    const secret = { cipher: "aes-256-cbc", passphrase: "of no use" } as const;
    // OpenSSH's own format begins alike in every key, with a run that dice do not give.
    const openSsh = `b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n${dice(70, "1")}\n${dice(70, "2")}\n${dice(30, "3")}`;
    return [
      ["EC", String(ec.export({ type: "sec1", format: "pem" }))],
      ["EC in PKCS#8", String(ec.export({ type: "pkcs8", format: "pem" }))],
      ["Ed25519", String(ed.export({ type: "pkcs8", format: "pem" }))],
      ["an encrypted one", String(ed.export({ type: "pkcs8", format: "pem", ...secret }))],
      ["RSA", String(rsa.export({ type: "pkcs1", format: "pem" }))],
      ["RSA with headers", String(rsa.export({ type: "pkcs1", format: "pem", ...secret }))],
      ["OpenSSH", `-----BEGIN OPENSSH PRIVATE KEY-----\n${openSsh}\n-----END OPENSSH PRIVATE KEY-----\n`],
    ];
  };

  it.each(pems())("finds a private key however it is written: %s", (_, written) => {
    const pem = written.trimEnd();
    const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
    for (const text of [
      pem,
      pem.replaceAll("\n", "\r\n"),
      pem.replaceAll("\n", " "),
      inJson(pem),
      pem.replaceAll("\n", "\n    "),
    ]) {
      expect(secretsIn(inRequest(`The key:\n${text}\n`))).toEqual([["secret.key", inJson(text)]]);
    }
    if (!pem.includes("DEK-Info")) {
      const folded = pem.replaceAll("\n", "");
      expect(secretsIn(inRequest(folded))).toEqual([["secret.key", folded]]);
    }
  });

  it.each([1, 12, 20])("finds a private key that is cut off %d characters before its end", (missing) => {
    const [, pem] = pems()[0]!;
    expect(secretsIn(inRequest(pem.trimEnd().slice(0, -missing)))).toHaveLength(1);
  });

  it.each([
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
    "-----BEGIN EC PRIVATE KEY-----\nYOUR KEY HERE\n-----END EC PRIVATE KEY-----",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQC...\n-----END RSA PRIVATE KEY-----",
    "A file begins with -----BEGIN PRIVATE KEY----- and ends with -----END PRIVATE KEY-----.",
    `-----BEGIN PUBLIC KEY-----\n${dice(64)}\n-----END PUBLIC KEY-----`,
    `-----BEGIN CERTIFICATE-----\n${dice(64)}\n-----END CERTIFICATE-----`,
  ])("is silent on what only looks like a private key: %s", (text) => {
    expect(secretsIn(inRequest(text))).toEqual([]);
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
    [
      "stand-ins of all sorts",
      "<API_KEY> ${API_KEY} AIzaSyXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX dapi00000000000000000000000000000000",
    ],
    ["Google's key in a documentation", "AIzaSy-your-google-api-key-goes-in-here1"],
    ["names with a key's prefix", "sk-Llama-3-70B-Instruct-Turbo-and-some-more-words hf_hub_download_with_progress_callbacks"],
    ["tools' ids", `toolu_01${dice(22)} call_${dice(24)} chatcmpl-${dice(29)} fc_${dice(48)} rs_${dice(50)} msg_${dice(40)}`],
    ["reasoning that is encrypted", `gAAAAAB${dice(3000, "encrypted", urlSafe)}`],
    ["a signature of reasoning", `Er${dice(1200, "signature")}==`],
    ["letters within a long run", `${dice(300, "before")}/AIza${dice(35)}+${dice(200)}/AKIA${dice(16, "x", upper)}+${dice(100)}`],
    [
      "jwt.io's token",
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    ],
    ["an image", `data:image/png;base64,${dice(4000, "image")}==`],
    ["a news URL", "https://news.example.com/2025/11/eyJhbGciOi-what-it-means?utm_source=rss&id=9f8b7c6d5e4f3a2b1c0d"],
    ["an address of mail", "write to https://example.com or ops_team@example.com"],
  ])("is silent on %s", (_, text) => {
    expect(secretsIn(inRequest(text))).toEqual([]);
  });
});

describe("what nobody can use is a hint:", () => {
  const told = (content: string) =>
    check(readRecordingFile("x.json", inRequest(content)))
      .filter(({ code }) => code === "secret.key")
      .map(({ severity, message }) => [severity, message.replace(/^.*in the request/, "")]);
  const signedUntil = (exp: number) => {
    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${encoded({ alg: "RS256", kid: dice(12) })}.${encoded({ sub: dice(12), exp })}.${dice(86, "signature", urlSafe)}`;
  };

  it("a token that has expired by its own words", () => {
    expect(told(signedUntil(1_700_000_000))).toEqual([["hint", "; it expired on 2023-11-14."]]);
    expect(told(signedUntil(9_000_000_000))).toMatchObject([["warning", expect.stringContaining("can use it")]]);
  });

  it.each(["/", "%2F"])("the id of a key in the scope of a signature, its parts parted by %s", (slash) => {
    const id = `ASIA${dice(16, "aws", upper)}`;
    const scope = [id, "20250304", "us-east-1", "s3", "aws4_request"].join(slash);
    expect(told(scope)).toEqual([["hint", "; it signs nothing without its secret key, which requests do not have."]]);
    expect(told(`${id} alone`)).toMatchObject([["warning", expect.anything()]]);
  });
});

describe("secret.header", () => {
  const withHeaders = (headers: object) =>
    recordingText([], true).replace('"headers": {}', `"headers": ${JSON.stringify(headers)}`);

  it.each(["Authorization", "x-api-key", "api-key", "X-Goog-Api-Key"])("%s with what dice gave", (name) => {
    const token = dice(40, "header");
    expect(secretsIn(withHeaders({ [name]: `Bearer ${token}` }))).toEqual([["secret.header", token]]);
  });

  it("a cookie, whose name and words say nothing", () => {
    const token = dice(40, "cookie");
    expect(secretsIn(withHeaders({ cookie: `lang=en-US; session=${token}; theme=dark` }))).toEqual([["secret.cookie", token]]);
    expect(secretsIn(withHeaders({ "set-cookie": `__cf_bm=${token}; path=/; expires=Tue, 04 Mar 2025 10:00:00 GMT` }))).toEqual([
      ["secret.cookie", token],
    ]);
    expect(secretsIn(withHeaders({ cookie: "lang=en-US; theme=dark; seen=2025-03-03T10" }))).toEqual([]);
  });

  it.each(["url", "URL", "Uri"])("%s is an address, of which only parameters are credentials", (name) => {
    const address = `https://doi.example.org/10.1234/${dice(30, "path")}`;
    expect(secretsIn(withHeaders({ [name]: address }))).toEqual([]);
    expect(secretsIn(withHeaders({ [name]: `${address}?token=${dice(40, "query")}` }))).toHaveLength(1);
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
      for (const rule of [secretKey, secretHeader]) rule.check?.(file, ({ message }) => found.push(`${path}: ${message}`));
    }
    console.log(`${files} recordings, ${found.length} credentials.`);
    expect(found).toEqual([]);
  });
});
