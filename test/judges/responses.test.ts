import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRecordingFile } from "../../server/src/formats/readDocument";
import type { Reassembled } from "../../server/src/recording/reassembled";
import { check } from "../../server/src/rules/check";
import { recordingText } from "../support/recordings";
import { seeded } from "../support/seeded";
import { Clients, wireOf, type Judgement } from "./support/clients";
import { mutations, sample, type Event, type Mutation } from "./support/mutate";
import { responseStreams } from "./support/responseStreams";

const count = Number(process.env.JUDGED ?? 2400);
const seed = Number(process.env.JUDGE_SEED ?? 20261130);

let clients: Clients;
/** The Python client's class of each event. */
let classes: Readonly<Record<string, string>>;
beforeAll(async () => {
  clients = await Clients.start();
  classes = await clients.kinds("openai.types.responses.ResponseStreamEvent");
});
afterAll(() => clients.close());

const words = {
  type: ["response.output_text.delta", "response.refusal.delta", "response.unheard_of", "reasoning", "message"],
  role: ["user"],
  status: ["completed", "in_progress", "failed"],
};

type Data = Readonly<Record<string, any>>; // eslint-disable-line

/** What an answer says, in the same words for us and for the clients. */
interface Said {
  readonly role: string | null;
  readonly content: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly calls: readonly unknown[];
  /** What hosted tools were called with, or ran. */
  readonly hosted: readonly unknown[];
  readonly finish: string | null;
}

function oursOf({ choices: [choice] }: Reassembled): Said {
  return {
    role: choice?.role ?? null,
    content: choice?.content?.text ?? "",
    reasoning: choice?.reasoning?.text ?? "",
    refusal: choice?.refusal?.text ?? "",
    calls: (choice?.toolCalls ?? []).map((call) => [call.id?.value ?? "", call.name?.value ?? "", call.arguments.text]),
    hosted: (choice?.items ?? []).map(({ value }) => given(value as Data)),
    finish: choice?.finishReason?.value.replace(/:.*/, "") ?? null,
  };
}

const given = (item: Data): unknown => [item.arguments ?? null, item.code ?? null];

const listOf = (value: unknown): readonly Data[] =>
  (Array.isArray(value) ? (value as (Data | null)[]) : []).filter((each) => each !== null);

function theirsOf(final: Data, end: string): Said {
  const output = listOf(final.output);
  const messages = output.filter(({ type }) => type === "message");
  const parts = messages.flatMap(({ content }) => listOf(content));
  const thoughts = output.flatMap((item) =>
    item.type === "reasoning" ? [...listOf(item.summary), ...listOf(item.content)] : [],
  );
  const calls = output.filter(({ type }) => type === "function_call" || type === "custom_tool_call");
  return {
    role: (messages.find(({ role }) => typeof role === "string")?.role as string | undefined) ?? null,
    content: parts.map((part) => (part.type === "output_text" ? String(part.text ?? "") : "")).join(""),
    reasoning: thoughts
      .map(({ text }) => String(text ?? ""))
      .filter((text) => text !== "")
      .join("\n\n"),
    refusal: parts.map((part) => (part.type === "refusal" ? String(part.refusal ?? "") : "")).join(""),
    calls: calls.map((call) => [call.call_id ?? "", call.name ?? "", call.arguments ?? call.input ?? ""] as unknown[]),
    hosted: output
      .filter(({ type }) => type === "mcp_call" || type === "code_interpreter_call" || type === "web_search_call")
      .map(given),
    // Where the response does not say it, the event's name does.
    finish: typeof final.status === "string" && final.status !== "" ? final.status : end,
  };
}

/** What an application that reads events takes for true, and that the final response says otherwise. */
function deniedBy(final: Data, events: readonly Event[]): string[] {
  const output = listOf(final.output);
  const said = new Set(allTexts(output));
  const wholes = new Set(output.map(wordsOf));
  const begun = new Set<unknown>();
  const grown = new Map<string, string>();
  const ended: [key: string, text: string][] = [];
  const denied: string[] = [];
  for (const { type, item, part, delta, ...event } of events as readonly Data[]) {
    const [, name, step] = /^response\.(\w+)\.(delta|done)$/.exec(String(type)) ?? [];
    const key = [name, event.output_index, event.content_index, event.summary_index].join(" ");
    if (step === "delta" && typeof delta === "string") grown.set(key, (grown.get(key) ?? "") + delta);
    const whole: unknown = event.text ?? event.refusal ?? event.arguments ?? event.input ?? event.code;
    if (step === "done" && typeof whole === "string") {
      ended.push([key, whole]);
      if (!said.has(whole)) denied.push(`${key}: ${whole}`);
    }
    if (step === "done" && name?.endsWith("_part") === true && part) {
      const text = allTexts(part).join("");
      ended.push([key.replace(name, name === "content_part" ? String((part as Data).type) : "reasoning_summary_text"), text]);
      if (!said.has(text)) denied.push(`${key}: ${text}`);
    }
    if (typeof item !== "object" || item === null) continue;
    begun.add(event.output_index);
    if (step === "done" && !wholes.has(wordsOf(item as Data))) denied.push(`item ${JSON.stringify(item)}`);
    for (const word of [(item as Data).call_id, (item as Data).name]) {
      if (typeof word === "string" && word !== "" && !said.has(word)) denied.push(word);
    }
  }
  if (begun.size > output.length) denied.push("more items than the end lists");
  // Who sends no deltas, or empty ones, streams nothing that could be otherwise.
  for (const [key, text] of grown) if (text !== "" && !said.has(text)) denied.push(`${key}: ${text}`);
  for (const [key, text] of ended) if ((grown.get(key) || text) !== text) denied.push(`${key}: ${text}`);
  return denied;
}

/** What an item says. */
const wordsOf = (item: Data): string => JSON.stringify([item.type, allTexts(item).sort()]);

const textFields = new Set(["text", "refusal", "arguments", "input", "code", "name", "call_id"]);

function allTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(allTexts);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    textFields.has(key) && typeof each === "string" ? [each] : allTexts(each),
  );
}

/** What rules say of the answer's meaning, which clients hand on unread. */
const ofMeaning = new Set(["tool.arguments", "chunk.id"]);

/** Each version of the classes knows more counts of tokens, and what a hosted tool did or a tool was asked for has a shape of its own. */
const ofEachVersion = /tokens_details|(cached|cache_write|reasoning)_tokens|\.action\b|tool_choice to \{|incomplete_details/;

/** What the classes of the Python client refuse, which replay hands out as plain data. */
async function refusedIn(events: readonly Event[]): Promise<string[]> {
  const refused: string[] = [];
  for (const model of new Set(events.map(({ type }) => classes[String(type)]))) {
    if (model === undefined) continue;
    const values = events.filter(({ type }) => classes[String(type)] === model);
    for (const place of await clients.refusals(model, values))
      if (place !== null) refused.push(`pydantic refuses ${place} of ${model}`);
  }
  return refused;
}

/** openai-python has no final response of one that is incomplete; every such stream says so. */
const hasNoFinal = (events: readonly Event[], error = "") =>
  events.some(({ type }) => type === "response.incomplete") && error.includes("Didn't receive a `response.completed`");

const tools = ["look_up", "weigh", "f"].map((name) => ({ type: "function", name }));

/** The events as the recorder writes them. */
function recordingOf(events: readonly Event[]): string {
  const chunks = events.map((data) => ({
    __type__: classes[String(data.type)] ?? "openai.types.responses.Unknown",
    __data__: data,
  }));
  return recordingText(chunks, true, { endpoint: "/v1/responses", body: { tools: [...tools, { type: "custom", name: "sql" }] } });
}

/** All of what can happen to an order, and to who is who; of the changes of single fields a sample. */
const ofOrder = new Set(["sound", "drop", "repeat", "swap", "move", "cut", "begin later", "change id"]);

interface Case extends Mutation {
  readonly name: string;
}

interface Outcome {
  readonly due: readonly string[];
  readonly made: readonly string[];
}

async function judged({ name, what, events }: Case): Promise<Outcome> {
  const file = readRecordingFile("x.json", recordingOf(events));
  const { reassembled } = file;
  const { python, node } = await clients.judge("openai.responses", wireOf("openai.responses", events));
  const ours = JSON.stringify(oursOf(reassembled));
  const end = name === "incomplete" ? "incomplete" : "completed";
  const due = [
    ...(hasNoFinal(events, python.error) ? [] : dueOf("python", python, ours, end)),
    ...dueOf("node", node, ours, end),
  ];
  const final = python.result ?? node.result;
  if (final !== undefined) due.push(...deniedBy(final, events).map((text) => `events say otherwise: ${text}`));
  const ofClasses = !ofEachVersion.test(what);
  if (ofClasses) due.push(...(await refusedIn(events)));
  const findings = check(file).filter(
    ({ code, severity }) =>
      (severity === "error" || severity === "warning" || code === "provider.failure" || (ofClasses && code === "chunk.shape")) &&
      !ofMeaning.has(code),
  );
  const made = [
    ...findings.map(({ code, message }) => `${code}: ${message}`),
    ...reassembled.disagreements
      .filter(({ what }) => !(name === "incomplete" && what === "final response"))
      .map(({ what, readings }) => `differ: ${what} ${JSON.stringify(readings)}`),
  ];
  return { due, made };
}

function dueOf(client: string, { result, error }: Judgement, ours: string, end: string): string[] {
  if (result === undefined) return [`${client} raises ${error ?? ""}`];
  const theirs = JSON.stringify(theirsOf(result, end));
  return theirs === ours ? [] : [`${client} has ${theirs} and we ${ours}`];
}

describe("What is said of a stream of a response", () => {
  it("is what the clients make of it", async () => {
    const all = Object.entries(responseStreams).flatMap(([name, events]) => [
      { name, kind: "sound", what: "as it is", events },
      ...mutations(events, { words }).map((mutation): Case => ({ name, ...mutation })),
    ]);
    const [always, rest] = [all.filter(({ kind }) => ofOrder.has(kind)), all.filter(({ kind }) => !ofOrder.has(kind))];
    const tried = [...always, ...sample(rest, Math.max(count - always.length, 0), seeded(seed))];
    const rows = new Map<string, { tried: number; due: number; made: number; missed: number; false: number }>();
    const wrong: string[] = [];
    for (const each of tried) {
      const { name, kind, what } = each;
      const { due, made } = await judged(each);
      const row = rows.get(kind) ?? { tried: 0, due: 0, made: 0, missed: 0, false: 0 };
      rows.set(kind, row);
      row.tried++;
      if (due.length > 0) row.due++;
      if (made.length > 0) row.made++;
      if (due.length > 0 === made.length > 0) continue;
      row[due.length > 0 ? "missed" : "false"]++;
      wrong.push(`${due.length > 0 ? "MISSED" : "FALSE"} ${name}, ${what}\n    ${[...due, ...made].join("\n    ")}`);
    }
    console.table(Object.fromEntries(rows));
    console.log(`${tried.length} of ${all.length} (seed ${seed})`);
    expect(wrong).toEqual([]);
  });
});
