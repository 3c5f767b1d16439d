/** What is due of an Anthropic stream: what the real clients make of it, what of it they lose, and what is wrong with an answer on which they agree. */
import { isObject, listOf, objectOf, stringOf, type JsonObject } from "../../../server/src/recording/json";
import type { Reassembled } from "../../../server/src/recording/reassembled";
import { tools } from "./anthropicStreams";
import type { Judgement } from "./clients";
import type { Event } from "./mutate";

/** What an answer says, in the same words for us and for the clients. */
interface Said {
  readonly model: unknown;
  readonly role: unknown;
  readonly content: string;
  readonly reasoning: string;
  readonly signatures: readonly unknown[];
  readonly calls: readonly { readonly id: unknown; readonly name: unknown; readonly input: unknown }[];
  readonly citations: readonly unknown[];
  /** Of each other block its type, its input and its content. */
  readonly others: readonly unknown[];
  readonly finish: unknown;
}

const orNull = (value: unknown): unknown => (value === "" || value === undefined ? null : value);
const orEmpty = (value: unknown): unknown => (value === "" || value === undefined || value === null ? {} : value);
const lengthOf = (value: unknown): number => (value ? stringOf(value)?.length : 0) ?? 0;
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
const otherOf = ({ type, input, content }: JsonObject) => [type, orEmpty(input), stringOf(content) ?? null];

export function oursOf({ model, choices: [choice] }: Reassembled): Said {
  return {
    model,
    role: orNull(choice?.role),
    content: choice?.content?.text ?? "",
    reasoning: choice?.reasoning?.text ?? "",
    signatures: (choice?.items ?? []).flatMap(({ type, value }) => (type === "signature" ? [value] : [])),
    calls: (choice?.toolCalls ?? []).map((call) => ({
      id: orNull(call.id?.value),
      name: orNull(call.name?.value),
      input: orEmpty(valueOf(call.arguments.text)),
    })),
    citations: (choice?.annotations ?? []).map(({ value }) => objectOf(value).url ?? null),
    others: (choice?.items ?? []).flatMap(({ type, value }) => (type === "signature" ? [] : [otherOf(objectOf(value))])),
    finish: orNull(choice?.finishReason?.value),
  };
}

function valueOf(json: string): unknown {
  try {
    return json === "" ? undefined : JSON.parse(json);
  } catch {
    return json;
  }
}

function theirsOf({ model, role, content, stop_reason }: JsonObject): Said {
  const blocks = listOf(content).map(objectOf);
  const ofType = (type: string) => blocks.filter((block) => block.type === type);
  return {
    model: orNull(model),
    role: orNull(role),
    content: ofType("text")
      .map(({ text }) => textOf(text))
      .join(""),
    reasoning: ofType("thinking")
      .map(({ thinking }) => textOf(thinking))
      .join(""),
    signatures: ofType("thinking").flatMap(({ signature }) => stringOf(signature) || []),
    calls: ofType("tool_use").map(({ id, name, input }) => ({ id: orNull(id), name: orNull(name), input: orEmpty(input) })),
    citations: ofType("text").flatMap(({ citations }) => listOf(citations).map((each) => objectOf(each).url ?? null)),
    others: blocks.flatMap((block) => (/^(text|thinking|tool_use)$/.test(String(block.type)) ? [] : [otherOf(block)])),
    finish: orNull(stop_reason),
  };
}

const textOf = (value: unknown): string =>
  value === null || value === undefined ? "" : (stringOf(value) ?? JSON.stringify(value));

/** Why something should be said of the stream; empty where both clients have what we show and lose nothing. */
export function dueOf(
  events: readonly Event[],
  judgements: { readonly python: Judgement; readonly node: Judgement },
  ours: Said,
) {
  const due: string[] = [];
  for (const [client, { result, error }] of Object.entries<Judgement>(judgements)) {
    const theirs = result && theirsOf(result);
    if (theirs === undefined) due.push(`${client} raises ${error ?? ""}`);
    else if (!same(theirs, ours)) due.push(`${client} has ${JSON.stringify(theirs)} and we ${JSON.stringify(ours)}`);
  }
  const { result } = judgements.python;
  return result === undefined ? due : [...due, ...lostIn(events, result), ...flawsOf(theirsOf(result))];
}

/** The field that a delta brings, by its kind, and the end of the types of blocks that take it. */
const brings: Readonly<Record<string, readonly [field: string, takers: string]>> = {
  text_delta: ["text", "text"],
  thinking_delta: ["thinking", "thinking"],
  signature_delta: ["signature", "thinking"],
  input_json_delta: ["partial_json", "tool_use"],
  citations_delta: ["citation", "text"],
  compaction_delta: ["content", "compaction"],
};

const knownBlocks =
  /^(text|thinking|redacted_thinking|tool_use|server_tool_use|web_search_tool_result|mcp_tool_\w+|compaction|fallback)$/;

/** What the events bring and a client's message lacks, though no client raises. */
function* lostIn(events: readonly Event[], message: JsonObject): Generator<string> {
  const blocks = listOf(message.content).map(objectOf);
  const begun = events.filter(({ type }) => type === "content_block_start");
  const starts = begun.map(({ content_block }) => objectOf(content_block));
  const deltas = events.flatMap(({ type, index, delta }) =>
    type === "content_block_delta" ? [{ index, delta: objectOf(delta) }] : [],
  );
  const parts = [...starts, ...deltas.map(({ delta }) => delta)];
  if (events.some(({ type }) => !stringOf(type))) yield "an event without a type is dropped";
  if (parts.some(({ type }) => typeof type !== "string")) yield "a block or delta has no type";
  if (events.some(({ message: begun }) => typeof (objectOf(begun).model ?? "") !== "string")) yield "the model has no name";
  if (events.some(({ type }) => type === "error")) yield "an error is passed over";
  // What a newer client makes of kinds that ours do not know is nobody's business.
  if (starts.some(({ type }) => !knownBlocks.test(String(type)))) return;
  for (const type of ["text", "thinking"]) {
    const length = (list: readonly JsonObject[], name: string) =>
      list.reduce((sum, part) => sum + (part.type === name ? lengthOf(part[type]) : 0), 0);
    const sent =
      length(starts, type) +
      length(
        deltas.map(({ delta }) => delta),
        `${type}_delta`,
      );
    if (sent !== length(blocks, type)) yield `${type} is lost`;
  }
  for (const { index, delta } of deltas) yield* lostOf(delta, blocks[Number(index)]);
  yield* lostProofs(deltas, blocks);
  yield* lostArguments(begun, deltas, blocks);
}

function* lostOf(delta: JsonObject, block: JsonObject | undefined): Generator<string> {
  const [field, taker] = brings[String(delta.type)] ?? [];
  if (field === undefined || taker === undefined) return;
  const fits = String(block?.type).endsWith(taker);
  if (block !== undefined && delta[field] && !fits) yield "a delta is dropped";
  const ofOthers = Object.entries(brings).some(([type, [other]]) => type !== delta.type && (delta[other] ?? null) !== null);
  // A signature that says nothing leaves the thoughts unsigned, as those of many providers are.
  if (ofOthers && !(delta.type === "signature_delta" && fits)) yield "a delta names another kind";
}

interface Delta {
  readonly index: unknown;
  readonly delta: JsonObject;
}

function* lostProofs(deltas: readonly Delta[], blocks: readonly JsonObject[]): Generator<string> {
  const signed = deltas.filter(({ delta }) => delta.type === "signature_delta" && delta.signature);
  const signatures = blocks.filter(({ signature }) => signature);
  if (new Set(signed.map(({ index }) => String(index))).size > signatures.length) yield "a signature is lost";
  const cited = deltas.filter(({ delta }) => delta.type === "citations_delta" && delta.citation);
  if (cited.length > blocks.flatMap(({ citations }) => listOf(citations)).length) yield "a citation is lost";
  const compacted = deltas.find(({ delta }) => delta.type === "compaction_delta" && delta.content)?.delta.content;
  if (compacted !== undefined && !blocks.some(({ content }) => same(content, compacted))) yield "a compaction is lost";
}

/** Arguments must be somewhere, and in the call that began under their index. */
function* lostArguments(begun: readonly Event[], deltas: readonly Delta[], blocks: readonly JsonObject[]): Generator<string> {
  const pieces = new Map<string, string>();
  for (const { index, delta } of deltas)
    if (delta.type === "input_json_delta")
      pieces.set(String(index), (pieces.get(String(index)) ?? "") + textOf(delta.partial_json));
  const inputs = blocks.filter(({ type }) => /tool_use$/.test(String(type))).map(({ input }) => input);
  for (const json of pieces.values()) {
    const at = inputs.findIndex((input) => same(valueOf(json), input));
    if (at >= 0) inputs.splice(at, 1);
    else if (json !== "") yield "arguments are lost";
  }
  if (new Set(begun.map(({ index }) => String(index))).size < begun.length) return;
  for (const { index, content_block } of begun) {
    const { type, id } = objectOf(content_block);
    const json = type === "tool_use" ? pieces.get(String(index)) : undefined;
    if (json && !same(valueOf(json), blocks.find((block) => block.id === id)?.input)) yield "arguments are those of another call";
  }
}

/** What is wrong with an answer on which all clients agree. */
function* flawsOf({ calls, finish }: Said): Generator<string> {
  const ids = calls.map(({ id }) => id);
  if (finish === null) yield "no stop reason";
  if (new Set(ids).size < ids.length || ids.includes(null)) yield "calls without ids of their own";
  if (calls.some(({ name }) => !tools.includes(String(name)))) yield "a tool that was not offered";
  if (finish === "tool_use" && calls.length === 0) yield "no call though the stop reason says so";
  if (calls.some(({ input }) => !isObject(input))) yield "arguments that are no object";
}
