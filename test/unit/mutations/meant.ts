/** Mutations that are made to be what one rule speaks of, for rules that a walk over the value hardly ever meets. */
import type { Path } from "./mutate";

/** The code that must be found, whatever the oracle thinks: a hint is no broken recording. */
export interface Meant {
  readonly kind: string;
  readonly code: string;
  readonly value: unknown;
  readonly at: readonly Path[];
}

type Data = Readonly<Record<string, unknown>>;

const dataOf = (chunk: unknown): Data => {
  const { __data__, $data } = (typeof chunk === "object" && chunk !== null ? chunk : {}) as Data;
  return ((__data__ ?? $data ?? chunk) || {}) as Data;
};
const listOf = (value: unknown): readonly Data[] => (Array.isArray(value) ? (value as Data[]) : []);
const base = ["response", "body"];

/** `root` is the decoded value of a clean recording. */
export function* meantMutations(root: unknown): Generator<Meant> {
  const { request, response, test_id } = root as { request: Data; response: Data; test_id?: unknown };
  const asked = (request.body ?? request.payload ?? {}) as Data;
  const sent = (part: Data) => ({ ...(root as Data), response: { ...response, ...part } });
  const failed = response.is_exception === true || Number(response.status ?? 200) >= 400;
  if (typeof test_id === "string") {
    const value = { ...(root as Data), test_id: test_id.replace(/\.py::.*/, "") };
    yield { kind: "cut the test id", code: "recording.test-id", value, at: [["test_id"], ["request", "test_id"]] };
  }
  if (failed) return;
  const isAnswer = request.tool_name === undefined && request.file_id === undefined;
  if (isAnswer) yield { kind: "fail", code: "provider.failure", value: sent({ status: 500 }), at: [["response", "status"]] };
  if (asked.stream === true && response.is_streaming === true)
    yield {
      kind: "flip the flag",
      code: "recording.stream-flag",
      value: sent({ is_streaming: false }),
      at: [["response", "is_streaming"]],
    };
  if (response.is_streaming !== true || !Array.isArray(response.body)) return;
  yield { kind: "empty the list", code: "stream.empty", value: sent({ body: [] }), at: [base] };
  for (const { body, ...meant } of ofChunks(response.body, asked)) yield { ...meant, value: sent({ body }) };
}

type OfChunks = Omit<Meant, "value"> & { readonly body: readonly unknown[] };

function* ofChunks(chunks: readonly unknown[], asked: Data): Generator<OfChunks> {
  const at = (chunk: number): Path[] => [[...base, chunk]];
  const moved = (from: number, count: number, to: number) => {
    const rest = chunks.toSpliced(from, count);
    return rest.toSpliced(to, 0, ...chunks.slice(from, from + count));
  };
  const choicesOf = (chunk: unknown) => listOf(dataOf(chunk).choices);
  const finish = chunks.findIndex((chunk) => choicesOf(chunk).some(({ finish_reason }) => typeof finish_reason === "string"));
  const text = chunks.findLastIndex(
    (chunk, index) => index < finish && choicesOf(chunk).some(({ delta }) => Boolean(dataOf(delta).content)),
  );
  if (text >= 0 && dataOf(choicesOf(chunks[finish])[0]?.delta).content === undefined)
    yield { kind: "finish early", code: "stream.after-finish", body: moved(finish, 1, text), at: at(text + 1) };
  const counted = (chunk: unknown) => typeof dataOf(chunk).usage === "object" && dataOf(chunk).usage !== null;
  if ((asked.stream_options as Data | undefined)?.include_usage === true && choicesOf(chunks.at(-1)).length === 0 && finish >= 0)
    yield { kind: "drop the usage", code: "stream.usage", body: chunks.filter((chunk) => !counted(chunk)), at: at(finish) };
  const [first] = listOf(dataOf(choicesOf(chunks[finish])[0]?.delta).tool_calls);
  for (const [index, chunk] of chunks.entries()) {
    const type = dataOf(chunk).type;
    const lines = typeof chunk === "object" && chunk !== null && "$data" in chunk;
    // An event takes three lines, of which the data is the second.
    if (type === "content_block_start" && lines && dataOf(chunks[index + 3]).type === "content_block_delta")
      yield { kind: "swap events", code: "stream.order", body: moved(index - 1, 3, index + 2), at: at(index) };
    if (type === "response.output_item.added" && !lines)
      yield { kind: "swap events", code: "stream.order", body: moved(index, 1, index + 1), at: at(index) };
    const call = listOf(dataOf(choicesOf(chunk)[0]?.delta).tool_calls)[0];
    if (first === undefined && typeof call?.id === "string") {
      const second = JSON.parse(JSON.stringify(chunk).replaceAll(JSON.stringify(call.id), '"call_other"')) as unknown;
      const body = chunks.toSpliced(index + 1, 0, second);
      yield { kind: "second id", code: "tool.two-calls-one-index", body, at: at(index + 1) };
      if (choicesOf(chunks[finish])[0]?.finish_reason === "tool_calls") {
        const denied = JSON.parse(JSON.stringify(chunks[finish]).replace('"tool_calls"', '"stop"')) as unknown;
        yield { kind: "deny the calls", code: "tool.finish", body: chunks.with(finish, denied), at: at(finish) };
      }
    }
  }
}
