/** `tapedeck show`, `list` and `find`: what a user sees of recordings in a terminal. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cassetteOf } from "../support/cassettes";
import { corpusFolder } from "../support/corpus";
import { tapedeckIn } from "../support/commandLine";
import { copySample, makeWorkspace } from "../support/editor/workspace";
import { chatChunk, chatCompletion, chatStream, deltaChunk, recordingText } from "../support/recordings";

const hash = (digit: string) => digit.repeat(64);
const place = (digit: string, folder = "tests/recordings") => `${folder}/${hash(digit)}.json`;
const json = (text: string): unknown => JSON.parse(text);

const weather = { id: "call_1", type: "function", function: { name: "get_weather", arguments: '{"city": "Paris"}' } };
const asked = { role: "user", content: "Weather in Paris?" };
const conversation = {
  [place("a")]: chatStream(
    [
      {
        role: "assistant",
        content: null,
        tool_calls: [{ index: 0, ...weather, function: { name: "get_weather", arguments: "" } }],
      },
      { tool_calls: [{ index: 0, function: { arguments: '{"city": ' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '"Paris"}' } }] },
    ],
    { testId: "tests/test_chat.py::test_weather[gpt-4o]", finish: "tool_calls", body: { messages: [asked] } },
  ),
  [place("b")]: chatCompletion("It is sunny.", {
    testId: "tests/test_chat.py::test_weather[gpt-4o]",
    body: {
      messages: [
        asked,
        { role: "assistant", content: null, tool_calls: [weather] },
        { role: "tool", tool_call_id: "call_1", content: "Sunny" },
      ],
    },
  }),
  [place("c")]: chatCompletion("Hi", { testId: "tests/test_chat.py::TestClass::test_hello" }),
};

test("show says where clients read a stream differently, and at which chunk", async () => {
  const odd = chatChunk({ object: "", choices: [{ index: 0, delta: { content: " there" }, finish_reason: null }] });
  const run = tapedeckIn(await makeWorkspace({ [place("a")]: chatStream([{ role: "assistant", content: "Hi" }, odd]) }));
  expect(run("show", place("a")).stdout).toContain(
    "Clients differ on the content of the chunk (chunk 2): openai-python sees nothing of it, as its `object` is another, openai-node sees what it adds\n",
  );
  const thoughts = ["So", " far"].map((reasoning) => ({ role: "assistant", reasoning }));
  const other = tapedeckIn(await makeWorkspace({ [place("a")]: chatStream(thoughts) }));
  expect(other("show", place("a")).stdout).toContain("Clients differ on `reasoning` (chunk 2): openai-python sees all of it,");
});

describe("show --format json", () => {
  test("prints one recording as one object, every part in its place", async () => {
    const run = tapedeckIn(await makeWorkspace(conversation));
    const { status, stdout, stderr } = run("show", place("a"), "--format", "json");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(json(stdout)).toEqual({
      file: place("a"),
      format: "ogx",
      index: 0,
      request: { method: "POST", url: "https://api.example.com/v1/chat/completions" },
      testId: "tests/test_chat.py::test_weather[gpt-4o]",
      requestHash: hash("a"),
      family: "openai.chat",
      streaming: true,
      model: "gpt-4o-2024-08-06",
      chunkCount: 4,
      choices: [
        {
          index: 0,
          role: "assistant",
          content: null,
          reasoning: null,
          refusal: null,
          toolCalls: [{ index: 0, id: "call_1", name: "get_weather", arguments: '{"city": "Paris"}' }],
          annotations: [],
          items: [],
          logprobs: [],
          finishReason: "tool_calls",
        },
      ],
      usage: null,
      error: null,
      disagreements: [],
      also: [],
      problem: null,
      turn: { number: 1, of: 2, predecessors: [], successors: [{ number: 2, name: "bbbbbbbbbbbb" }] },
      messages: [{ role: "user", text: "Weather in Paris?", toolCalls: [] }],
      tools: [],
      settings: [],
    });
  });

  test("prints several as a list, in the order of the arguments, each once", async () => {
    const run = tapedeckIn(await makeWorkspace(conversation));
    const { stdout } = run("show", place("c"), place("a"), `./${place("c")}`, "--format", "json");
    expect(json(stdout)).toMatchObject([
      { file: place("c"), usage: { inputTokens: 8, outputTokens: 5, totalTokens: 13 } },
      { file: place("a") },
    ]);
  });

  test("prints a failure with its error, and what broke off as far as it came", async () => {
    const exception = {
      is_exception: true,
      exception_message: "x",
      exception_data: { type: "BadRequestError", status_code: 400, message: "Too long" },
    };
    const run = tapedeckIn(
      await makeWorkspace({
        [place("a")]: recordingText(null, false, { response: exception }),
        [place("b")]: recordingText([deltaChunk({ content: "Once" })], true, { response: exception }),
      }),
    );
    expect(json(run("show", "--format", "json").stdout)).toMatchObject([
      { choices: [], error: { type: "BadRequestError", message: expect.any(String) as unknown, status: 400 } },
      { choices: [{ content: "Once", finishReason: null }], error: { type: "BadRequestError" } },
    ]);
  });

  test("takes a folder, a folder of recordings, a pattern, or nothing", async () => {
    const folder = await makeWorkspace({
      ...conversation,
      "package.json": "{}",
      [place("d", "node_modules/x/recordings")]: "{}",
    });
    const run = tapedeckIn(folder);
    for (const what of [["tests"], ["tests/recordings"], ["tests/**/*.json"], ["."], [], [folder]]) {
      const shown = json(run("show", ...what, "--format", "json").stdout) as { file: string }[];
      const expected = [place("a"), place("b"), place("c")].map((path) => (what[0] === folder ? join(folder, path) : path));
      expect(shown.map(({ file }) => file)).toEqual(expected);
    }
  });

  test("takes a hash, its first digits, or the id that an answer carries", async () => {
    const run = tapedeckIn(await makeWorkspace(conversation));
    for (const what of [hash("a"), "aaaa", `rec-${"a".repeat(12)}`]) {
      expect(json(run("show", what, "--format", "json").stdout)).toMatchObject({ file: place("a") });
    }
  });

  test("takes a test: a parameter set, all of them, a class", async () => {
    const run = tapedeckIn(await makeWorkspace(conversation));
    const shown = (testId: string) => run("show", testId, "--format", "json").stdout;
    expect(json(shown("tests/test_chat.py::test_weather[gpt-4o]"))).toHaveLength(2);
    expect(json(shown("tests/test_chat.py::test_weather"))).toHaveLength(2);
    expect(json(shown("tests/test_chat.py::TestClass"))).toMatchObject({ file: place("c") });
    expect(run("show", "tests/test_chat.py::test_weather[llama]")).toMatchObject({ status: 2, stdout: "" });
  });

  test("says what it cannot find or read, and prints the rest", async () => {
    const folder = await makeWorkspace({ ...conversation, "tests/recordings/folder.json/x": "" });
    const run = tapedeckIn(folder);
    const { status, stdout, stderr } = run("show", "no\u001b[31mwhere", place("c"), "--format", "json");
    expect(status).toBe(2);
    expect(json(stdout)).toMatchObject({ file: place("c") });
    expect(stderr).toBe('tapedeck: No recordings match the pattern "no\\u001b[31mwhere".\n');
    await mkdir(join(folder, "empty"));
    expect(run("show", "empty", "--format", "json", "--allow-empty")).toMatchObject({ status: 0, stdout: "[]\n" });
  });

  test.each(["", "[]", "{", '{"request": 7, "response": {"body": [1, null, "x"]}}', "<<<<<<< HEAD\n"])(
    "shows what can be read of a file with %j",
    async (text) => {
      const run = tapedeckIn(await makeWorkspace({ [place("a")]: text }));
      const { status, stdout, stderr } = run("show", place("a"), "--format", "json");
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(json(stdout)).toMatchObject({ file: place("a"), requestHash: hash("a"), choices: [] });
      expect(run("show", place("a"))).toMatchObject({ status: 0, stderr: "" });
    },
  );

  test("a recording that nests thousands of levels deep is cut, and costs nobody the others", async () => {
    const deep = recordingText(["deep-here"], true).replace('"deep-here"', `${"[".repeat(100_000)}${"]".repeat(100_000)}`);
    const run = tapedeckIn(await makeWorkspace({ ...conversation, [place("b")]: deep }));
    const { status, stdout, stderr } = run("show", "--format", "json");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect((json(stdout) as { file: string }[]).map(({ file }) => file)).toEqual([place("a"), place("b"), place("c")]);
    expect(stdout).toContain("… 99,503 levels deeper (digest ");
  });

  test("shows every recording of the corpus in one call", () => {
    const corpus = corpusFolder();
    if (corpus === undefined) return;
    const { status, stdout, stderr } = tapedeckIn(join(corpus, "current"))("show", "--format", "json");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const shown = json(stdout) as { family: string }[];
    console.log(`show: ${shown.length} recordings of ${new Set(shown.map(({ family }) => family)).size} families.`);
    expect(shown.length).toBeGreaterThan(1000);
  });
});

describe("show, for people", () => {
  test("prints the conversation, the answer apart, and its place among the turns", async () => {
    const run = tapedeckIn(await makeWorkspace(conversation));
    expect(run("show", place("b"))).toEqual({
      status: 0,
      stderr: "",
      stdout: `${place("b")}
  tests/test_chat.py::test_weather[gpt-4o]
  OpenAI chat completion · gpt-4o-2024-08-06 · turn 2 of 2, after turn 1 (aaaaaaaaaaaa)

user
  Weather in Paris?

assistant
  → get_weather({"city": "Paris"})  call_1

tool answers call_1
  Sunny

answer
  It is sunny.

finish: stop · tokens: 8 in, 5 out, 13 in all
`,
    });
    expect(run("show", place("a")).stdout).toContain("turn 1 of 2, before turn 2 (bbbbbbbbbbbb)");
  });

  test("finds the earlier turn in the fallback folder as well", async () => {
    const run = tapedeckIn(
      await makeWorkspace({
        [place("a", "tests/common/recordings")]: conversation[place("a")] ?? "",
        [place("b", "tests/chat/recordings")]: conversation[place("b")] ?? "",
      }),
    );
    expect(run("show", place("b", "tests/chat/recordings")).stdout).toContain("turn 2 of 2, after turn 1");
  });

  test("keeps reasoning and refusals apart, and names the choices where there are several", async () => {
    const message = { reasoning_content: "Let me think.", content: null, refusal: "I cannot." };
    const second = { finish_reason: "length", index: 1, logprobs: null, message: { role: "assistant", content: "Once" } };
    const first = { finish_reason: "stop", index: 0, logprobs: null, message: { role: "assistant", ...message } };
    const run = tapedeckIn(await makeWorkspace({ [place("a")]: chatCompletion("", { data: { choices: [first, second] } }) }));
    const { stdout } = run("show", place("a"));
    expect(stdout).toContain("reasoning 1\n  Let me think.\n\nrefusal 1\n  I cannot.\n\nanswer 2\n  Once\n");
    expect(stdout).toContain("finish: stop, length");
  });

  test("hands nothing to the terminal that it would obey", async () => {
    const evil = "\u001b]0;owned\u0007 \u001b[2J \u009b31m \r\u0008 \u202eabc \u0000";
    const run = tapedeckIn(
      await makeWorkspace({
        [place("a")]: chatStream([evil, { tool_calls: [{ index: 0, id: evil, function: { name: evil, arguments: evil } }] }], {
          testId: evil,
          finish: evil,
          body: { messages: [{ role: evil, content: evil }], tools: [{ type: "function", function: { name: evil } }] },
        }),
      }),
      { FORCE_COLOR: "0" },
    );
    const { stdout } = run("show", place("a"));
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(stdout).toContain("\\u001b[2J");
    const asJson = run("show", place("a"), "--format", "json").stdout;
    expect(asJson).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(json(asJson)).toMatchObject({ testId: evil, choices: [{ content: evil, finishReason: evil }] });
  });

  test("is coloured where the user wants it", async () => {
    const folder = await makeWorkspace(conversation);
    const colored = (env: NodeJS.ProcessEnv) => tapedeckIn(folder, env)("show", place("c")).stdout.includes("\u001b[");
    expect([colored({}), colored({ FORCE_COLOR: "1" }), colored({ FORCE_COLOR: "0" }), colored({ NO_COLOR: "1" })]).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });
});

test("list names every test that plays a cassette", async () => {
  const module = `import pytest
@pytest.mark.default_cassette("shared.yaml")
def test_one(vcr): ...
@pytest.mark.default_cassette("shared.yaml")
def test_two(vcr): ...
`;
  const file = "tests/cassettes/test_a/shared.yaml";
  const run = tapedeckIn(await makeWorkspace({ "tests/test_a.py": module, [file]: cassetteOf("Hello") }));
  const ids = ["tests/test_a.py::test_one", "tests/test_a.py::test_two"];
  expect(run("list").stdout).toBe(`${file}#0\n${ids.map((id) => `  ${id}\n`).join("")}  gpt-4o · Hello\n`);
  expect(json(run("list", "--format", "json", "--test", ids[1]!).stdout)).toMatchObject([{ testId: ids[0], testIds: ids }]);
});

describe("list and find", () => {
  test("list what there is, all of it or of one test", async () => {
    const run = tapedeckIn(await makeWorkspace(conversation));
    expect(
      run("list")
        .stdout.split("\n")
        .filter((line) => line.startsWith("tests/recordings")),
    ).toHaveLength(3);
    expect(run("list", "--test", "tests/test_chat.py::test_weather").stdout).toContain(
      `${place("b")}\n  tests/test_chat.py::test_weather[gpt-4o]\n  gpt-4o · It is sunny.\n`,
    );
    expect(json(run("list", "--test", "tests/test_chat.py::TestClass::test_hello", "--format", "json").stdout)).toEqual([
      {
        file: place("c"),
        testId: "tests/test_chat.py::TestClass::test_hello",
        testIds: ["tests/test_chat.py::TestClass::test_hello"],
        requestHash: hash("c"),
        family: "openai.chat",
        model: "gpt-4o",
        streaming: false,
        chunkCount: 1,
        finishReasons: ["stop"],
        preview: "Hi",
      },
    ]);
    expect(run("list", "--test", "tests/test_chat.py::test_gone")).toEqual({
      status: 1,
      stdout: "",
      stderr: 'tapedeck: No recording of the test "tests/test_chat.py::test_gone" was found.\n',
    });
  });

  test("find a request by the first digits of its hash, wherever it lies", async () => {
    const run = tapedeckIn(
      await makeWorkspace({ ...conversation, [place("a", "tests/common/recordings")]: chatCompletion("Hi") }),
    );
    expect(json(run("find", "aaaaaa", "--format", "json").stdout)).toMatchObject([
      { file: place("a", "tests/common/recordings") },
      { file: place("a") },
    ]);
    expect(run("find", "ffff")).toMatchObject({ status: 1, stderr: "tapedeck: No recording with the hash ffff was found.\n" });
    expect(run("find", "xyz")).toMatchObject({ status: 2, stdout: "" });
  });

  test("see the sample suite's recordings", async () => {
    const run = tapedeckIn(await copySample());
    expect((json(run("list", "--format", "json").stdout) as unknown[]).length).toBeGreaterThan(20);
  });
});
