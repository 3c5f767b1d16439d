/** The shapes of `chunk.shape` are those of openai-python's own classes, which replay asks: what these refuse is found, and nothing else. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRecordingFile } from "../../server/src/formats/readDocument";
import { isObject } from "../../server/src/recording/json";
import { check } from "../../server/src/rules/check";
import { chunkType, completionType, recordingText } from "../support/recordings";
import { chatStreams } from "./support/chatStreams";
import { Clients } from "./support/clients";
import { mutations, type Event } from "./support/mutate";
import { Table } from "./support/table";

let clients: Clients;
beforeAll(async () => {
  clients = await Clients.start();
});
afterAll(() => clients.close());

const words = {
  role: ["user", "tool", ""],
  finish_reason: ["length", "eos", ""],
  object: ["chat.completion", "chat.completion.chunk", "text_completion", ""],
  type: ["function", "custom", ""],
  service_tier: ["default", "on_demand", "standard", "priority"],
};

const usage = {
  prompt_tokens: 8,
  completion_tokens: 4,
  total_tokens: 12,
  completion_tokens_details: { reasoning_tokens: 1, audio_tokens: null },
  prompt_tokens_details: { cached_tokens: 2 },
};
const common = { id: "chatcmpl-1", created: 1, model: "m", service_tier: "default", system_fingerprint: "fp", usage };
const token = { token: "Hi", logprob: -0.5, bytes: [72, 105] };
const logprobs = { content: [{ ...token, top_logprobs: [token] }], refusal: null };

const completions: readonly Event[] = [
  {
    ...common,
    object: "chat.completion",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: "Hi", refusal: null, annotations: [] },
        finish_reason: "stop",
        logprobs,
      },
    ],
  },
  {
    ...common,
    object: "chat.completion",
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: null,
          tool_calls: [
            { id: "call_1", type: "function", function: { name: "f", arguments: "{}" } },
            { id: "call_2", type: "custom", custom: { name: "g", input: "x" } },
          ],
          annotations: [
            { type: "url_citation", url_citation: { start_index: 0, end_index: 1, title: "T", url: "https://example.com" } },
          ],
          audio: { id: "audio_1", data: "AAAA", transcript: "Hi", expires_at: 9 },
        },
        finish_reason: "tool_calls",
        logprobs: null,
      },
    ],
  },
];

const textCompletion: Event = {
  id: "cmpl-1",
  object: "text_completion",
  created: 1,
  model: "m",
  usage,
  choices: [
    {
      index: 0,
      text: "Hi",
      finish_reason: "stop",
      logprobs: { tokens: ["Hi"], token_logprobs: [-0.5], top_logprobs: [{ Hi: -0.5 }], text_offset: [0] },
    },
  ],
};

interface Shape {
  readonly type: string;
  readonly streaming: boolean;
  readonly values: readonly Event[];
  /** What is not found although the class refuses it, and why, in words of the test's reader. */
  readonly silent: (value: Event) => boolean;
}

const shapes: Readonly<Record<string, Shape>> = {
  "chat.completion.chunk": {
    type: chunkType,
    streaming: true,
    values: [
      {
        ...common,
        object: "chat.completion.chunk",
        choices: [{ index: 0, delta: { content: "Hi" }, finish_reason: null, logprobs }],
      },
      ...Object.values(chatStreams).flat(),
    ],
    // Azure's filter results come without choices, and the usage with none.
    silent: ({ choices }) => Array.isArray(choices) && choices.length === 0,
  },
  "chat.completion": {
    type: completionType,
    streaming: false,
    values: completions,
    silent: ({ choices }) => Array.isArray(choices) && choices.length === 0,
  },
  // In a stream of them nothing says yet how it ends, at any provider.
  text_completion: {
    type: "openai.types.completion.Completion",
    streaming: false,
    values: [textCompletion],
    silent: ({ choices }) =>
      Array.isArray(choices) && choices.some((choice) => isObject(choice) && (choice.finish_reason ?? null) === null),
  },
};

/** The class reads it, and no client finds the choice by it. */
const hasIndexInText = /^(?:index in text|retype .*index to ")/;

describe("The shape of what OpenAI's clients take", () => {
  it.each(Object.entries(shapes))("is that of the client's own class: %s", async (name, { type, streaming, values, silent }) => {
    const all = values.flatMap((value) => mutations([value], { words }).filter(({ events }) => events.length === 1));
    const refusals = await clients.refusals(
      type,
      all.map(({ events }) => events[0]),
    );
    const table = new Table();
    for (const [at, { kind, what, events }] of all.entries()) {
      const value = events[0];
      if (value === undefined || silent(value) || hasIndexInText.test(what)) continue;
      const body = { __type__: type, __data__: value };
      const file = readRecordingFile("x.json", recordingText(streaming ? [body] : body, streaming));
      const found = check(file).filter(({ code }) => code === "chunk.shape" || code === "tool.index");
      const refused = refusals[at];
      const due = typeof refused === "string" ? [`refused at ${refused}`] : [];
      const alarms = found.filter(({ code }) => code === "chunk.shape").map(({ message }) => message);
      table.add(kind, what, { due, made: found.map(({ message }) => message), alarms });
    }
    table.print(`${name}, of ${all.length} mutations`);
    expect(table.wrong).toEqual([]);
  });
});
