/** Messages as Anthropic and providers that copy its format stream them, sound in every part. */
import type { Event } from "./mutate";

type Data = Readonly<Record<string, unknown>>;
/** A block: how it begins, and what it grows by. */
type Block = readonly [start: Data, ...deltas: Data[]];

const start: Event = {
  type: "message_start",
  message: {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "claude",
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 8, output_tokens: 1 },
  },
};
const begins = (index: number, content_block: Data): Event => ({ type: "content_block_start", index, content_block });
const grows = (index: number, delta: Data): Event => ({ type: "content_block_delta", index, delta });
const ends = (index: number): Event => ({ type: "content_block_stop", index });
const ping: Event = { type: "ping" };

function message(blocks: readonly Block[], stop_reason = "end_turn"): Event[] {
  return around(
    blocks.flatMap(([block, ...deltas], index) => [
      begins(index, block),
      ...deltas.map((delta) => grows(index, delta)),
      ends(index),
    ]),
    stop_reason,
  );
}

function around(events: readonly Event[], stop_reason = "end_turn", delta: Data = {}): Event[] {
  const changes = { stop_reason, stop_sequence: null, ...delta };
  return [start, ...events, { type: "message_delta", delta: changes, usage: { output_tokens: 9 } }, { type: "message_stop" }];
}

const says = (text: string): Data => ({ type: "text_delta", text });
const piece = (partial_json: string): Data => ({ type: "input_json_delta", partial_json });
const text = (...pieces: string[]): Block => [{ type: "text", text: "" }, ...pieces.map(says)];
const thinking = (...pieces: string[]): Block => [
  { type: "thinking", thinking: "", signature: "" },
  ...pieces.map((each) => ({ type: "thinking_delta", thinking: each })),
  { type: "signature_delta", signature: "c2ln" },
];
const call = (id: string, name: string, ...pieces: string[]): Block => [
  { type: "tool_use", id, name, input: {} },
  ...pieces.map(piece),
];
const citation = {
  type: "web_search_result_location",
  url: "https://example.com/a",
  title: "A",
  cited_text: "Rain.",
  encrypted_index: "x",
};

export const tools = ["get_weather", "get_time"];

export const anthropicStreams: Readonly<Record<string, readonly Event[]>> = {
  text: message([text("Hel", "lo")]),
  "two texts": message([text("Hel", "lo"), text(" there", ".")]),
  "text with pings": around([begins(0, { type: "text", text: "W" }), ping, grows(0, says("ell")), ping, ends(0)], "max_tokens"),
  thoughts: message([thinking("Let ", "me see."), text("Yes")]),
  "a call": message([call("toolu_1", "get_weather", "", '{"city": ', '"Oslo"}')], "tool_use"),
  "a call without arguments": message([text("Now."), call("toolu_1", "get_time")], "tool_use"),
  "a call that comes whole": around(
    [begins(0, { type: "tool_use", id: "toolu_1", name: "get_time", input: { zone: "CET" } }), ends(0)],
    "tool_use",
  ),
  "text and parallel calls": message(
    [text("Both."), call("toolu_1", "get_weather", '{"city":"Oslo"}'), call("toolu_2", "get_time", '{"zone":', '"CET"}')],
    "tool_use",
  ),
  "thoughts between calls": message(
    [
      thinking("One."),
      call("toolu_1", "get_weather", '{"city":"Oslo"}'),
      thinking("Two."),
      call("toolu_2", "get_time", '{"zone":"CET"}'),
    ],
    "tool_use",
  ),
  "blocks side by side": around([
    begins(0, { type: "text", text: "" }),
    begins(1, { type: "text", text: "" }),
    grows(0, says("Left")),
    grows(1, says("Right")),
    ends(0),
    ends(1),
  ]),
  "a search": message([
    [{ type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} }, piece('{"query":'), piece('"rain"}')],
    [
      {
        type: "web_search_tool_result",
        tool_use_id: "srvtoolu_1",
        content: [
          { type: "web_search_result", url: "https://example.com/a", title: "A", encrypted_content: "x", page_age: null },
        ],
      },
    ],
    [{ type: "text", text: "It rains", citations: [] }, { type: "citations_delta", citation }, says(".")],
  ]),
  "secret thoughts": message([[{ type: "redacted_thinking", data: "b3BhcXVl" }], text("Yes")]),
  refusal: around([begins(0, { type: "text", text: "" }), grows(0, says("I")), ends(0)], "refusal", {
    stop_details: { type: "refusal", category: "cyber", explanation: "No." },
  }),
  nothing: around([]),
  "an error": [
    start,
    begins(0, { type: "text", text: "" }),
    grows(0, says("We")),
    { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
  ],
};

/** What only the beta clients know. */
export const betaStreams: Readonly<Record<string, readonly Event[]>> = {
  "a call by the server": message([
    [{ type: "mcp_tool_use", id: "mcptoolu_1", name: "look", server_name: "s", input: {} }, piece('{"a":'), piece("1}")],
    [{ type: "mcp_tool_result", tool_use_id: "mcptoolu_1", is_error: false, content: [{ type: "text", text: "ok" }] }],
    text("Done"),
  ]),
  compaction: message(
    [
      [
        { type: "compaction", content: null },
        { type: "compaction_delta", content: "We spoke of rain." },
      ],
      text("Go on"),
    ],
    "compaction",
  ),
  "another model": message([
    text("I"),
    [{ type: "fallback", from: { model: "a" }, to: { model: "b" }, trigger: { type: "refusal", category: null } }],
    text("Yes"),
  ]),
};
