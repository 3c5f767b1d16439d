import { describe, expect, test } from "vitest";
import { turnOf, turnsOf } from "../../../server/src/index/store/conversation";
import type { RecordingSummary } from "../../../server/src/index/store/summary";
import { chatCompletion, recordingText } from "../../support/recordings";
import { summaryOf } from "../../support/summaries";

const user = (content: string) => ({ role: "user", content });
const said = (content: string) => ({ role: "assistant", content });
const call = (id: string, name = "get_weather") => ({ id, type: "function", function: { name, arguments: "{}" } });
const calls = (...ids: string[]) => ({ role: "assistant", content: "", tool_calls: ids.map((id) => call(id)) });
const result = (id: string) => ({ role: "tool", tool_call_id: id, content: "Sunny" });

const use = (id: string) => ({ type: "tool_use", id, name: "get_weather", input: { city: "Paris" } });

/** A recording of the test: what was sent, and the answer as a message. */
function recorded(name: string, sent: readonly unknown[], answer: object, folder = "/w/tests/recordings"): RecordingSummary {
  return summaryOf(
    `${folder}/${name}.json`,
    chatCompletion({ ...answer }, { testId: "tests/test_a.py::test_f", body: { messages: sent } }),
  );
}

/** "b: 2 of 3, fed by 1, feeds 3" of each recording. */
function seen(recordings: readonly RecordingSummary[]): string[] {
  return recordings.map((each) => {
    const turn = turnOf(each, recordings);
    const name = each.uri.slice(each.uri.lastIndexOf("/") + 1, -".json".length);
    if (!turn) return `${name}: alone`;
    const numbers = (turns: typeof turn.predecessors) => turns.map(({ number }) => number).join("+") || "-";
    return `${name}: ${turn.number} of ${turn.of}, ${numbers(turn.predecessors)} > ${numbers(turn.successors)}`;
  });
}

describe("recordings of one test are turns of a conversation", () => {
  test("when a request quotes the calls and texts of earlier answers", () => {
    const first = [user("Weather in Paris?")];
    const second = [...first, calls("call_1"), result("call_1")];
    const third = [...second, said("It is sunny."), user("And Rome?")];
    expect(
      seen([
        recorded("c", third, said("Rainy.")),
        recorded("a", first, calls("call_1")),
        recorded("b", second, said("It is sunny.")),
      ]),
    ).toEqual(["c: 3 of 3, 1+2 > -", "a: 1 of 3, - > 2+3", "b: 2 of 3, 1 > 3"]);
  });

  test("when only the result of the call is sent", () => {
    expect(seen([recorded("a", [user("Weather?")], calls("call_1")), recorded("b", [result("call_1")], said("Sunny."))])).toEqual(
      ["a: 1 of 2, - > 2", "b: 2 of 2, 1 > -"],
    );
  });

  test("when a long text is quoted in a conversation that begins otherwise", () => {
    const poem = "Whose woods these are I think I know.";
    expect(
      seen([
        recorded("a", [user("A poem?")], said(poem)),
        recorded("b", [user("Hi"), said(`${poem}\n`), user("More")], said("No")),
      ]),
    ).toEqual(["a: 1 of 2, - > 2", "b: 2 of 2, 1 > -"]);
  });

  test("twice over when two requests continue the same answer", () => {
    const first = [user("Weather?")];
    const second = [...first, calls("call_1"), result("call_1")];
    const other = [...first, calls("call_1"), { ...result("call_1"), content: "Rainy" }];
    expect(
      seen([recorded("a", first, calls("call_1")), recorded("b", second, said("Sunny")), recorded("c", other, said("Rainy"))]),
    ).toEqual(["a: 1 of 3, - > 2+3", "b: 2 of 3, 1 > -", "c: 3 of 3, 1 > -"]);
  });

  test("that follow the answer which led up to them, where a provider counts its calls from one each time", () => {
    const [rome, paris] = [[user("Rome?")], [user("Paris?")]];
    const all = [
      recorded("rome1", rome, calls("call_1")),
      recorded("paris1", paris, calls("call_1")),
      recorded("rome2", [...rome, calls("call_1"), result("call_1")], said("Sunny")),
      recorded("paris2", [...paris, calls("call_1"), result("call_1")], said("Rainy")),
    ];
    expect(seen(all)).toEqual(["rome1: 1 of 2, - > 2", "paris1: 1 of 2, - > 2", "rome2: 2 of 2, 1 > -", "paris2: 2 of 2, 1 > -"]);
  });

  test.each([
    [
      "Anthropic's",
      { messages: [{ role: "user", content: "Weather?" }] },
      { type: "message", id: "m", role: "assistant", model: "c", content: [use("toolu_1")], stop_reason: "tool_use" },
      {
        messages: [
          { role: "user", content: "Weather?" },
          { role: "assistant", content: [use("toolu_1")] },
          { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "Sunny" }] },
        ],
      },
    ],
    [
      "Bedrock's",
      { messages: [{ role: "user", content: [{ text: "Weather?" }] }] },
      {
        output: { message: { role: "assistant", content: [{ toolUse: { toolUseId: "t1", name: "look", input: {} } }] } },
        stopReason: "tool_use",
      },
      {
        messages: [
          { role: "user", content: [{ text: "Weather?" }] },
          { role: "assistant", content: [{ toolUse: { toolUseId: "t1", name: "look", input: {} } }] },
          { role: "user", content: [{ toolResult: { toolUseId: "t1", content: [{ text: "Sunny" }] } }] },
        ],
      },
    ],
    [
      "Gemini's, whose calls have no ids",
      { contents: [{ role: "user", parts: [{ text: "Weather?" }] }] },
      {
        candidates: [
          { content: { role: "model", parts: [{ function_call: { name: "look", args: { a: 1 } } }] }, finish_reason: "STOP" },
        ],
      },
      {
        contents: [
          { role: "user", parts: [{ text: "Weather?" }] },
          { role: "model", parts: [{ function_call: { name: "look", args: { a: 1 } } }] },
          { role: "user", parts: [{ function_response: { name: "look", response: { result: "Sunny" } } }] },
        ],
      },
    ],
    [
      "Ollama's, whose calls have no ids either",
      { messages: [{ role: "user", content: "Weather?" }] },
      {
        model: "l",
        done: true,
        message: { role: "assistant", content: "", tool_calls: [{ function: { name: "look", arguments: { a: 1 } } }] },
      },
      {
        messages: [
          { role: "user", content: "Weather?" },
          { role: "assistant", content: "", tool_calls: [{ function: { name: "look", arguments: { a: 1 } } }] },
          { role: "tool", content: "Sunny" },
        ],
      },
    ],
    [
      "Responses'",
      { input: "Weather?" },
      {
        object: "response",
        id: "resp_1",
        status: "completed",
        model: "gpt",
        output: [{ type: "function_call", id: "fc_1", call_id: "call_1", name: "look", arguments: "{}" }],
      },
      {
        input: [
          { role: "user", content: "Weather?" },
          { type: "function_call", call_id: "call_1", name: "look", arguments: "{}" },
          { type: "function_call_output", call_id: "call_1", output: "Sunny" },
        ],
      },
    ],
    [
      "Responses', by the text alone",
      { input: [{ role: "user", content: "A poem?" }] },
      {
        object: "response",
        id: "resp_1",
        status: "completed",
        model: "gpt",
        output: [{ type: "message", role: "assistant", content: [{ type: "output_text", text: "Short.", annotations: [] }] }],
      },
      {
        input: [
          { role: "user", content: "A poem?" },
          { role: "assistant", content: [{ type: "output_text", text: "Short." }] },
          { role: "user", content: "More" },
        ],
      },
    ],
  ])("in %s words", (_, first, answer, second) => {
    const asked = (name: string, body: object) =>
      summaryOf(
        `/w/tests/recordings/${name}.json`,
        recordingText(answer, false, {
          testId: "tests/test_a.py::test_f",
          endpoint: "/",
          body: { messages: undefined, ...body },
        }),
      );
    expect(seen([asked("a", first), asked("b", second)])).toEqual(["a: 1 of 2, - > 2", "b: 2 of 2, 1 > -"]);
  });
});

describe("recordings are no turns", () => {
  test("when they merely begin alike", () => {
    const first = [user("Weather?")];
    expect(
      seen([recorded("a", first, calls("call_1")), recorded("b", [...first, calls("call_9"), result("call_9")], said("Sunny"))]),
    ).toEqual(["a: alone", "b: alone"]);
  });

  test("when a short text is the same by chance", () => {
    expect(
      seen([
        recorded("a", [user("Is it?")], said("Yes")),
        recorded("b", [user("Was it?"), said("Yes"), user("So?")], said("No")),
      ]),
    ).toEqual(["a: alone", "b: alone"]);
  });

  test("when one quotes itself", () => {
    expect(seen([recorded("a", [user("Hi"), calls("call_1"), result("call_1")], calls("call_1"))])).toEqual(["a: alone"]);
  });
});

describe("copies of a recording", () => {
  const first = [user("Weather?")];
  const second = [...first, calls("call_1"), result("call_1")];
  const [a, b] = [recorded("a", first, calls("call_1")), recorded("b", second, said("Sunny"))];

  test("in the fallback folder do not count again", () => {
    const copy = recorded("a", first, calls("call_1"), "/w/tests/common/recordings");
    expect(turnOf(b, [copy, a, b])).toMatchObject({ number: 2, of: 2, predecessors: [{ recording: { uri: a.uri } }] });
    expect(turnOf(copy, [copy, a, b])).toMatchObject({ number: 1, of: 2, successors: [{ recording: { uri: b.uri } }] });
  });

  test("in another checkout are another conversation", () => {
    const other = [
      recorded("a", first, calls("call_1"), "/x/tests/recordings"),
      recorded("c", second, said("Rain"), "/x/tests/recordings"),
    ];
    expect(turnOf(b, [...other, a, b])).toMatchObject({ number: 2, of: 2, predecessors: [{ recording: { uri: a.uri } }] });
  });

  test("are turns where the test's own folder lacks them", () => {
    const copy = recorded("a", first, calls("call_1"), "/w/tests/common/recordings");
    expect(turnOf(b, [copy, b])).toMatchObject({ number: 2, of: 2, predecessors: [{ recording: { uri: copy.uri } }] });
  });
});

describe("hostile recordings", () => {
  test("that quote each other in a circle have an order all the same", () => {
    const all = ["a", "b", "c"].map((name, at, names) =>
      recorded(name, [user("Hi"), result(names[(at + 1) % 3] ?? "")], calls(name)),
    );
    expect(seen(all).map((line) => line.slice(0, 9))).toEqual(["a: 1 of 3", "b: 3 of 3", "c: 2 of 3"]);
  });

  test("by the thousand, each quoting what all answer, have one link for each quote", () => {
    const one = recorded("x", [result("call_1")], calls("call_1"));
    const many = Array.from({ length: 3000 }, (_, at) => ({ ...one, id: `file:///w/${at}.json` }));
    const turns = turnsOf(many);
    expect(turns.size).toBe(3000);
    expect([...turns.values()].reduce((sum, { predecessors }) => sum + predecessors.length, 0)).toBeLessThan(3001);
  });

  test.each([
    [
      {
        messages: [
          null,
          7,
          "x",
          [],
          { role: "assistant", tool_calls: [null, { id: 7 }, { id: "" }, "x"], content: [null, { text: 7 }] },
        ],
      },
    ],
    [{ contents: [{ parts: [{ function_call: 7 }, { functionResponse: { id: {} } }] }, { role: "model", parts: [{}] }] }],
    [{ input: [{ type: "function_call" }, { type: "function_call_output", call_id: 7 }, { type: "tool_use", id: null }] }],
  ])("with a request of %j quote nothing", (body) => {
    expect(recorded("a", [], {}).quotedCalls).toEqual([]);
    expect(summaryOf("/w/tests/recordings/a.json", chatCompletion("Hi", { body })).quotedCalls).toEqual([]);
  });
});

test("a summary says where the request names each call, at its result if it has one", () => {
  const text = chatCompletion("Hi", { body: { messages: [calls("call_1", "call_é"), result("call_1"), result("call_1")] } });
  const lines = text.split("\n");
  const found = summaryOf("/w/tests/recordings/a.json", text).quotedCalls.map(({ id, range: { start, end } }) => [
    id,
    lines[start.line]?.slice(0, end.character).trim(),
    lines[start.line]?.slice(start.character, end.character),
  ]);
  expect(found).toEqual([
    ["call_1", '"tool_call_id": "call_1"', '"call_1"'],
    ["call_é", '"id": "call_\\u00e9"', '"call_\\u00e9"'],
  ]);
});
