/** Faults in the order of a stream's events, and in its counts. */
import type { Fault } from "./faults";
import { chatChunk, chatStream, recordingText } from "../recordings";
import { message, outputText, reasoning, responseEvents } from "../responseStream";
import { sseLines, type Data } from "../wire";
import { callChunk, offered, responses, sound } from "./pieces";

const anthropic = (events: readonly Data[], name: string | undefined = "type", body: Data = {}) =>
  recordingText(sseLines(events, name), true, { endpoint: "/v1/messages", body: { max_tokens: 9, ...body } });
const begins = {
  type: "message_start",
  message: {
    id: "a1",
    type: "message",
    role: "assistant",
    model: "claude",
    content: [],
    usage: { input_tokens: 2, output_tokens: 1 },
  },
};
const says = (text: string, index = 0): readonly Data[] => [
  { type: "content_block_start", index, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index, delta: { type: "text_delta", text } },
];
const stops = { type: "content_block_stop", index: 0 };
const endsWith = (stop_reason: string) => ({
  type: "message_delta",
  delta: { stop_reason, stop_sequence: null },
  usage: { output_tokens: 2 },
});
const ends = endsWith("end_turn");
const over = { type: "message_stop" };

const toolBlock = (index: number): readonly Data[] => [
  { type: "content_block_start", index, content_block: { type: "tool_use", id: "t1", name: "look_up", input: {} } },
  { type: "content_block_delta", index, delta: { type: "input_json_delta", partial_json: '{"day":1}' } },
  { type: "content_block_stop", index },
];

const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
const withoutRole = (choice: Data) => chatChunk({ choices: [{ index: 0, finish_reason: null, ...choice }] });
export const streamFaults: readonly Fault[] = [
  {
    kind: "the parts of a message begin at index 1",
    text: responses(sound.map((event) => ("content_index" in event ? { ...event, content_index: 1 } : event))),
    finds: ["error stream.order"],
    says: /begins part 1 of item 0, where part 0 would be the next, so openai-node raises an error, and openai-python does/,
    shows: [/^ {2}Warm today$/m],
    real: { d1a9fe3e: [/^ {2}Hello$/m] },
  },
  {
    kind: "sound comes in pieces with its transcript",
    text: chatStream([
      { audio: { id: "s1" } },
      { audio: { transcript: "Warm" } },
      { audio: { transcript: " today.", data: "QUJD" } },
      { audio: { expires_at: 9 } },
    ]),
    finds: [],
    shows: ['audio {"id":"s1","transcript":"Warm today.","data":"QUJD","expires_at":9}'],
    real: { "5e4ea0a5": ['"transcript":"It is raining.","data":"AAAABBBB"'] },
  },
  {
    kind: "the first tool call has index 1",
    text: chatStream([callChunk('{"day":1}', 1)], { ...offered, finish: "tool_calls" }),
    finds: ["error tool.index"],
    says: /openai-python raises an IndexError and openai-node a TypeError/,
    shows: ['→ look_up({"day":1})'],
    real: { "27bfab4a": ["→ get_weather("], fed17be9: ["→ get_weather("] },
  },
  {
    kind: "blocks are numbered with a gap",
    text: anthropic([begins, ...says("Warm"), stops, ...toolBlock(2), endsWith("tool_use"), over], "type", {
      tools: [{ name: "look_up" }],
    }),
    finds: ["error stream.order"],
    says: /Python client raises an IndexError and its Node client drops it/,
    shows: ['→ look_up({"day":1})', "Clients differ on `input_json_delta`"],
    real: { de4e44a4: ["→ get_weather("] },
  },
  {
    kind: "a response never begins",
    text: responses(sound.slice(1)),
    finds: ["error stream.order"],
    says: /no `response\.created` came before it, so openai-python and openai-node raise an error/,
    shows: ["Warm today"],
    real: { "2f6e0570": ["Hi"], "9b23886b": ["Hi"], e907f1f1: ["Hi"] },
  },
  {
    kind: "an event stream of named events names none",
    text: anthropic([begins, ...says("Warm"), stops, ends, over], undefined).replaceAll(/"event: [^"]*",\s*/g, ""),
    finds: ["error chunk.sse"],
    says: /clients drop them and fail/,
    shows: ["Warm"],
    real: { "97de34e8": ["Hi"] },
  },
  {
    kind: "a stream is an error and nothing else",
    text: anthropic([{ type: "error", error: { type: "overloaded_error", message: "Come back later" } }]),
    finds: ["information provider.failure"],
    says: /Come back later/,
    shows: ["error overloaded_error", "Come back later"],
    real: { "320432fc": ["Overloaded"] },
  },
  {
    kind: "the message ends before its block, or the block ends twice",
    text: anthropic([begins, ...says("Warm"), stops, ends, stops, over]),
    finds: [],
    shows: ["Warm", "finish: end_turn"],
    real: { e68ab92a: ["Hi"], f02e6e65: ["Hi"] },
  },
  {
    kind: "no chunk gives a role",
    text: recordingText([withoutRole({ delta: { content: "Ok" } }), withoutRole({ delta: {}, finish_reason: "stop" })], true),
    finds: ["warning stream.order"],
    says: /openai-node raises an error and openai-python leaves the role out/,
    shows: ["Ok"],
    real: { c10b3a38: ["Hi"], c1bc3645: ["→ get_weather("] },
  },
  {
    kind: "chunks of an answer are called nothing",
    text: chatStream([{ content: "Ok" }]).replaceAll('"object": "chat.completion.chunk"', '"object": ""'),
    finds: ["error chunk.shape"],
    says: /`object` is "" but should be chat\.completion\.chunk/,
    shows: ["Ok", "Clients differ on the content"],
    real: { c9fd9f37: ["Clients differ"], d9ea373d: ["→ get_weather("] },
  },
  {
    kind: "a stream holds no answer, only its cost",
    text: recordingText([chatChunk({ usage })], true),
    finds: ["warning stream.empty"],
    shows: ["no answer", "3 in, 4 out, 7 in all"],
    real: { "36ee286c": ["no answer"], "8453e86d": ["no answer"] },
  },
  {
    kind: "an error event nests its error",
    text: responses([
      ...sound.slice(0, 4),
      { type: "error", sequence_number: 4, error: { code: "slow_down", message: "Too many." } },
    ]),
    finds: ["information provider.failure"],
    says: /the stream ends with an error \(Too many\.\)/,
    shows: ["error slow_down", "Too many."],
    real: { "3bb2e3c5": ["Rate limit reached."], c4c851fc: ["It broke."] },
  },
  {
    kind: "a server counts no events",
    text: responses(sound.map((event) => ({ ...event, sequence_number: 0 }))),
    finds: [],
    shows: ["Warm today"],
    real: { "6bfa88b9": ["Hi"] },
  },
  {
    kind: "parts of a reasoning follow each other",
    text: responses(responseEvents([reasoning("r1", ["Look.", "Then leap."]), message("m1", outputText("Done"))])),
    finds: [],
    shows: [/Look\.\n {2}\n {2}Then leap\./],
    real: { "9ad8a31c": [/first\.\n {2}\n {2}Then/] },
  },
];
