/** Faults in an answer, in a request, and in the file around both. */
import type { Fault } from "./faults";
import { chatCompletion, completionType, chatStream, deltaChunk, recordingText } from "../recordings";
import { responseEvents } from "../responseStream";
import { dice, lower } from "../secrets";
import { callChunk, lookUp, offered, responses, sound } from "./pieces";

const secret = (key: string) => chatStream(["Ok"], { body: { messages: [{ role: "user", content: `Use ${key} now` }] } });

export const answerFaults: readonly Fault[] = [
  {
    kind: "a service tier is one that the client's classes do not know",
    text: chatCompletion("Ok", { data: { service_tier: "burst" } }),
    finds: ["hint chunk.shape"],
    says: /`service_tier` is "burst"/,
    real: { "126eadd6": ["service_tier on_demand"], "408f3c82": ["service_tier standard"] },
  },
  {
    kind: "an error comes with status 200",
    text: recordingText({ __type__: completionType, __data__: { error: { code: 503, message: "All asleep" } } }, false),
    finds: ["information provider.failure"],
    says: /All asleep/,
    shows: ["error 503", "All asleep"],
    real: { "42a60007": ["Rate limit exceeded"] },
  },
  {
    kind: "arguments are an object",
    text: chatStream([callChunk({ day: 1 })], { ...offered, finish: "tool_calls" }),
    finds: ["error chunk.shape"],
    shows: ['→ look_up({"day":1})', 'openai-python sees {"day":1}, openai-node sees [object Object]'],
    real: { "30a50f97": ['({"city":"Oslo"})', "Clients differ"], "860c50ae": ['({"city":"Oslo"})'] },
  },
  {
    kind: "reasoning comes in details alone",
    text: chatStream([{ reasoning_details: [{ type: "reasoning.text", text: "Look first." }] }, "Ok"]),
    finds: [],
    shows: [/reasoning\n {2}Look first\./],
    real: { "0cb5c060": ["Weigh it."], "88c11705": ["Weigh the options."] },
  },
  {
    kind: "a call cannot be read, and the provider quotes it",
    text: recordingText(
      [
        {
          candidates: [{ finish_reason: "MALFORMED_FUNCTION_CALL", finish_message: "print(look_up(" }],
          usage_metadata: { total_token_count: 1 },
        },
      ],
      true,
      { endpoint: "/v1beta/models/gemini:streamGenerateContent" },
    ),
    finds: ["information provider.failure"],
    says: /print\(look_up\(/,
    shows: ["print(look_up("],
    real: { "7817e2cb": ["Malformed function call"] },
  },
  {
    kind: "hosted tools, and what was asked, are in the JSON as in the text",
    text: responses(
      responseEvents([
        { type: "code_interpreter_call", id: "x1", code: "1 + 1", container_id: "k", outputs: [], status: "completed" },
      ]),
    ),
    finds: [],
    shows: ['code_interpreter_call {"type":"code_interpreter_call","id":"x1","code":"1 + 1"', "Hello"],
    tells: [/"items":\[\{"type":"code_interpreter_call","value":\{[^}]*"code":"1 \+ 1"/, /"messages":\[\{"role":"user".*Hello/],
    real: {
      "1d0fe2be": ["web_search_tool_result", "redacted_thinking"],
      f8e0a560: ["code_interpreter_call"],
    },
  },
  {
    kind: "two calls have one index, and clients differ on what that is",
    text: chatStream([callChunk('{"day":1}'), { tool_calls: [{ ...lookUp('{"day":2}'), id: "c2" }] }], {
      ...offered,
      finish: "tool_calls",
    }),
    finds: ["error tool.two-calls-one-index"],
    shows: ["Clients differ on the id of tool call 1 (chunk 2): openai-python sees c1c2, openai-node sees c2"],
    tells: [/"disagreements":\[\{"what":"name of tool call 1"/],
    real: { f8c9a605: ["Clients differ"] },
  },
  {
    kind: "what was sent is called by its name",
    text: responses(sound, {
      messages: undefined,
      input: [
        { role: "user", content: "Go on" },
        { type: "reasoning", id: "r0", summary: [{ type: "summary_text", text: "I looked." }] },
        { type: "item_reference", id: "old_1" },
        { type: "custom_tool_call_output", call_id: "k1", output: "7 degrees" },
      ],
      previous_response_id: "resp_0",
    }),
    finds: [],
    shows: [
      /reasoning\n {2}I looked\./,
      /item_reference\n {2}old_1/,
      /tool answers k1\n {2}7 degrees/,
      "previous_response_id resp_0",
    ],
    real: { "6c9e7e4b": ["SUMMARY-EARLIER", "CUSTOM-OUT", "WEB-QUERY", "previous_response_id resp_prev"] },
  },
  {
    kind: "a custom tool has a name",
    text: chatCompletion("Ok", { body: { tools: [{ type: "custom", custom: { name: "run_query" } }] } }),
    finds: [],
    shows: ["tools: run_query"],
    real: { f8fe8f1c: ["tools: run_sql"] },
  },
  {
    kind: "one cause in many places is one finding",
    text: chatStream(Array.from({ length: 9 }, () => deltaChunk({ content: "a" }, ""))),
    finds: ["error chunk.shape"],
    says: /The same problem is at 8 more places\./,
    real: { b9f6e724: ["w0 w1 w2"] },
  },
  ...[
    { name: "Databricks", key: `dapi${dice(32, "1", "0123456789abcdef")}`, real: "41e3d3fb" },
    { name: "Amazon Bedrock", key: `ABSK${dice(128, "2")}`, real: "934044b0" },
    { name: "Google OAuth", key: `ya29.${dice(180, "3")}`, real: "aa6bb52b" },
    { name: "Cerebras", key: `csk-${dice(48, "4", lower)}`, real: "c9ab7a46" },
  ].map(({ name, key, real }): Fault => ({
    kind: `a key of ${name} is a secret`,
    text: secret(key),
    finds: ["warning secret.key"],
    says: new RegExp(name),
    real: { [real]: ["please"] },
  })),
  {
    kind: "a finish reason is an empty word",
    text: chatStream(["Ok"], { finish: "" }),
    finds: ["error chunk.shape"],
    says: /`choices\[0\]\.finish_reason` is ""/,
    shows: ["Ok"],
    real: { "7bac5195": ["Hi!"] },
  },
  {
    kind: "values nest deeper than anybody reads",
    text: recordingText(["deep"], false).replace('"deep"', `${"[".repeat(50_000)}${"]".repeat(50_000)}`),
    finds: ["error json.syntax"],
    says: /The values nest 50,00\d levels deep/,
    shows: ["not JSON: nested too deeply to be read"],
    real: { deep: ["nested too deeply"] },
  },
  {
    kind: "a file's lines end with carriage returns",
    text: chatStream(["Ok"], { body: { messages: [{ role: "tool", tool_call_id: "gone_1", content: "7" }] } }).replaceAll(
      "\n",
      "\r",
    ),
    finds: [],
    shows: ["tool answers gone_1"],
    real: { cr: ["tool answers call_1"] },
  },
];
