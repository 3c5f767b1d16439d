/** Chat streams as OpenAI and providers like it send them, sound in every part. */
import type { Event } from "./mutate";

type Delta = Readonly<Record<string, unknown>>;

const usage = { prompt_tokens: 8, completion_tokens: 4, total_tokens: 12 };

export function chunk(delta: Delta, finish_reason: string | null = null, index = 0): Event {
  return around([{ index, delta, finish_reason }]);
}

function around(choices: readonly unknown[], more: object = {}): Event {
  return { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "m", choices, ...more };
}

const role = chunk({ role: "assistant", content: "" });
const call = (index: number, part: object) => chunk({ tool_calls: [{ index, ...part }] });
const begins = (index: number, id: string, name: string) =>
  call(index, { id, type: "function", function: { name, arguments: "" } });
const goesOn = (index: number, text: string) => call(index, { function: { arguments: text } });
const token = (text: string) => ({ content: [{ token: text, logprob: -0.5, bytes: null, top_logprobs: [] }], refusal: null });

export const chatStreams: Readonly<Record<string, readonly Event[]>> = {
  text: [role, chunk({ content: "Hel" }), chunk({ content: "lo" }), chunk({}, "stop")],
  "text and usage": [
    around([{ index: 0, delta: { role: "assistant", content: "Hi" }, finish_reason: null }], { usage: null }),
    around([{ index: 0, delta: {}, finish_reason: "length" }], { usage: null }),
    around([], { usage }),
  ],
  "two choices": [
    chunk({ role: "assistant", content: "One" }, null, 0),
    chunk({ role: "assistant", content: "Two" }, null, 1),
    chunk({ content: " more" }, null, 0),
    chunk({}, "stop", 1),
    chunk({}, "stop", 0),
  ],
  "two choices in one chunk": [
    around([0, 1].map((index) => ({ index, delta: { role: "assistant", content: `${index}` }, finish_reason: null }))),
    around([0, 1].map((index) => ({ index, delta: {}, finish_reason: "stop" }))),
  ],
  "a tool call": [role, begins(0, "call_1", "get_weather"), goesOn(0, '{"city":'), goesOn(0, '"Oslo"}'), chunk({}, "tool_calls")],
  "parallel tool calls": [
    chunk({ role: "assistant", content: null }),
    begins(0, "call_1", "get_weather"),
    goesOn(0, '{"city":"Oslo"}'),
    begins(1, "call_2", "get_time"),
    goesOn(1, '{"zone":"CET"}'),
    chunk({}, "tool_calls"),
  ],
  "whole tool calls in one chunk": [
    chunk({
      role: "assistant",
      content: "",
      tool_calls: [
        { index: 0, id: "call_1", type: "function", function: { name: "a", arguments: "{}" } },
        { index: 1, id: "call_2", type: "function", function: { name: "b", arguments: "{}" } },
      ],
    }),
    chunk({}, "tool_calls"),
  ],
  reasoning: [
    chunk({ role: "assistant", reasoning_content: "Let me" }),
    chunk({ content: "Yes" }),
    chunk({ content: "." }, "stop"),
  ],
  "reasoning in details": [
    chunk({ role: "assistant", reasoning_details: [{ type: "reasoning.text", text: "Let ", index: 0 }] }),
    chunk({ reasoning_details: [{ type: "reasoning.text", text: "me.", index: 0 }] }),
    chunk({ content: "Yes" }, "stop"),
  ],
  refusal: [
    chunk({ role: "assistant", refusal: "" }),
    chunk({ refusal: "I can" }),
    chunk({ refusal: "not." }),
    chunk({}, "stop"),
  ],
  citations: [
    chunk({ role: "assistant", content: "So it is." }),
    chunk({
      annotations: [
        { type: "url_citation", url_citation: { start_index: 0, end_index: 2, title: "T", url: "https://example.com" } },
      ],
    }),
    chunk({}, "stop"),
  ],
  "a function call": [
    chunk({ role: "assistant", content: null, function_call: { name: "f", arguments: "" } }),
    chunk({ function_call: { arguments: "{}" } }),
    chunk({}, "function_call"),
  ],
  audio: [
    chunk({ role: "assistant", content: null, audio: { id: "audio_1", transcript: "It " } }),
    chunk({ audio: { data: "AAAA", transcript: "rains." } }),
    chunk({ audio: { data: "BBBB", expires_at: 9 } }),
    chunk({}, "stop"),
  ],
  "log probabilities": [
    around([{ index: 0, delta: { role: "assistant", content: "Hi" }, logprobs: token("Hi"), finish_reason: null }]),
    around([{ index: 0, delta: { content: "!" }, logprobs: token("!"), finish_reason: null }]),
    chunk({}, "stop"),
  ],
};
