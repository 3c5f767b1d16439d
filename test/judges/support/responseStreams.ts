/** Sound streams of OpenAI's Responses, to be damaged. */
import {
  customCall,
  functionCall,
  message,
  outputText,
  reasoning,
  refusal,
  response,
  responseEvents,
} from "../../support/responseStream";
import type { OutputItem } from "../../support/responseStream";
import type { Event } from "./mutate";

const usage = {
  input_tokens: 5,
  input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 12,
};
const citation = { type: "url_citation", url: "https://example.com", title: "Example", start_index: 0, end_index: 2 };

function stream(output: readonly OutputItem[], status = "completed", more: object = {}): Event[] {
  const end = { type: `response.${status}`, response: response(output, { status, usage, ...more }) };
  return responseEvents(output, undefined, end);
}

const call = (id: string, name: string, args: string) => functionCall(id, name, args);

/** Two items whose events come in turns. */
function inTurns(events: readonly Event[]): Event[] {
  const of = (index: number) => events.filter(({ output_index }) => output_index === index);
  const [one, other] = [of(0), of(1)];
  const between = one.flatMap((event, at) => [event, ...other.slice(at, at + 1)]);
  const rest = events.filter(({ output_index }) => output_index === undefined);
  const all = [...rest.slice(0, 2), ...between, ...other.slice(one.length), ...rest.slice(2)];
  return all.map((event, sequence_number) => ({ ...event, sequence_number }));
}

const hosted: readonly OutputItem[] = [
  { type: "web_search_call", id: "ws_1", status: "completed", action: { type: "search", query: "q" } },
  { type: "code_interpreter_call", id: "ci_1", code: "print(1)", container_id: "c", outputs: [], status: "completed" },
  {
    type: "mcp_call",
    id: "mcp_1",
    name: "search",
    server_label: "s",
    arguments: '{"q": 1}',
    output: "found",
    status: "completed",
  },
];

export const responseStreams: Readonly<Record<string, readonly Event[]>> = {
  text: stream([message("msg_1", outputText("It is sunny", [citation]))]),
  "two parts": stream([message("msg_1", outputText("It is"), outputText(" sunny"))]),
  reasoning: stream([reasoning("rs_1", ["Plan it.", "Then do."], ["Hm, so."]), message("msg_1", outputText("Sunny it is"))]),
  refusal: stream([message("msg_1", refusal("I cannot do that"))]),
  calls: inTurns(stream([call("fc_1", "look_up", '{"a": 1}'), call("fc_2", "weigh", '{"b": 2}')])),
  "custom call": stream([customCall("ctc_1", "sql", "SELECT 1"), message("msg_1", outputText("Done now"))]),
  "hosted tools": stream(hosted),
  "no final output": stream([message("msg_1", outputText("It is sunny")), call("fc_1", "f", '{"a": 1}')], "completed", {
    output: null,
  }),
  incomplete: stream([message("msg_1", outputText("It is"))], "incomplete", {
    incomplete_details: { reason: "max_output_tokens" },
  }),
};
