/** What is copied works where it is pasted: in a real shell, in real Python, against a real server; whatever the recording holds. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import MarkdownIt from "markdown-it";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyAs } from "../../../server/src/features/streamView/copyAs";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { chatCompletion, chatStream, recordingText, type EnvelopeOptions } from "../../support/recordings";
import { viewOf } from "../../support/viewOf";

const run = promisify(execFile);

interface Heard {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

let server: Server;
let origin: string;
let folder: string;
const heard: Heard[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapedeck-copies-"));
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const text = Buffer.concat(parts).toString("utf8");
      const { method, url, headers } = request;
      heard.push({ method, url, headers, body: text === "" ? undefined : JSON.parse(text) });
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

/** The copy; null where there is none. */
function copy(text: string, format: Parameters<typeof copyAs>[2]): string | null {
  const copied = copyAs(readRecordingFile("a.json", text), viewOf(text), format);
  expect(copied?.kind).not.toBe("refused");
  return copied?.kind === "text" ? copied.text : null;
}

/** The sentence instead of a copy. */
function refusal(text: string, format: Parameters<typeof copyAs>[2]): string | null {
  const copied = copyAs(readRecordingFile("a.json", text), viewOf(text), format);
  return copied?.kind === "refused" ? copied.reason : null;
}

const hostile = [
  "it's",
  "'; touch owned; '",
  "$(touch owned) `touch owned` ${HOME} $HOME",
  'quotes " and \\ back\\slashes \\',
  "line\nbreak\r\n\ttab",
  "! !! !$ ~ * ? [a-z] {a,b} # & | < > ;",
  "-o/tmp/owned --output=owned @/etc/passwd",
  "\u0000\u0001\u001b[31m\u007f",
  "Grüße 😀 \u202e\u2066 \ud800 \u2028",
  "%0A%s%n {{x}}",
  "\"\"\"'''",
];

/** A request whose every string is hostile. */
const asked = (text: string): EnvelopeOptions => ({
  url: `${origin}/v1/v1/chat/completions`,
  body: { messages: [{ role: "user", content: text }], [text]: text, temperature: 0.5, stop: null, stream: false, n: 1e21 },
});

/** What went over the wire, as JSON says it: a lone surrogate becomes a replacement character in UTF-8. */
const bodyOf = (text: string) =>
  JSON.parse(
    Buffer.from(JSON.stringify((JSON.parse(text) as { request: { body: unknown } }).request.body)).toString(),
  ) as unknown;

describe("the request as curl, pasted into a shell", () => {
  test.each(hostile)("with %j in it, sends exactly the recorded body and runs nothing", async (text) => {
    const recording = chatCompletion("Hi", asked(text));
    const command = copy(recording, "curl")!;
    await run("sh", ["-c", command], { cwd: folder, env: { ...process.env, OPENAI_API_KEY: "key" } });
    const last = heard.at(-1);
    expect(last).toMatchObject({ method: "POST", url: "/v1/chat/completions" });
    expect(last?.headers).toMatchObject({ authorization: "Bearer key", "content-type": "application/json" });
    expect(last?.body).toEqual(bodyOf(recording));
    expect(await readdir(folder)).toEqual([]);
  });

  test.each(["'; touch owned; '", "a\nb", "$(touch owned)", "-o owned", "[1-9]/{a,b}"])(
    "a hostile address (%j) is one argument",
    async (text) => {
      const recording = chatCompletion("Hi", { url: `${origin}/${text}`, endpoint: `/${text}` });
      await run("sh", ["-c", copy(recording, "curl")!], { cwd: folder }).catch(() => undefined);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  test.each(["file:///etc/passwd", "vertexai:///generate_content", "--config=x", "", "not a url"])(
    "an address that is no HTTP (%j) makes no command",
    (url) => {
      expect(copy(chatCompletion("Hi", { url }), "curl")).toBeNull();
      expect(copy(chatCompletion("Hi", { url }), "python")).toBeNull();
    },
  );

  test("what is no method makes no command, and extra_body goes where the client sends it", async () => {
    const value = JSON.parse(chatCompletion("Hi", { url: `${origin}/v1/chat/completions` })) as {
      request: Record<string, unknown>;
    };
    value.request["method"] = "GET' -o owned '";
    value.request["body"] = { model: "m", extra_body: { chat_template: "x" }, extra_query: { a: 1 } };
    expect(refusal(JSON.stringify(value), "curl")).toBe("The recorded method is not an HTTP method.");
    value.request["method"] = "POST";
    await run("sh", ["-c", copy(JSON.stringify(value), "curl")!], { cwd: folder });
    expect(heard.at(-1)?.body).toEqual({ model: "m", chat_template: "x" });
  });

  test("keys are named for each provider, never copied", () => {
    const value = JSON.parse(chatCompletion("Hi", { url: "https://api.example.com/v1/chat/completions" })) as {
      request: Record<string, unknown>;
    };
    value.request["headers"] = { Authorization: "Bearer secret-of-somebody" };
    const command = copy(JSON.stringify(value), "curl")!;
    expect(command).toContain("Bearer $OPENAI_API_KEY");
    expect(command).not.toContain("secret-of-somebody");
  });
});

/** Stands in for the `openai` package, which cannot be had everywhere: writes down what it was called with. */
const openaiPy = `
import json, sys

class Recorder:
    def __init__(self, path): self._path = path
    def __getattr__(self, name): return Recorder(self._path + [name])
    def __call__(self, *args, **kwargs):
        print(json.dumps([self._path, list(a if a is not object else "object" for a in args), {k: v for k, v in kwargs.items() if v is not object}]), file=sys.stderr)
        return []

class OpenAI(Recorder):
    def __init__(self, **kwargs):
        super().__init__([])
        print(json.dumps(kwargs), file=sys.stderr)
`;

describe("the request as Python", () => {
  async function calls(recording: string): Promise<readonly unknown[]> {
    const place = await mkdtemp(join(tmpdir(), "tapedeck-python-"));
    try {
      await writeFile(join(place, "openai.py"), openaiPy);
      await writeFile(join(place, "program.py"), copy(recording, "python")!);
      const { stderr } = await run("python3", ["program.py"], { cwd: place });
      expect((await readdir(place)).filter((name) => name === "owned")).toEqual([]);
      return stderr
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown);
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  }

  test.each(hostile)("with %j in it, calls the client with exactly the recorded arguments", async (text) => {
    const recording = chatCompletion("Hi", asked(text));
    const { body } = (JSON.parse(recording) as { request: { body: unknown } }).request;
    expect(await calls(recording)).toEqual([{ base_url: `${origin}/v1` }, [["chat", "completions", "create"], [], body]]);
  });

  test("a stream is read chunk by chunk; nesting deeper than Python's parser likes is passed as JSON", async () => {
    let deep: unknown = "core";
    for (let depth = 0; depth < 150; depth++) deep = [deep];
    const recording = chatStream(["Hi"], { url: `${origin}/v1/chat/completions`, body: { metadata: { deep }, class: 1 } });
    expect(copy(recording, "python")).toContain("for chunk in response:");
    const { body } = (JSON.parse(recording) as { request: { body: unknown } }).request;
    expect((await calls(recording))[1]).toEqual([["chat", "completions", "create"], [], body]);
  });

  test("an endpoint that the package has no method for is posted to", async () => {
    const recording = recordingText({ a: 1 }, false, { url: `${origin}/v1/rerank`, endpoint: "/v1/rerank" });
    const { body } = (JSON.parse(recording) as { request: { body: unknown } }).request;
    expect((await calls(recording))[1]).toEqual([["post"], [`${origin}/v1/rerank`], { body }]);
  });
});

describe("the rest", () => {
  test.each(hostile)("a pytest command with %j in its id is one argument, or says why there is none", async (text) => {
    const testId = `tests/test_a.py::test_b[${text}]`;
    const recording = chatCompletion("Hi", { testId });
    const reason = /\0/.test(text) ? "a NUL character" : /\p{Cs}/u.test(text) ? "half of a surrogate pair" : undefined;
    if (reason !== undefined) {
      expect(refusal(recording, "pytest")).toBe(
        `The test id holds ${reason}, which no command line can carry: pytest makes no such ids.`,
      );
      return;
    }
    const command = copy(recording, "pytest")!;
    const { stdout } = await run("bash", ["-c", command.replace(/^python -m pytest /, "printf %s ")], { cwd: folder });
    expect(stdout).toBe(testId);
    expect(await readdir(folder)).toEqual([]);
  });

  test("a test id that a terminal would obey is not copied as it is", () => {
    const testId = "tests/test_a.py::test_b[\u001b[201~\ntouch owned]";
    expect(refusal(chatCompletion("Hi", { testId }), "testId")).toBe(
      "The test id holds control characters, which a terminal would obey if it were pasted there. The pytest command spells them out.",
    );
  });

  test("an id that begins with a dash is no option", () => {
    expect(copy(chatCompletion("Hi", { testId: "-x.py::test_a" }), "pytest")).toBe("python -m pytest ./-x.py::test_a");
  });

  test("text and test id; nothing where there is none", () => {
    const recording = chatStream(["Hel", "lo"], { testId: "a.py::b" });
    expect([copy(recording, "text"), copy(recording, "testId")]).toEqual(["Hello", "a.py::b"]);
    const nameless = chatStream(["Hi"], { testId: null });
    expect([copy(nameless, "testId"), copy(nameless, "pytest")]).toEqual([null, null]);
  });

  test("Markdown: recorded text stays in its fence, whatever fences it has itself", () => {
    const attack = "````\n<script>alert(1)</script>\n# no heading\n```";
    const markdown = copy(
      chatStream([attack], { testId: "a.py::test_*x*", model: "`m`", body: { messages: [{ role: "<b>", content: attack }] } }),
      "markdown",
    )!;
    const html = new MarkdownIt({ html: true }).render(markdown);
    expect(html).not.toMatch(/<script|<b>|<h1>no heading/);
    expect(html.match(/<pre>/g)).toHaveLength(2);
    expect(html).toContain("<h1><code>test_*x*</code></h1>");
  });
});
