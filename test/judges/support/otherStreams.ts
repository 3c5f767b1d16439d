/** Streams of providers whose clients do not put answers together: small, with each thing that they can say. */
const part = (...parts: object[]) => ({ candidates: [{ content: { role: "model", parts }, index: 0 }], modelVersion: "g" });
const geminiEnd = (finishReason: string, ...parts: object[]) => ({
  candidates: [{ content: { role: "model", parts }, finishReason, index: 0 }],
  usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 4, totalTokenCount: 7 },
});
const both = (one: object, other: object) => ({ candidates: [one, other], modelVersion: "g" });
const second = (text: string) => ({ content: { role: "model", parts: [{ text }] }, index: 1 });

export const geminiStreams = {
  text: [part({ text: "It " }), part({ text: "rains" }), part({ text: " today." }), geminiEnd("STOP", { text: "" })],
  thoughts: [
    part({ text: "Hm.", thought: true }),
    part({ text: "Yes.", thoughtSignature: "c2ln" }),
    geminiEnd("MAX_TOKENS", { text: "!" }),
  ],
  calls: [
    part({ text: "I look." }),
    part({ functionCall: { name: "weather", args: { city: "Paris" } } }),
    part(
      { functionCall: { id: "2", name: "weather", args: { city: "Rome", days: [1, 2] } } },
      { functionCall: { name: "time", args: {} } },
    ),
    geminiEnd("STOP"),
  ],
  candidates: [
    both(part({ text: "One" }).candidates[0]!, second("Uno")),
    both(part({ text: "." }).candidates[0]!, second("!")),
    both(geminiEnd("STOP", { text: "" }).candidates[0]!, { ...second(""), finishReason: "STOP" }),
  ],
  sources: [
    part({ text: "See." }, { executableCode: { code: "1+1", language: "PYTHON" } }),
    {
      candidates: [
        { ...geminiEnd("STOP", { text: "" }).candidates[0], citationMetadata: { citations: [{ uri: "https://example.com" }] } },
      ],
    },
  ],
  failing: [part({ text: "It " }), { error: { code: 503, message: "Overloaded", status: "UNAVAILABLE" } }],
  blocked: [{ promptFeedback: { blockReason: "SAFETY" }, usageMetadata: { promptTokenCount: 3, totalTokenCount: 3 } }],
};

const said = (message: object, rest: object = {}) => ({
  model: "m",
  created_at: "x",
  message: { role: "assistant", ...message },
  done: false,
  ...rest,
});
const ollamaEnd = said(
  { content: "" },
  { done: true, done_reason: "stop", prompt_eval_count: 3, eval_count: 4, total_duration: 5 },
);
export const ollamaStreams = {
  text: [said({ content: "It " }), said({ content: "rains" }), said({ content: " today." }), ollamaEnd],
  thinking: [said({ content: "", thinking: "Hm" }), said({ content: "", thinking: "." }), said({ content: "Yes" }), ollamaEnd],
  calls: [
    said({ content: "", tool_calls: [{ function: { name: "weather", arguments: { city: "Paris" } } }] }),
    said({
      content: "",
      tool_calls: [{ function: { name: "weather", arguments: { city: "Rome" } } }, { function: { name: "time", arguments: {} } }],
    }),
    ollamaEnd,
  ],
  logprobs: [
    said({ content: "a" }, { logprobs: [{ token: "a", logprob: -0.5, top_logprobs: [{ token: "b", logprob: -1 }] }] }),
    ollamaEnd,
  ],
  failing: [said({ content: "It " }), { error: "out of memory" }],
  cut: [said({ content: "It " }), said({ content: "" }, { done: true, done_reason: "length" })],
};

const told = (type: string, message: object, rest: object = {}) => ({ type, ...rest, delta: { message } });
const cohereBegin = { type: "message-start", id: "1", delta: { message: { role: "assistant", content: [], tool_calls: [] } } };
const cohereEnd = (finish_reason: string) => ({
  type: "message-end",
  delta: { finish_reason, usage: { tokens: { input_tokens: 3, output_tokens: 4 } } },
});
const cohereText = (...texts: readonly string[]) => [
  told("content-start", { content: { type: "text", text: "" } }, { index: 0 }),
  ...texts.map((text) => told("content-delta", { content: { text } }, { index: 0 })),
  { type: "content-end", index: 0 },
];
const cohereCall = (index: number, name: string, ...pieces: readonly string[]) => [
  told("tool-call-start", { tool_calls: { id: `c${index}`, type: "function", function: { name, arguments: "" } } }, { index }),
  ...pieces.map((piece) => told("tool-call-delta", { tool_calls: { function: { arguments: piece } } }, { index })),
  { type: "tool-call-end", index },
];
export const cohereStreams = {
  text: [cohereBegin, ...cohereText("It ", "rains", " today."), cohereEnd("COMPLETE")],
  thinking: [
    cohereBegin,
    told("content-start", { content: { type: "thinking", thinking: "" } }, { index: 0 }),
    told("content-delta", { content: { thinking: "Hm" } }, { index: 0 }),
    { type: "content-end", index: 0 },
    ...cohereText("Yes"),
    cohereEnd("MAX_TOKENS"),
  ],
  calls: [
    cohereBegin,
    told("tool-plan-delta", { tool_plan: "I look." }),
    ...cohereCall(0, "weather", '{"city":', '"Paris"}'),
    ...cohereCall(1, "time", "{}"),
    cohereEnd("TOOL_CALL"),
  ],
};

const mistral = (delta: object, finish_reason: string | null = null, rest: object = {}) => ({
  id: "1",
  object: "chat.completion.chunk",
  created: 1,
  model: "m",
  choices: [{ index: 0, delta, finish_reason }],
  ...rest,
});
const mistralUsage = { usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 } };
const mistralCall = (id: string, name: string, sent: string) => ({ id, function: { name, arguments: sent }, index: 0 });
export const mistralStreams = {
  text: [
    mistral({ role: "assistant", content: "" }),
    mistral({ content: "It " }),
    mistral({ content: "" }, "stop", mistralUsage),
  ],
  thinking: [
    mistral({ role: "assistant", content: [{ type: "thinking", thinking: [{ type: "text", text: "Hm" }] }] }),
    mistral({ content: "Yes" }, "length", mistralUsage),
  ],
  call: [
    mistral({ role: "assistant", content: "" }),
    mistral({ content: "", tool_calls: [mistralCall("a", "weather", '{"city":"Paris"}')] }, "tool_calls", mistralUsage),
  ],
};

const delta = (contentBlockIndex: number, said: object) => ({ contentBlockDelta: { contentBlockIndex, delta: said } });
const stop = (contentBlockIndex: number) => ({ contentBlockStop: { contentBlockIndex } });
const bedrockBegin = { messageStart: { role: "assistant" } };
const bedrockEnd = (stopReason: string) => [
  { messageStop: { stopReason } },
  { metadata: { usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 }, metrics: { latencyMs: 5 } } },
];
const bedrockCall = (contentBlockIndex: number, name: string, ...pieces: readonly string[]) => [
  { contentBlockStart: { contentBlockIndex, start: { toolUse: { toolUseId: `t${contentBlockIndex}`, name } } } },
  ...pieces.map((input) => delta(contentBlockIndex, { toolUse: { input } })),
  stop(contentBlockIndex),
];
export const bedrockStreams = {
  text: [bedrockBegin, delta(0, { text: "It " }), delta(0, { text: "rains." }), stop(0), ...bedrockEnd("end_turn")],
  thinking: [
    bedrockBegin,
    delta(0, { reasoningContent: { text: "Hm" } }),
    delta(0, { reasoningContent: { signature: "c2ln" } }),
    stop(0),
    delta(1, { text: "Yes" }),
    stop(1),
    ...bedrockEnd("max_tokens"),
  ],
  calls: [
    bedrockBegin,
    delta(0, { text: "I look." }),
    stop(0),
    ...bedrockCall(1, "weather", '{"city":', '"Paris"}'),
    ...bedrockCall(2, "time", "{}"),
    ...bedrockEnd("tool_use"),
  ],
};
