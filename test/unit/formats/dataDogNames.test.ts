/** Whether the name of a file of DataDog's test agent is the hash of its request. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { sha256 } from "../../../server/src/index/sha256";
import { corpusFolder } from "../../support/corpus";

const body = '{"model": "gpt-4o", "temperature": 1.0, "messages": [{"role": "user", "content": "Grüße 🛑"}]}';
/** `hashlib.sha256(f"openai/chat/completions:POST:{json.dumps(json.loads(body), sort_keys=True)}".encode()).hexdigest()[:8]` */
const hash = "29356d5d";

interface Request {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: object;
  readonly body?: unknown;
}

function namingOf(path: string, request: Request = {}) {
  const text = JSON.stringify({
    request: { method: "POST", url: "https://api.openai.com/v1/chat/completions", headers: {}, body, ...request },
    response: { status: { code: 200, message: "OK" }, headers: {}, body: "{}" },
  });
  const file = readRecordingFile(path, text);
  return file.document.format.naming?.namingOf(file, sha256);
}

describe("A name of DataDog's test agent", () => {
  it("fits the request that it was made of, with and without the prefix of a test", () => {
    expect(namingOf(`cassettes/openai/openai_chat_completions_post_${hash}.json`)?.fits).toEqual(["datadog"]);
    expect(namingOf(`openai_chat_completions_post_${hash}.json`)?.fits).toEqual(["datadog"]);
    expect(namingOf(`cassettes/openai/test_x_openai_chat_completions_post_${hash}.json`)?.fits).toEqual(["datadog"]);
  });

  it("fits whatever the order and the spelling of the body's fields, and no other number", () => {
    const { model, ...rest } = JSON.parse(body) as { readonly model: string };
    const path = `cassettes/openai/openai_chat_completions_post_${hash}.json`;
    expect(
      namingOf(path, { body: `${JSON.stringify(rest).slice(0, -1).replace(":1,", ":1.0,")},\n"model":"${model}"}` })?.fits,
    ).toEqual(["datadog"]);
    expect(namingOf(path, { body: body.replace("1.0", "1") })?.fits).toEqual([]);
  });

  it("says what replay looks for where the request was edited", () => {
    const naming = namingOf("cassettes/openai/openai_chat_completions_post_01234567.json");
    expect(naming).toMatchObject({ fits: [], hashes: { datadog: hash }, digest: "openai_chat_completions_post" });
  });

  it.each([
    ["parts of a form", { headers: { "Content-Type": "multipart/form-data; boundary=x" } }],
    ["bytes", { body: "base64:AAAA" }],
    ["another address", { url: "https://api.openai.com/v1/responses" }],
    ["a body that is none", { body: 7 }],
    ["no address", { url: "" }],
  ])("says nothing of %s", (_, request: Request) => {
    expect(namingOf("cassettes/openai/openai_chat_completions_post_01234567.json", request)).toBeUndefined();
  });

  it("fits those of the corpus but for the requests that were changed before they were hashed", (context) => {
    const corpus = corpusFolder();
    if (corpus === undefined) return context.skip();
    const root = join(corpus, "cassettes");
    const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => /^DataDog.*\.json$/.test(path));
    const others = files.filter((path) => {
      const file = readRecordingFile(path, readFileSync(join(root, path), "utf8"));
      return file.document.format.naming?.namingOf(file, sha256)?.fits.length !== 1;
    });
    expect(files.length - others.length).toBeGreaterThan(14);
    expect(others.filter((path) => !path.includes("claude-agent-sdk"))).toEqual([]);
  });
});
