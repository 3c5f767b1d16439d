/**
 * Gemini's and Ollama's streams, damaged one event or field at a time, against the providers' own clients: where a client raises or makes another
 * answer of a stream than the one that is shown, there is a finding or a disagreement; where it reads the same, there is none.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readRecordingFile } from "../../server/src/formats/readDocument";
import { readJson } from "../../server/src/recording/depth";
import type { RecordingInDocument } from "../../server/src/recording/recordingDocument";
import { check } from "../../server/src/rules/check";
import { recordingText } from "../support/recordings";
import { seeded } from "../support/seeded";
import { mutations, sample, type Event, type Mutation } from "./support/mutate";
import { Served, type Made } from "./support/served";

let served: Served;
beforeAll(async () => {
  // The clients' advice to programmers, thousands of times.
  vi.spyOn(console, "warn").mockReturnValue(undefined);
  served = await Served.start();
});
afterAll(() => served.close());

interface Case {
  readonly streams: Readonly<Record<string, readonly Event[]>>;
  readonly ask: (events: readonly Event[]) => Promise<Made>;
  readonly record: (events: readonly Event[]) => unknown[];
  readonly words: Readonly<Record<string, readonly string[]>>;
}

const part = (...parts: object[]) => ({ candidates: [{ content: { role: "model", parts }, index: 0 }], modelVersion: "g" });
const geminiEnd = (finishReason: string, ...parts: object[]) => ({
  candidates: [{ content: { role: "model", parts }, finishReason, index: 0 }],
  usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 4, totalTokenCount: 7 },
});
const both = (one: object, other: object) => ({ candidates: [one, other], modelVersion: "g" });
const second = (text: string) => ({ content: { role: "model", parts: [{ text }] }, index: 1 });

const gemini: Case = {
  streams: {
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
  },
  ask: (events) => served.gemini(events),
  record: (events) => [...events],
  words: { finishReason: ["MALFORMED_FUNCTION_CALL", "SAFETY"], role: ["user"] },
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
const ollama: Case = {
  streams: {
    text: [said({ content: "It " }), said({ content: "rains" }), said({ content: " today." }), ollamaEnd],
    thinking: [said({ content: "", thinking: "Hm" }), said({ content: "", thinking: "." }), said({ content: "Yes" }), ollamaEnd],
    calls: [
      said({ content: "", tool_calls: [{ function: { name: "weather", arguments: { city: "Paris" } } }] }),
      said({
        content: "",
        tool_calls: [
          { function: { name: "weather", arguments: { city: "Rome" } } },
          { function: { name: "time", arguments: {} } },
        ],
      }),
      ollamaEnd,
    ],
    logprobs: [
      said({ content: "a" }, { logprobs: [{ token: "a", logprob: -0.5, top_logprobs: [{ token: "b", logprob: -1 }] }] }),
      ollamaEnd,
    ],
    failing: [said({ content: "It " }), { error: "out of memory" }],
    cut: [said({ content: "It " }), said({ content: "" }, { done: true, done_reason: "length" })],
  },
  ask: (events) => served.ollama(events),
  record: (events) => events.map((data) => ({ __type__: "ollama._types.ChatResponse", __data__: data })),
  words: { done_reason: ["load"], role: ["tool"] },
};

const tools = ["weather", "time"].map((name) => ({ type: "function", function: { name } }));

interface Verdict {
  readonly mutation: Mutation;
  readonly due: string | undefined;
  readonly told: readonly string[];
}

async function judged({ ask, record }: Case, mutation: Mutation): Promise<Verdict> {
  const made = await ask(mutation.events);
  const file = readRecordingFile(`${"0".repeat(64)}.json`, recordingText(record(mutation.events), true, { body: { tools } }));
  const told = check(file)
    .filter(({ code }) => code === "provider.failure" || !code.startsWith("hash."))
    .filter(({ code, severity }) => code === "provider.failure" || severity === "error" || severity === "warning")
    .map(({ code, message }) => `${code}: ${message}`);
  const differ = file.reassembled.disagreements.map(({ what }) => `clients differ: ${what}`);
  return { mutation, due: dueFor(made, file), told: [...told, ...differ] };
}

/** Why something must be said of this stream; undefined where nothing may. */
function dueFor(made: Made, file: RecordingInDocument): string | undefined {
  if (made.error !== null) return `raises ${made.error}`;
  const ours = shown(file);
  for (const key of ["text", "thoughts", "calls", "finish"] as const) {
    const [theirs, own] = [JSON.stringify(made[key]), JSON.stringify(ours[key])];
    if (theirs !== own) return `${key} is ${theirs} and we show ${own}`;
  }
  // Nothing raises where a stream breaks off, and the answer is half of one all the same.
  if (file.facts?.choices.some(({ finish }) => finish === undefined) === true) return "is cut off";
  if (file.reassembled.choices.length === 0 && file.reassembled.error === null) return "has no answer";
  return made.calls.some(({ name }) => typeof name !== "string" || name === "") ? "a call has no name" : undefined;
}

function shown({ reassembled: { choices } }: RecordingInDocument): Omit<Made, "error"> {
  const [choice] = choices;
  return {
    text: choice?.content?.text ?? "",
    thoughts: choice?.reasoning?.text ?? "",
    calls: (choice?.toolCalls ?? []).map(({ name, arguments: { text } }) => ({ name: name?.value, args: valueOf(text) })),
    finish: choice?.finishReason?.value ?? null,
  };
}

function valueOf(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    return text;
  }
}

/** Node's clients look into nothing, and Python's refuse what their classes do not hold: who reads a shape is replay. Words that end in failure are told, and no client raises them. Whether a tool was offered, the request says. */
const isJudgedElsewhere = (told: string): boolean => /^(chunk\.shape|provider\.failure|chunk\.envelope|tool\.unknown)/.test(told);

describe.each(Object.entries({ gemini, ollama }))("%s", (name, family) => {
  it("is shown as its client reads it, or said to be read otherwise", { timeout: 200_000 }, async () => {
    const random = seeded(7);
    const tried = Object.values(family.streams).flatMap((events) => [
      { kind: "none", what: "nothing", events },
      ...sample(mutations(events, { words: family.words }), 1000, random),
    ]);
    const verdicts: Verdict[] = [];
    for (const mutation of tried) verdicts.push(await judged(family, mutation));
    const missed = verdicts.filter(({ due, told }) => due !== undefined && told.length === 0);
    const untrue = verdicts.filter(({ due, told }) => due === undefined && !told.every(isJudgedElsewhere));
    const due = verdicts.filter((each) => each.due !== undefined).length;
    console.log(`${name}: ${verdicts.length} streams, ${due} due, ${missed.length} missed, ${untrue.length} false`);
    const inWords = ({ mutation, due, told }: Verdict) =>
      `${mutation.kind} ${mutation.what}: ${due ?? "alike"} | ${told.join("; ")}`;
    expect(missed.slice(0, 40).map(inWords)).toEqual([]);
    expect(untrue.slice(0, 40).map(inWords)).toEqual([]);
  });
});
