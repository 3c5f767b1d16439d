/** What was recorded and printed: credentials are masked, and no line of it is a command to a terminal or a build server. */
import { describe, expect, test } from "vitest";
import { tapedeckIn } from "../support/commandLine";
import { makeWorkspace } from "../support/editor/workspace";
import { startClient } from "../support/languageClient";
import { chatChunk, chatStream, recordingText } from "../support/recordings";
import { dice } from "../support/secrets";

const timeout = 60_000;
const path = `tests/recordings/${"a".repeat(64)}.json`;
const key = `sk-proj-${dice(48)}`;
const header = dice(40, "header");
const beginning = key.slice(0, 12);

const recording = chatStream(["The key is ", key.slice(0, 9), key.slice(9, 40), key.slice(40), "."], {
  testId: "tests/test_chat.py::test_hello",
  body: {
    messages: [{ role: "user", content: `Use ${key}` }],
    tools: [{ type: "mcp", headers: { Authorization: `Bearer ${header}` } }],
  },
});

/** None of it, in whatever pieces the recording has it. */
const secretIn = (text: string) => [beginning, key.slice(9, 40), key.slice(40), header].filter((piece) => text.includes(piece));

describe("a credential in a recording", () => {
  test.each([
    ["show"],
    ["show", "--format", "json"],
    ["list"],
    ["list", "--format", "json"],
    ["check"],
    ["check", "--format", "json"],
    ["check", "--format", "sarif"],
    ["check", "--format", "github"],
    ["explain", "--test", "tests/test_chat.py::test_hello"],
    ["explain", "--test", "tests/test_chat.py::test_hello", "--request", "asked.json"],
    ["explain", "--test", "tests/test_chat.py::test_hello", "--request", "asked.json", "--format", "json"],
  ])("is masked by %s %s %s", async (...args) => {
    const asked = JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content: `Take ${key}` }] });
    const { stdout, stderr, status } = tapedeckIn(await makeWorkspace({ [path]: recording, "asked.json": asked }))(...args);
    expect(status).toBeLessThan(2);
    expect(stdout).not.toBe("");
    expect(secretIn(stdout + stderr)).toEqual([]);
    if (args.includes("json") || args.includes("sarif")) expect(JSON.parse(stdout)).toBeTypeOf("object");
  });

  test.each(["show", "check"])("is printed whole by %s where the user asks for it", async (command) => {
    const { stdout } = tapedeckIn(await makeWorkspace({ [path]: recording }))(command, "--show-secrets");
    expect(stdout).toContain(key);
  });

  test("leaves the marks of an excerpt below the place", async () => {
    const { stdout } = tapedeckIn(await makeWorkspace({ [path]: recording }))("check");
    const lines = stdout.split("\n");
    const at = lines.findIndex((line) => line.includes('"content": "Use sk-p…"'));
    expect(lines[at + 1]!.indexOf("^")).toBe(lines[at]!.indexOf("sk-p…"));
    expect(lines[at + 1]!.match(/\^+/)![0]).toHaveLength("sk-p…".length);
  });

  test.each(["json", "sarif", "github", "text"])("is masked in the place of a finding, by check --format %s", async (format) => {
    const parameters = { type: "object", properties: { [key]: { type: "string" } } };
    const body = { tools: [{ type: "function", function: { name: "f", parameters } }] };
    const files = {
      [path]: chatStream(["Hi"], { testId: `tests/${key}.py::test_hello`, body }),
      [`tests/recordings/${key}.json`]: chatStream(["Hi"]),
      "tests/test_chat.py": "def test_hello(): pass",
    };
    const { stdout } = tapedeckIn(await makeWorkspace(files))("check", "--format", format);
    expect(stdout).toContain("recording.test-gone");
    expect(secretIn(stdout)).toEqual([]);
  });

  test("is masked in what makes a hash another one", async () => {
    const names = { metadata: { "a-name-that-is-long-enough": { "another-name-as-long": { [key]: 1 } } } };
    const asked = JSON.stringify({ model: "gpt-4o", messages: [], ...names });
    const workspace = await makeWorkspace({
      [path]: chatStream(["Hi"], { body: names }),
      "asked.json": asked.replace(":1}", ":2}"),
    });
    const { stdout } = tapedeckIn(workspace)("explain", "--test", "tests/test_chat.py::test_hello", "--request", "asked.json");
    expect(stdout).toContain("sk-p…");
    expect(secretIn(stdout)).toEqual([]);
  });

  test("is masked in complaints", async () => {
    const { stderr } = tapedeckIn(await makeWorkspace({ [path]: recording }))("show", `tests/${key}`);
    expect(stderr).toContain("sk-p…");
    expect(secretIn(stderr)).toEqual([]);
  });

  test("is masked in all that the editor shows", { timeout }, async () => {
    const client = await startClient([await makeWorkspace({ [path]: recording })]);
    const textDocument = { uri: client.uri(path) };
    const whole = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
    const lines = recording.split("\n");
    const asked: readonly (readonly [string, object])[] = [
      ["tapedeck/streamView", { uri: client.uri(path) }],
      ...["text", "curl", "python", "markdown"].map((format) => ["tapedeck/copyAs", { uri: client.uri(path), format }] as const),
      [
        "tapedeck/compare",
        { before: { uri: client.uri(path) }, after: { uri: client.uri(path), text: recording.replaceAll("Use", "Take") } },
      ],
      ["tapedeck/explain", { text: "", testId: "tests/test_chat.py::test_hello", uri: client.uri(path) }],
      ["tapedeck/readable", { name: "x.json", text: recording }],
      ["tapedeck/judgeStaged", { uri: client.uri(path), before: null, after: recording }],
      ["tapedeck/recordings", {}],
      ...["test", "folder", "health"].flatMap((groupBy) => [
        ["tapedeck/recordingTree", { groupBy, filter: { text: "use" } }] as const,
        ["tapedeck/recordingRow", { groupBy, filter: {}, recording: client.uri(path) }] as const,
      ]),
      ["textDocument/inlayHint", { textDocument, range: whole }],
      ["textDocument/codeLens", { textDocument }],
      ["textDocument/documentSymbol", { textDocument }],
      ["textDocument/diagnostic", { textDocument }],
      ...lines.flatMap((line, at) =>
        line.includes("content")
          ? [["textDocument/hover", { textDocument, position: { line: at, character: line.length - 3 } }] as const]
          : [],
      ),
    ];
    for (const [method, params] of asked) {
      const answer = JSON.stringify(await client.connection.sendRequest(method, params));
      if (method !== "textDocument/hover") expect([method, answer]).not.toEqual([method, "null"]);
      expect([method, secretIn(answer)]).toEqual([method, []]);
    }
    await client.stop();
  });

  test("is masked in lenses and symbols, also as a finish reason or a module", { timeout }, async () => {
    const odd = chatStream(["Hi"], { testId: `tests/${key}.py::test_hello`, finish: key });
    const client = await startClient([await makeWorkspace({ [path]: odd })]);
    const shown = JSON.stringify([await client.lenses(path), await client.workspaceSymbols("test")]);
    expect(shown).toContain("sk-p…");
    expect(shown.replaceAll(client.uri(path), "")).not.toContain(beginning);
    await client.stop();
  });
});

describe("recorded text is no command", () => {
  const hostile = [
    "::error file=x::injected",
    "  ::add-mask::x",
    "\u00a0::set-output name=a::b",
    "##[error]injected",
    "said ##vso[task.setvariable variable=x]y",
    "##teamcity[buildProblem description='x']",
    "\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007 \u009b31m \u202eturned",
  ];
  const text = hostile.join("\n");
  const files = {
    [path]: recordingText(
      [chatChunk({ model: "::warning::model", choices: [{ index: 0, delta: { content: text }, finish_reason: "::stop::" }] })],
      true,
      {
        testId: "::error::in a test id",
        model: "::error::asked",
        body: { messages: [{ role: "::notice::role", content: text }] },
      },
    ),
  };

  test.each([
    ["show"],
    ["list"],
    ["check", "--fail-on", "never"],
    ["explain", "::error::injected 0123456789ab"],
    ["show", "::error::no such file"],
    ["check", "--recordings/\n::error::\u001b[2Jno such option"],
  ])("in the output of %s %s", async (...args) => {
    const { stdout, stderr } = tapedeckIn(await makeWorkspace(files))(...args);
    expect(stdout + stderr).not.toBe("");
    for (const line of (stdout + stderr).split("\n")) {
      expect(line).not.toMatch(/^[\s\u0085]*::|##\w*\[/);
      expect(line).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }
  });

  test("and can still be read", async () => {
    const { stdout } = tapedeckIn(await makeWorkspace(files))("show");
    expect(stdout).toContain(String.raw`\u003a:error file=x::injected`);
    expect(stdout).toContain(String.raw`#\u0023[error]injected`);
    expect(stdout).toContain(String.raw`\u001b]8;;https://evil.example`);
  });

  test("as JSON it is the same text", async () => {
    const { stdout } = tapedeckIn(await makeWorkspace(files))("show", "--format", "json");
    expect(stdout).not.toMatch(/##\w*\[/);
    expect(JSON.parse(stdout)).toMatchObject({ choices: [{ content: text }] });
  });

  test("check --format github has no command but its own", async () => {
    const name = "tests/recordings/a,b:c%\n.json";
    const wrong = { [name]: chatStream(["Hi", chatChunk({ choices: "##[error]::error::x\n%0A" })], { testId: null }) };
    const { stdout } = tapedeckIn(await makeWorkspace(wrong))("check", "--format", "github");
    const lines = stdout.trimEnd().split("\n");
    expect(lines).not.toEqual([]);
    for (const line of lines) {
      expect(line).not.toContain("##[");
      expect(line).toMatch(/^::(?:error|warning|notice) file=tests\/recordings\/a%2Cb%3Ac%25%0A\.json,line=\d+,endLine=\d+,/);
    }
  });
});
