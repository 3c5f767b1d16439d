import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRecordingFile } from "../../server/src/formats/readRecordingFile";
import type { Reassembled } from "../../server/src/recording/reassembled";
import { check } from "../../server/src/rules/check";
import { recordingText } from "../support/recordings";
import { seeded } from "../support/seeded";
import { anthropicStreams, betaStreams, tools } from "./support/anthropicStreams";
import { Clients, wireOf, type ClientName, type Judgement } from "./support/clients";
import { mutations, sample, type Event } from "./support/mutate";

const count = Number(process.env.JUDGED ?? 2400);
const seed = Number(process.env.JUDGE_SEED ?? 20261130);

let clients: Clients;
beforeAll(async () => {
  clients = await Clients.start();
});
afterAll(() => clients.close());

type Data = Readonly<Record<string, any>>; // eslint-disable-line

/** What an answer says, in the same words for us and for the clients. */
interface Said {
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

function oursOf({ choices: [choice] }: Reassembled): Said {
  return {
    role: orNull(choice?.role),
    content: choice?.content?.text ?? "",
    reasoning: choice?.reasoning?.text ?? "",
    signatures: (choice?.items ?? []).flatMap(({ type, value }) => (type === "signature" ? [value] : [])),
    calls: (choice?.toolCalls ?? []).map((call) => ({
      id: orNull(call.id?.value),
      name: orNull(call.name?.value),
      input: orEmpty(valueOf(call.arguments.text)),
    })),
    citations: (choice?.annotations ?? []).map(({ value }) => (value as Data)?.url ?? null),
    others: (choice?.items ?? []).flatMap(({ type, value }) => (type === "signature" ? [] : [otherOf(value as Data)])),
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

const otherOf = ({ type, input, content }: Data) => [type, orEmpty(input), typeof content === "string" ? content : null];
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

function theirsOf({ role, content, stop_reason }: Data): Said {
  const blocks = (content ?? []) as readonly Data[];
  const joined = (type: string, key: string) =>
    blocks.map((block) => (block?.type === type ? String(block[key] ?? "") : "")).join("");
  return {
    role: orNull(role),
    content: joined("text", "text"),
    reasoning: joined("thinking", "thinking"),
    signatures: blocks.flatMap((block) =>
      block?.type === "thinking" && typeof block.signature === "string" && block.signature !== "" ? [block.signature] : [],
    ),
    calls: blocks.flatMap((block) =>
      block?.type === "tool_use" ? { id: orNull(block.id), name: orNull(block.name), input: orEmpty(block.input) } : [],
    ),
    citations: blocks
      .flatMap((block) => (block?.type === "text" && Array.isArray(block.citations) ? block.citations : []))
      .map((each) => each?.url ?? null),
    others: blocks.flatMap((block) => (/^(text|thinking|tool_use)$/.test(block?.type) ? [] : [otherOf(block)])),
    finish: orNull(stop_reason),
  };
}

const knownBlocks =
  /^(text|thinking|redacted_thinking|tool_use|server_tool_use|web_search_tool_result|mcp_tool_\w+|compaction|fallback)$/;

/** The field that a delta brings, by its kind. */
const said: Readonly<Record<string, string>> = {
  text_delta: "text",
  thinking_delta: "thinking",
  signature_delta: "signature",
  input_json_delta: "partial_json",
  citations_delta: "citation",
  compaction_delta: "content",
};
/** The end of the types of blocks that take it. */
const takers: Readonly<Record<string, string>> = {
  text: "text",
  thinking: "thinking",
  signature: "thinking",
  partial_json: "tool_use",
  citation: "text",
  content: "compaction",
};

/** What the events bring and a client's message lacks, though no client raises. */
function* lostIn(events: readonly Event[], message: Data): Generator<string> {
  const blocks = (message.content ?? []) as readonly Data[];
  const parts = events.map((event) => event as Data);
  if (parts.some(({ type }) => typeof type !== "string" || type === "")) yield "an event without a type is dropped";
  const starts = parts.flatMap(({ type, content_block }) => (type === "content_block_start" ? [content_block ?? {}] : []));
  const deltas = parts.flatMap(({ type, index, delta }) => (type === "content_block_delta" ? [{ ...delta, index }] : []));
  for (const part of [...starts, ...deltas]) if (typeof part.type !== "string") yield "a block or delta has no type";
  // What a newer client makes of kinds that ours do not know is nobody's business.
  if (starts.some(({ type }) => !knownBlocks.test(String(type)))) return;
  for (const [type, key] of [
    ["text", "text"],
    ["thinking", "thinking"],
  ] as const) {
    const length = (list: readonly Data[], name: string) =>
      list.reduce((sum, part) => sum + (part?.type === name ? String(part[key] ?? "").length : 0), 0);
    if (length(starts, type) + length(deltas, `${type}_delta`) !== length(blocks, type)) yield `${type} is lost`;
  }
  for (const { index, ...delta } of deltas) {
    const own = said[delta.type];
    if (!own) continue;
    const block = blocks[Number(index)];
    const fits = String(block?.type).endsWith(takers[own] ?? "");
    if (block && delta[own] && !fits) yield "a delta is dropped";
    const ofOthers = Object.entries(said).some(([type, key]) => type !== delta.type && typeof delta[key] === "string");
    // A signature that says nothing leaves the thoughts unsigned, as those of many providers are.
    if (ofOthers && !(delta.type === "signature_delta" && fits)) yield "a delta names another kind";
  }
  const count = (list: readonly unknown[], all: readonly unknown[], what: string) =>
    list.length > all.length ? [`${what} lost`] : [];
  const signed = deltas.flatMap(({ type, index, signature }) => (type === "signature_delta" && signature ? [String(index)] : []));
  const cited = deltas.flatMap(({ type, citation }) => (type === "citations_delta" && citation ? [2] : []));
  const sent = [...new Set(signed)].map(() => 1).concat(cited);
  const has = blocks.flatMap(({ signature, citations }) => [
    ...(signature ? [1] : []),
    ...(Array.isArray(citations) ? citations.map(() => 2) : []),
  ]);
  yield* count(
    sent.filter((each) => each === 1),
    has.filter((each) => each === 1),
    "signatures are",
  );
  yield* count(
    sent.filter((each) => each === 2),
    has.filter((each) => each === 2),
    "citations are",
  );
  const compacted = deltas.find(({ type, content }) => type === "compaction_delta" && content);
  if (compacted && !blocks.some(({ content }) => same(content, compacted.content))) yield "a compaction is lost";
  const pieces = new Map<string, string>();
  for (const { type, index, partial_json: json } of deltas)
    if (type === "input_json_delta") pieces.set(String(index), (pieces.get(String(index)) ?? "") + String(json));
  const inputOf = (id: unknown) => blocks.find((block) => block.id === id)?.input;
  const indices = parts.flatMap(({ type, index }) => (type === "content_block_start" ? [String(index)] : []));
  for (const { type, index, content_block: block } of new Set(indices).size < indices.length ? [] : parts) {
    const json = type === "content_block_start" && block?.type === "tool_use" ? pieces.get(String(index)) : undefined;
    if (json && same(valueOf(json), inputOf(block.id)) === false) yield "arguments are those of another call";
  }
  const inputs = blocks.filter(({ type }) => /tool_use$/.test(type)).map(({ input }) => input);
  for (const json of pieces.values()) {
    const at = inputs.findIndex((input) => same(valueOf(json), input));
    if (at >= 0) inputs.splice(at, 1);
    else if (json !== "") yield "arguments are lost";
  }
  if (parts.some(({ type }) => type === "error")) yield "an error is passed over";
}

/** What is wrong with an answer on which all clients agree. */
function* flawsOf({ calls, finish }: Said): Generator<string> {
  const ids = calls.map(({ id }) => id);
  if (finish === null) yield "no stop reason";
  if (new Set(ids).size < ids.length || ids.includes(null)) yield "calls without ids of their own";
  if (calls.some(({ name }) => !tools.includes(String(name)))) yield "a tool that was not offered";
  if (finish === "tool_use" && calls.length === 0) yield "no call though the stop reason says so";
}

interface Outcome {
  readonly due: readonly string[];
  readonly made: readonly string[];
  readonly told: readonly string[];
}

async function judged(client: ClientName, events: readonly Event[]): Promise<Outcome> {
  const wire = wireOf(client, events);
  const body = wire.replace(/\n$/, "").split("\n");
  const request = { tools: tools.map((name) => ({ name, input_schema: { type: "object" } })) };
  const file = readRecordingFile("x.json", recordingText(body, true, { endpoint: "/v1/messages", body: request }));
  const { reassembled } = file;
  const { python, node } = await clients.judge(client, wire);
  const ours = oursOf(reassembled);
  const due = [
    ...dueOf("python", python, ours),
    ...dueOf("node", node, ours),
    ...(python.result === undefined ? [] : [...lostIn(events, python.result), ...flawsOf(theirsOf(python.result))]),
  ];
  const findings = check(file).map((each) => ({ ...each, said: `${each.severity} ${each.code}: ${each.message}` }));
  const made = [
    ...findings.filter(({ severity }) => severity === "error" || severity === "warning").map(({ said }) => said),
    ...reassembled.disagreements.map(({ what, readings }) => `differ: ${what} ${JSON.stringify(readings)}`),
  ];
  const told = findings.filter(({ code }) => /^(provider\.failure|tool\.arguments)$/.test(code)).map(({ said }) => said);
  return { due, made, told };
}

function dueOf(client: string, { result, error }: Judgement, ours: Said): string[] {
  if (result === undefined) return [`${client} raises ${error ?? ""}`];
  const [one, other] = [JSON.stringify(theirsOf(result)), JSON.stringify(ours)];
  return one === other ? [] : [`${client} has ${one} and we ${other}`];
}

const words = {
  stop_reason: ["tool_use", "pause_turn", "refusal"],
  type: ["text", "tool_use", "text_delta", "error", "message_start", "content_block_stop"],
};

describe("What is said of an Anthropic stream", () => {
  it("is what the clients make of it", async () => {
    const streams = [
      ...Object.entries(anthropicStreams).map(([name, events]) => ({ client: "anthropic.messages" as const, name, events })),
      ...Object.entries(betaStreams).map(([name, events]) => ({ client: "anthropic.beta" as const, name, events })),
    ];
    const all = streams.flatMap(({ client, name, events }) => [
      { client, name, kind: "sound", what: "as it is", events },
      ...mutations(events, { words }).map((mutation) => ({ client, name, ...mutation })),
    ]);
    const tried = [...all.filter(({ kind }) => kind === "sound"), ...sample(all, count, seeded(seed))];
    const rows = new Map<string, { tried: number; due: number; made: number; missed: number; false: number }>();
    const wrong: string[] = [];
    for (const { client, name, kind, what, events } of tried) {
      const { due, made, told } = await judged(client, events);
      const row = rows.get(kind) ?? { tried: 0, due: 0, made: 0, missed: 0, false: 0 };
      rows.set(kind, row);
      row.tried++;
      if (due.length > 0) row.due++;
      if (made.length > 0) row.made++;
      const missed = due.length > 0 && made.length + told.length === 0;
      if (!missed && (due.length > 0 || made.length === 0)) continue;
      row[missed ? "missed" : "false"]++;
      wrong.push(`${missed ? "MISSED" : "FALSE"} ${name}, ${what}\n    ${[...due, ...made].join("\n    ")}`);
    }
    console.table(Object.fromEntries(rows));
    console.log(`${tried.length} of ${all.length} (seed ${seed})`);
    expect(wrong).toEqual([]);
  });
});
