/** What providers really send, odd as it is: rules that accuse any of it cry wolf. */
import { describe, expect, it } from "vitest";
import { findingsIn } from "../../support/findings";
import {
  chatChunk,
  chatCompletion,
  chatStream,
  deltaChunk,
  pythonJson,
  recordingText,
  type EnvelopeOptions,
} from "../../support/recordings";
import {
  functionCall,
  message,
  outputText,
  reasoning,
  response,
  responseEvents,
  responseRecording,
  type OutputItem,
} from "../../support/responseStream";
import { sseLines } from "../../support/wire";

type Data = Readonly<Record<string, unknown>>;
const told = (text: string) => findingsIn(text).map(({ code, message: said }) => `${code}: ${said}`);
const silent = (name: string, stories: readonly (readonly [string, string])[]) => {
  describe(name, () => {
    it.each(stories)("%s", (_, text) => {
      expect(told(text)).toEqual([]);
    });
  });
};

const tools = [
  { type: "function", function: { name: "f", parameters: { type: "object", properties: { a: { type: "number" } } } } },
];
const usage = { prompt_tokens: 8, completion_tokens: 2, total_tokens: 10 };
const chat = (parts: readonly object[], options: EnvelopeOptions = {}) =>
  recordingText(parts, true, { ...options, body: { tools, ...options.body } });
const call = (index: number, part: object) => deltaChunk({ tool_calls: [{ index, ...part }] });
const begin = (index: number, args: unknown = "") =>
  call(index, { id: `call_${index}`, type: "function", function: { name: "f", arguments: args } });
const piece = (index: number, args: unknown) => call(index, { function: { arguments: args } });
const end = (reason: string, index = 0) => deltaChunk({}, reason, index);
const usageChunk = chatChunk({ usage });
const includeUsage = { body: { stream_options: { include_usage: true } } };

silent("a chat stream", [
  [
    "of OpenAI: role first, usage last",
    chat([deltaChunk({ role: "assistant", content: "" }), deltaChunk({ content: "Hi" }), end("stop"), usageChunk], includeUsage),
  ],
  [
    "of Azure: filter results first, offsets last",
    chat([
      chatChunk({
        id: "",
        model: "",
        object: "",
        created: 0,
        prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }],
      }),
      deltaChunk({ role: "assistant", content: "Hi" }),
      end("stop"),
      chatChunk({
        id: "",
        model: "",
        object: "",
        choices: [{ index: 0, finish_reason: null, content_filter_results: {}, content_filter_offsets: { check_offset: 0 } }],
      }),
    ]),
  ],
  [
    "of vLLM: usage in every chunk, empty lists of calls, reasons of its own",
    chat(
      [
        chatChunk({
          choices: [{ index: 0, delta: { role: "assistant", content: "", tool_calls: [] }, stop_reason: null, token_ids: null }],
          usage: { prompt_tokens: 8, completion_tokens: 0, total_tokens: 8 },
        }),
        chatChunk({ choices: [{ index: 0, delta: { content: "Hi" }, finish_reason: "stop", stop_reason: 128009 }], usage }),
        usageChunk,
      ],
      includeUsage,
    ),
  ],
  [
    "of Ollama: the role in every chunk, a fingerprint, an empty last delta",
    chat([deltaChunk({ role: "assistant", content: "Hi" }), deltaChunk({ role: "assistant", content: "" }, "stop")]),
  ],
  [
    "of Groq: what it counts stands apart",
    chat([
      chatChunk({
        choices: [{ index: 0, delta: { role: "assistant", content: "Hi" }, logprobs: null }],
        x_groq: { id: "req_1" },
      }),
      chatChunk({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }], x_groq: { id: "req_1", usage } }),
    ]),
  ],
  [
    "of Together and Fireworks: usage with the finish reason, whose chunk has text too",
    chat([
      chatChunk({
        choices: [
          { index: 0, delta: { token_id: 5, role: "assistant", content: "Hi" }, text: "Hi", seed: 5, finish_reason: "stop" },
        ],
        usage,
      }),
    ]),
  ],
  [
    "of llama.cpp: timings, and null for what is not there",
    chat([
      deltaChunk({ role: "assistant", content: null }),
      deltaChunk({ content: "Hi" }),
      chatChunk({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }], timings: { predicted_n: 2 } }),
    ]),
  ],
  [
    "of DeepSeek: it thinks, and counts cached tokens",
    chat([
      deltaChunk({ role: "assistant", content: null, reasoning_content: "Hm" }),
      deltaChunk({ content: "Hi", reasoning_content: null }),
      chatChunk({
        choices: [{ index: 0, delta: { content: "", reasoning_content: null }, finish_reason: "stop" }],
        usage: { ...usage, prompt_cache_hit_tokens: 0, completion_tokens_details: { reasoning_tokens: 1 } },
      }),
    ]),
  ],
  [
    "of OpenRouter: details of reasoning, the provider's name, an empty text beside the usage",
    chat([
      chatChunk({
        provider: "X",
        choices: [
          {
            index: 0,
            delta: {
              role: "assistant",
              content: "",
              reasoning: "Hm",
              reasoning_details: [{ type: "reasoning.text", text: "Hm" }],
            },
            finish_reason: null,
            native_finish_reason: null,
          },
        ],
      }),
      deltaChunk({ content: "Hi" }),
      end("stop"),
      chatChunk({
        choices: [{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }],
        usage: { ...usage, cost: 0.1 },
      }),
    ]),
  ],
  [
    "of xAI: reasoning is counted beside the output",
    chat([
      deltaChunk({ content: "Hi" }),
      end("stop"),
      chatChunk({
        usage: {
          prompt_tokens: 8,
          completion_tokens: 2,
          total_tokens: 110,
          completion_tokens_details: { reasoning_tokens: 100 },
        },
      }),
    ]),
  ],
  [
    "with three answers, interleaved",
    chat(
      [
        ...[0, 1, 2].map((at) => deltaChunk({ role: "assistant", content: "" }, null, at)),
        ...[2, 0, 1].map((at) => deltaChunk({ content: "Hi" }, null, at)),
        ...[1, 2, 0].map((at) => end(at === 1 ? "length" : "stop", at)),
      ],
      { body: { n: 3 } },
    ),
  ],
  [
    "with a call in one answer and none in the other",
    chat([begin(0, "{}"), deltaChunk({ content: "Hi" }, null, 1), end("tool_calls"), end("stop", 1)], { body: { n: 2 } }),
  ],
  [
    "with parallel calls, interleaved",
    chat([begin(0), begin(1), piece(0, '{"a"'), piece(1, "{}"), piece(0, ": 1}"), end("tool_calls")]),
  ],
  [
    "with calls that come whole, in one chunk",
    chat([
      deltaChunk({
        tool_calls: [0, 1].map((index) => ({
          index,
          id: `c${index}`,
          type: "function",
          function: { name: "f", arguments: "{}" },
        })),
      }),
      end("tool_calls"),
    ]),
  ],
  [
    "with a call of empty, of no and of null arguments",
    chat([begin(0, ""), begin(1, null), call(2, { id: "c", type: "function", function: { name: "f" } }), end("tool_calls")]),
  ],
  [
    "with empty ids and names in the pieces of a call",
    chat([
      begin(0),
      call(0, { id: "", type: "function", function: { name: "", arguments: "{}" } }),
      call(0, { id: null, type: null, function: { name: null, arguments: "" } }),
      end("tool_calls"),
    ]),
  ],
  [
    "that holds nothing but log probabilities for once",
    chat([
      deltaChunk({ content: "Hi" }),
      chatChunk({
        choices: [
          {
            index: 0,
            delta: {},
            finish_reason: null,
            logprobs: { content: [{ token: "a", logprob: -1, bytes: null, top_logprobs: [] }], refusal: null },
          },
        ],
      }),
      end("stop"),
    ]),
  ],
  ["with the usage before the text ends", chat([usageChunk, deltaChunk({ content: "Hi" }), end("stop")])],
  [
    "that asks for no usage and gets none",
    chat([deltaChunk({ content: "Hi" }), end("stop")], { body: { stream_options: { include_usage: false } } }),
  ],
  [
    "of a legacy recording, without test id and mapping",
    pythonJson({
      request: {
        method: "POST",
        url: "https://x/v1/chat/completions",
        headers: {},
        body: { stream: true },
        endpoint: "/v1/chat/completions",
        model: "m",
      },
      response: { body: [deltaChunk({ content: "Hi" }), end("stop")], is_streaming: true },
    }),
  ],
  [
    "whose function has the old form",
    chat(
      [
        deltaChunk({ function_call: { name: "f", arguments: "{" } }),
        deltaChunk({ function_call: { arguments: "}" } }),
        end("function_call"),
      ],
      { body: { functions: [{ name: "f" }] } },
    ),
  ],
  [
    "as lines, with comments between",
    recordingText(
      [
        ": OPENROUTER PROCESSING",
        "",
        `data: ${JSON.stringify(deltaChunk({ content: "Hi" }).__data__)}`,
        "",
        ": keep-alive",
        "",
        `data: ${JSON.stringify(end("stop").__data__)}`,
        "",
        "data: [DONE]",
        "",
      ],
      true,
    ),
  ],
]);

const lines = (events: readonly Data[], payload: object = {}, path = "messages") => {
  const request = {
    test_id: null,
    url: `https://x/v1/${path}`,
    method: "POST",
    payload: { model: "m", messages: [], stream: true, ...payload },
  };
  const name = path === "messages" ? "type" : "event_type";
  return pythonJson({ test_id: null, request, response: { body: sseLines(events, name), is_streaming: true, status: 200 } });
};
const start: Data = {
  type: "message_start",
  message: {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "m",
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  },
};
const block = (index: number, content_block: Data, ...deltas: readonly Data[]): Data[] => [
  { type: "content_block_start", index, content_block },
  ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
  { type: "content_block_stop", index },
];
const stop = (stop_reason: string): Data[] => [
  { type: "message_delta", delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 5 } },
  { type: "message_stop" },
];
const text = { type: "text", text: "" };
const hi = { type: "text_delta", text: "Hi" };
const toolUse = { type: "tool_use", id: "toolu_1", name: "f", input: {} };
const json = (partial_json: string) => ({ type: "input_json_delta", partial_json });
const anthropicTools = { tools: [{ name: "f", input_schema: { type: "object", properties: {} } }] };

silent("an Anthropic stream", [
  ["with pings", lines([start, { type: "ping" }, ...block(0, text, hi), { type: "ping" }, ...stop("end_turn")])],
  [
    "that thinks, secretly too",
    lines([
      start,
      ...block(
        0,
        { type: "thinking", thinking: "", signature: "" },
        { type: "thinking_delta", thinking: "Hm" },
        { type: "signature_delta", signature: "c2ln" },
      ),
      ...block(1, { type: "redacted_thinking", data: "xx" }),
      ...block(2, text, hi),
      ...stop("end_turn"),
    ]),
  ],
  [
    "that searches, cites and pauses",
    lines(
      [
        start,
        ...block(
          0,
          { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} },
          json(""),
          json('{"query": "x"}'),
        ),
        ...block(1, { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [] }),
        ...block(
          2,
          { ...text, citations: [] },
          { type: "citations_delta", citation: { type: "web_search_result_location" } },
          hi,
        ),
        ...stop("pause_turn"),
      ],
      { tools: [{ type: "web_search_20250305", name: "web_search" }] },
    ),
  ],
  [
    "that calls a tool of an MCP server",
    lines([
      start,
      ...block(0, { type: "mcp_tool_use", id: "mcptoolu_1", name: "g", server_name: "s", input: {} }, json("{}")),
      ...block(1, { type: "mcp_tool_result", tool_use_id: "mcptoolu_1", is_error: false, content: [] }),
      ...stop("end_turn"),
    ]),
  ],
  [
    "with a tool call of no arguments, and one in fine grains",
    lines(
      [
        start,
        ...block(0, toolUse),
        ...block(1, { ...toolUse, id: "toolu_2" }, json(""), json("{"), json('"a": 1'), json("}")),
        ...stop("tool_use"),
      ],
      anthropicTools,
    ),
  ],
  [
    "of a block and a delta that nobody knows",
    lines([
      start,
      ...block(0, { type: "compaction" }, { type: "compaction_delta", content: "x" }),
      ...block(1, text, hi),
      ...stop("end_turn"),
    ]),
  ],
  ["without any content", lines([start, ...stop("end_turn")])],
]);

const gemini = (chunks: readonly Data[], body: object = {}) =>
  recordingText(chunks, true, { endpoint: "/generate_content_stream", body: { stream: undefined, ...body } });
const candidate = (parts: readonly Data[] | null, more: Data = {}) => ({
  candidates: [{ content: { role: "model", parts }, ...more }],
  model_version: "gemini-3-pro",
});
const counts = { prompt_token_count: 8, candidates_token_count: 2, thoughts_token_count: 100, total_token_count: 110 };
const geminiTools = { config: { tools: [{ function_declarations: [{ name: "f" }] }] } };

silent("a Gemini stream", [
  [
    "that thinks, with signatures and usage in every chunk",
    gemini([
      { ...candidate([{ text: "Hm", thought: true }]), usage_metadata: { prompt_token_count: 8, total_token_count: 50 } },
      candidate([{ text: "Hi" }]),
      { ...candidate([{ text: "", thought_signature: "c2ln" }], { finish_reason: "STOP" }), usage_metadata: counts },
    ]),
  ],
  [
    "that stops with calls, one of them without arguments",
    gemini(
      [
        candidate([
          { function_call: { name: "f", args: { a: 1 } }, thought_signature: "c2ln" },
          { function_call: { name: "f", args: null } },
        ]),
        candidate(null, { finish_reason: "STOP" }),
      ],
      geminiTools,
    ),
  ],
  [
    "whose calls come argument by argument",
    gemini(
      [
        candidate([{ function_call: { name: "f", will_continue: true } }]),
        candidate([
          {
            function_call: { partial_args: [{ json_path: "$.a", string_value: "x", will_continue: true }], will_continue: true },
          },
        ]),
        candidate([{ function_call: { partial_args: [{ json_path: "$.a", string_value: "y" }], will_continue: true } }]),
        candidate([{ function_call: {} }]),
        candidate(null, { finish_reason: "STOP" }),
      ],
      geminiTools,
    ),
  ],
  [
    "in the spelling of the wire, with what it was grounded on",
    gemini([
      {
        candidates: [
          {
            content: { role: "model", parts: [{ text: "Hi" }] },
            finishReason: "STOP",
            index: 0,
            groundingMetadata: { groundingChunks: [] },
          },
        ],
        usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2, totalTokenCount: 3 },
        modelVersion: "m",
        responseId: "r",
      },
    ]),
  ],
  [
    "of empty candidates that say how it ended",
    gemini([candidate([{ text: "Hi" }]), { candidates: [{ content: null, finish_reason: "MAX_TOKENS" }] }]),
  ],
  [
    "that runs code and a search of its own",
    gemini(
      [
        candidate(
          [
            { executable_code: { code: "1", language: "PYTHON" } },
            { code_execution_result: { outcome: "OUTCOME_OK", output: "1" } },
            { text: "Hi" },
          ],
          { finish_reason: "STOP" },
        ),
      ],
      { config: { tools: [{ google_search: {} }, { code_execution: {} }] } },
    ),
  ],
]);

const responses = (output: readonly OutputItem[], options: EnvelopeOptions = {}) =>
  responseRecording(responseEvents(output), options);
const item = (type: string, id: string, more: object = {}): OutputItem => ({ type, id, status: "completed", ...more });
const greeting = message("msg_1", outputText("Hi there"));
const renumbered = (events: readonly Data[]) => events.map((event, sequence_number) => ({ type: "", ...event, sequence_number }));
const bare = responseEvents([greeting]);
const functionTools = { body: { tools: [{ type: "function", name: "f", parameters: { type: "object" } }] } };

silent("a stream of Responses", [
  ["with summaries of reasoning", responses([reasoning("rs_1", ["Hm", "So"]), reasoning("rs_2", [], ["raw"]), greeting])],
  [
    "that searches, draws, reads files, runs code and asks MCP servers",
    responses([
      item("web_search_call", "ws_1", { action: { type: "search", query: "q" } }),
      item("image_generation_call", "ig_1"),
      item("file_search_call", "fs_1", { queries: [] }),
      item("code_interpreter_call", "ci_1", { code: "1", container_id: "c", outputs: null }),
      item("mcp_list_tools", "mcpl_1", { tools: [], server_label: "s" }),
      item("mcp_call", "mcp_1", { name: "g", arguments: "{}", server_label: "s" }),
      greeting,
    ]),
  ],
  ["whose calls take no arguments", responses([functionCall("fc_1", "f", ""), functionCall("fc_2", "f", "{}")], functionTools)],
  [
    "that is cut off in the arguments of a call",
    responseRecording(
      responseEvents([greeting], undefined, {
        type: "response.incomplete",
        response: response([greeting], { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } }),
      }),
    ),
  ],
  [
    "in the background, queued first",
    responseRecording(
      renumbered([
        bare[0]!,
        { type: "response.queued", response: response([], { status: "queued", usage: null }) },
        ...bare.slice(1),
      ]),
    ),
  ],
  [
    "with events that keep the connection alive",
    responseRecording(renumbered([...bare.slice(0, 2), { type: "keepalive" }, ...bare.slice(2)])),
  ],
]);

const typed = (name: string, data: Data) => ({ __type__: `ollama._types.${name}Response`, __data__: { model: "m", ...data } });
const ollama = (endpoint: string, chunks: readonly object[], body: Data = {}) => recordingText(chunks, true, { endpoint, body });
const ollamaEnd = { done: true, done_reason: "stop", prompt_eval_count: 1, eval_count: 2 };
const said = (part: Data) => ({ message: { role: "assistant", content: "", ...part } });

silent("Ollama", [
  [
    "loads a model",
    recordingText(typed("Generate", { response: "", done: true, done_reason: "load" }), false, { endpoint: "/api/generate" }),
  ],
  [
    "completes a raw prompt and gives its context",
    ollama(
      "/api/generate",
      [typed("Generate", { response: "Hi", done: false }), typed("Generate", { response: "", context: [1, 2], ...ollamaEnd })],
      { raw: true },
    ),
  ],
  [
    "says nothing of why it is done, as it once did",
    ollama("/api/chat", [typed("Chat", { ...said({ content: "Hi" }), done: false }), typed("Chat", { ...said({}), done: true })]),
  ],
  [
    "calls tools in its last chunk, without ids",
    ollama(
      "/api/chat",
      [
        typed("Chat", { ...said({ thinking: "Hm" }), done: false }),
        typed("Chat", {
          ...said({
            tool_calls: [{ function: { name: "f", arguments: {}, index: 0 } }, { function: { name: "f", arguments: { a: 1 } } }],
          }),
          ...ollamaEnd,
        }),
      ],
      { tools },
    ),
  ],
]);

const step = (index: number, type: string, ...deltas: readonly Data[]): Data[] => [
  { event_type: "step.start", index, step: { type } },
  ...deltas.map((delta) => ({ event_type: "step.delta", index, delta })),
  { event_type: "step.stop", index },
];

silent("Gemini's interactions", [
  [
    "think, search and end without outputs",
    lines(
      [
        { event_type: "interaction.created", interaction: { id: "1", object: "interaction", status: "in_progress" } },
        ...step(0, "thought", { type: "thought_signature", signature: "c2ln" }),
        ...step(1, "google_search_call", { type: "google_search_call", arguments: {} }),
        ...step(2, "model_output", { type: "text", text: "Hi" }),
        { event_type: "interaction.completed", interaction: { id: "1", status: "completed" } },
      ],
      {},
      "interactions",
    ),
  ],
]);

/** Failures are told of once, as information, and nothing is missed that they explain. */
describe("a failure of the provider", () => {
  const cut = { body: { stream: true, tools } };
  const raised = { is_exception: true, exception_message: "connection lost" };
  const failed = { ...response([], { status: "failed", error: { code: "server_error", message: "no" }, usage: null }) };
  it.each([
    ["breaks a chat in the middle of a call", recordingText([begin(0), piece(0, '{"a"')], true, { ...cut, response: raised })],
    [
      "blocks the prompt",
      gemini([{ prompt_feedback: { block_reason: "SAFETY" }, usage_metadata: { prompt_token_count: 8, total_token_count: 8 } }]),
    ],
    [
      "is a call that nobody can read",
      gemini([{ candidates: [{ content: null, finish_reason: "MALFORMED_FUNCTION_CALL", finish_message: "f(" }] }], geminiTools),
    ],
    [
      "ends a stream of Responses with an error and what became of it",
      responseRecording(
        renumbered([
          ...bare.slice(0, 2),
          { type: "error", code: "server_error", message: "no", param: null },
          { type: "response.failed", response: failed },
        ]),
      ),
    ],
    [
      "is said in the middle of lines, without a name",
      recordingText([...sseLines(bare.slice(0, 3), "type"), 'data: {"error": {"message": "no"}}', ""], true, {
        endpoint: "/v1/responses",
      }),
    ],
    [
      "ends Anthropic's events early",
      lines([
        start,
        { type: "content_block_start", index: 0, content_block: text },
        { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
      ]),
    ],
    ["is a refusal of the provider", lines([start, ...block(0, text, hi), ...stop("refusal")])],
    ["is a filter that cuts off the arguments of a call", chat([begin(0), piece(0, '{"a"'), end("content_filter")])],
    ["is an answer with a status", chatCompletion("Hi", { response: { status: 500 } })],
  ])("%s", (_, recorded) => {
    const found = findingsIn(recorded)
      .map(({ code }) => code)
      .filter((code) => code !== "tool.arguments");
    expect(found).toEqual(["provider.failure"]);
  });
});

it("the length limit may cut off the arguments of a call, which is information", () => {
  expect(
    told(
      chatStream([{ tool_calls: [{ index: 0, id: "c", type: "function", function: { name: "f", arguments: '{"a"' } }] }], {
        body: { tools },
        finish: "length",
      }),
    ),
  ).toEqual([expect.stringMatching(/^tool\.arguments: .*cut off/)]);
});
