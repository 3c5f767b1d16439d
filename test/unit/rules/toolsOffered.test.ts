/** Tool calls, seen with what the request asks for: a tool that it forces, tools that its conversation brings along. */
import { describe, expect, it } from "vitest";
import { event, openSent, saidOf } from "../../support/sent";

const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const codesOf = (sent: Parameters<typeof openSent>[0]) => saidOf(openSent(sent)).map((said) => said.split(":")[0]);

const called = { id: "call_1", type: "function", function: { name: "f", arguments: '{"city":"Oslo"}' } };
const offered = { type: "function", function: { name: "f", parameters } };

/** A chat that ends with `stop` and calls f. */
function chat(
  request: object,
  { call = called, isStream = false }: { readonly call?: object; readonly isStream?: boolean } = {},
) {
  const common = { id: "1", created: 1, model: "m" };
  const message = { role: "assistant", content: null, tool_calls: [call] };
  const choice = { index: 0, finish_reason: "stop", [isStream ? "delta" : "message"]: message };
  const answer = { ...common, object: `chat.completion${isStream ? ".chunk" : ""}`, choices: [choice] };
  return codesOf({
    url: "https://api.example.com/v1/chat/completions",
    request: { tools: [offered], ...request },
    body: isStream ? [event(answer), "data: [DONE]\n\n"] : answer,
  });
}

describe("An answer that ends with `stop` and calls a tool", () => {
  it("is told, unless the request forces this very tool", () => {
    const forces = (name: string) => ({ tool_choice: { type: "function", function: { name } } });
    expect(chat({})).toEqual(["tool.finish"]);
    expect(chat({ tool_choice: "required" })).toEqual(["tool.finish"]);
    expect(chat(forces("f"))).toEqual([]);
    expect(chat(forces("g"))).toEqual(["tool.finish"]);
    expect(chat({ tool_choice: 7, function_call: { name: 7 } })).toEqual(["tool.finish"]);
  });

  it("is none where the older form forces it", () => {
    const { name, arguments: given } = called.function;
    const message = { role: "assistant", content: null, function_call: { name, arguments: given } };
    const body = {
      id: "1",
      object: "chat.completion",
      created: 1,
      model: "m",
      choices: [{ index: 0, finish_reason: "stop", message }],
    };
    const said = (request: object) =>
      codesOf({
        url: "https://api.example.com/v1/chat/completions",
        request: { functions: [offered.function], ...request },
        body,
      });
    expect(said({ function_call: "auto" })).toEqual(["tool.finish"]);
    expect(said({ function_call: { name: "f" } })).toEqual([]);
  });
});

describe("A streamed call without an index", () => {
  const forced = { tool_choice: { type: "function", function: { name: "f" } } };

  it("is none to be told where it comes whole, with an id as Mistral sends it or with an empty one as Gemini does", () => {
    for (const id of ["call_1", "", undefined]) expect(chat(forced, { call: { ...called, id }, isStream: true })).toEqual([]);
    const nameless = { id: "", type: "function", function: { arguments: "{}" } };
    expect(chat(forced, { call: nameless, isStream: true })).toContain("tool.index");
  });
});

describe("Arguments that are a list", () => {
  const call = { ...called, function: { name: "f", arguments: '[{"type": "Title"}]' } };
  const forced = { tool_choice: { type: "function", function: { name: "f" } } };

  it("are told where the tool has parameters, and are the model's own form where it has none", () => {
    expect(chat(forced, { call })).toEqual(["tool.arguments"]);
    expect(chat({ ...forced, tools: [{ type: "function", function: { name: "f" } }] }, { call })).toEqual([]);
    const broken = { ...called, function: { name: "f", arguments: "[{" } };
    expect(chat({ ...forced, tools: [{ type: "function", function: { name: "f" } }] }, { call: broken })).toEqual([
      "tool.arguments",
    ]);
  });
});

describe("A tool that the conversation brings along", () => {
  const tool = { type: "function", name: "f", parameters };
  /** A response that calls f. */
  const respond = (request: object, given = '{"city":"Oslo"}') => {
    const item = { id: "fc_1", type: "function_call", status: "completed", call_id: "call_1", name: "f", arguments: given };
    const body = { id: "resp_1", object: "response", status: "completed", model: "m", output: [item] };
    return codesOf({ url: "https://api.example.com/v1/responses", request, body });
  };

  it.each([
    ["an item of the developer's", { type: "additional_tools", role: "developer", tools: [tool] }],
    ["what a search found", { type: "tool_search_output", execution: "client", call_id: "c", tools: [tool] }],
    ["a namespace in it", { type: "tool_search_output", tools: [{ type: "namespace", name: "n", tools: [tool] }] }],
  ])("is offered by %s", (_, item) => {
    const input = [{ role: "user", content: "Hello" }, item];
    expect(respond({ input, tools: [{ type: "web_search" }] })).toEqual([]);
    expect(respond({ input }, '{"city":1}')).toEqual(["tool.schema"]);
  });

  it("may be one of a conversation that the request goes on with", () => {
    expect(respond({ input: "Hello" })).toEqual(["tool.unknown"]);
    expect(respond({ input: "Hello", previous_response_id: null })).toEqual(["tool.unknown"]);
    expect(respond({ input: "Hello", previous_response_id: "resp_0" })).toEqual([]);
    expect(respond({ input: "Hello", conversation: { id: "conv_1" } })).toEqual([]);
  });

  it("is offered by Anthropic's addition", () => {
    const said = (...parts: readonly unknown[]) =>
      codesOf({
        url: "https://api.example.com/v1/messages",
        request: { model: "m", messages: [{ role: "user", content: "Hello" }, { role: "system", content: parts }, 7] },
        body: {
          ...{ id: "msg_1", type: "message", role: "assistant", model: "m", stop_reason: "tool_use", stop_sequence: null },
          content: [{ type: "tool_use", id: "toolu_1", name: "f", input: { city: "Oslo" } }],
          usage: { input_tokens: 1, output_tokens: 1 },
        },
      });
    const definition = { name: "f", input_schema: parameters };
    expect(said({ type: "tool_addition", tool: { type: "tool_definition", definition } })).toEqual([]);
    expect(said({ type: "tool_addition", tool: definition })).toEqual([]);
    expect(said({ type: "text", text: "f" })).toEqual(["tool.unknown"]);
    // Of what cannot be read nobody knows which tool it is.
    expect(said({ type: "tool_addition", tool: 7 })).toEqual([]);
  });
});
