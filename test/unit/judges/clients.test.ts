/**
 * The providers' own clients talk over real HTTP to the sample's provider, which speaks their formats. What came over the wire is
 * recorded, and our reading of the recording is what the client itself gave.
 */
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI, type GenerateContentResponse } from "@google/genai";
import { Ollama } from "ollama";
import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Reassembled } from "../../../server/src/recording/reassembled";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { recordingText } from "../../support/recordings";
import { startSampleProvider, type RunningProvider } from "../../support/sampleProvider";
import { wireRecorder, type WireRecorder } from "../../support/wireRecorder";

const model = "sample/large=2026-01";
const capital = "What is the capital of Japan?";
const weather = "Is it warmer in Paris or in Lima?";
const parameters = { type: "object" as const, properties: { city: { type: "string" }, days: { type: "integer" } } };

let provider: RunningProvider;
let recorder: WireRecorder;

beforeAll(async () => {
  provider = await startSampleProvider();
}, 60_000);
afterAll(() => provider.stop());
beforeEach(() => {
  recorder = wireRecorder();
  vi.stubGlobal("fetch", recorder.fetch);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** An answer as a client gives it. */
interface Seen {
  readonly family: string;
  readonly content: string;
  readonly reasoning?: string;
  readonly calls?: readonly { readonly id?: string | null | undefined; readonly name: string; readonly input: unknown }[];
  readonly finish?: string | null | undefined;
  readonly usage?: readonly (number | null | undefined)[];
}

/** The one recording of this test, in the same words. */
async function recorded(): Promise<Seen> {
  const files = await recorder.recordings();
  expect(files).toHaveLength(1);
  const [file] = files;
  expect(file?.problems).toEqual([]);
  for (const chunk of file?.recording?.chunks ?? []) expect(file?.family.validate(chunk)).toEqual([]);
  return seen(file?.reassembled);
}

function seen(answer: Reassembled | undefined): Seen {
  const [choice] = answer?.choices ?? [];
  return {
    family: answer?.family ?? "",
    content: choice?.content?.text ?? "",
    reasoning: choice?.reasoning?.text ?? "",
    calls: (choice?.toolCalls ?? []).map((call) => ({
      id: call.id?.value ?? null,
      name: call.name?.value ?? "",
      input: JSON.parse(call.arguments.text) as unknown,
    })),
    finish: choice?.finishReason?.value ?? null,
    usage: [answer?.usage?.inputTokens, answer?.usage?.outputTokens],
  };
}

describe("an Anthropic client", () => {
  const ask = (question: string, options: object) =>
    new Anthropic({ baseURL: provider.url, apiKey: "none" }).messages.stream({
      model,
      max_tokens: 2000,
      messages: [{ role: "user", content: question }],
      ...options,
    });

  it.each([
    ["text after thoughts", capital, { thinking: { type: "enabled", budget_tokens: 1024 } }],
    ["tool uses", weather, { tools: [{ name: "get_weather", input_schema: parameters }] }],
  ])("gets %s", async (_, question, options) => {
    const { content, stop_reason, usage } = await ask(question, options).finalMessage();

    expect(await recorded()).toEqual({
      family: "anthropic.messages",
      content: content.map((block) => (block.type === "text" ? block.text : "")).join(""),
      reasoning: content.map((block) => (block.type === "thinking" ? block.thinking : "")).join(""),
      calls: content.flatMap((block) =>
        block.type === "tool_use" ? { id: block.id, name: block.name, input: block.input } : [],
      ),
      finish: stop_reason,
      usage: [usage.input_tokens, usage.output_tokens],
    });
    expect(stop_reason).toBe(question === weather ? "tool_use" : "end_turn");
  });

  it("gets a whole message", async () => {
    const client = new Anthropic({ baseURL: provider.url, apiKey: "none" });
    const message = await client.messages.create({ model, max_tokens: 9, messages: [{ role: "user", content: capital }] });
    const [block] = message.content;

    expect(await recorded()).toMatchObject({ content: block?.type === "text" ? block.text : "none", finish: "end_turn" });
  });
});

describe("a Gemini client", () => {
  const client = () => new GoogleGenAI({ apiKey: "none", httpOptions: { baseUrl: provider.url } });
  const tools = [{ functionDeclarations: [{ name: "get_weather" }] }];
  const seenIn = (chunks: readonly GenerateContentResponse[]): Seen => {
    const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
    const usage = chunks.at(-1)?.usageMetadata;
    return {
      family: "gemini.generate",
      content: parts.map((part) => (part.thought === true ? "" : (part.text ?? ""))).join(""),
      reasoning: parts.map((part) => (part.thought === true ? (part.text ?? "") : "")).join(""),
      calls: chunks
        .flatMap((chunk) => chunk.functionCalls ?? [])
        .map(({ name, args }) => ({ id: null, name: name ?? "", input: args })),
      finish: chunks.at(-1)?.candidates?.[0]?.finishReason,
      usage: [usage?.promptTokenCount, usage?.candidatesTokenCount],
    };
  };

  it.each([
    ["text after thoughts", capital, { thinkingConfig: { includeThoughts: true } }],
    ["function calls", weather, { tools }],
  ])("gets %s", async (_, contents, config) => {
    const chunks: GenerateContentResponse[] = [];
    for await (const chunk of await client().models.generateContentStream({ model: "sample", contents, config }))
      chunks.push(chunk);

    expect(await recorded()).toEqual(seenIn(chunks));
    expect(chunks.length).toBeGreaterThan(1);
  });

  it("gets a whole answer", async () => {
    const answer = await client().models.generateContent({ model: "sample", contents: capital });

    expect(await recorded()).toEqual(seenIn([answer]));
  });

  it("gets an interaction step by step", async () => {
    const content: string[] = [];
    const reasoning: string[] = [];
    let last: { status?: string; usage?: { total_input_tokens?: number; total_output_tokens?: number } } = {};
    for await (const event of await client().interactions.create({ model, input: capital, stream: true })) {
      if (event.event_type === "interaction.completed") last = event.interaction as typeof last;
      if (event.event_type !== "step.delta") continue;
      if (event.delta.type === "text") content.push(event.delta.text);
      if (event.delta.type === "thought_summary" && event.delta.content?.type === "text")
        reasoning.push(event.delta.content.text);
    }

    expect(await recorded()).toEqual({
      family: "gemini.interactions",
      content: content.join(""),
      reasoning: reasoning.join(""),
      calls: [],
      finish: last.status,
      usage: [last.usage?.total_input_tokens, last.usage?.total_output_tokens],
    });
    expect(content.length).toBeGreaterThan(1);
  });

  it("gets a whole interaction that asks for a function", async () => {
    const tool = { type: "function" as const, name: "get_weather", parameters };
    const interaction = await client().interactions.create({ model, input: weather, tools: [tool] });

    const calls = interaction.steps.flatMap((step) => (step.type === "function_call" ? step : []));
    expect(await recorded()).toMatchObject({
      calls: calls.map(({ id, name, arguments: input }) => ({ id, name, input })),
      finish: interaction.status,
    });
    expect(calls).toHaveLength(2);
  });
});

describe("an Ollama client", () => {
  const client = () => new Ollama({ host: provider.url });
  const tools = [{ type: "function", function: { name: "get_weather", description: "", parameters: { type: "object" } } }];

  it.each([
    ["text after thoughts", capital, { think: true }],
    ["tool calls", weather, { tools }],
  ])("gets %s in a chat", async (_, content, options) => {
    const messages = [{ role: "user", content }];
    const parts = [];
    for await (const part of await client().chat({ model, messages, stream: true, ...options })) parts.push(part);

    const last = parts.at(-1);
    expect(await recorded()).toEqual({
      family: "ollama.chat",
      content: parts.map(({ message }) => message.content).join(""),
      reasoning: parts.map(({ message }) => message.thinking ?? "").join(""),
      calls: parts
        .flatMap(({ message }) => message.tool_calls ?? [])
        .map((call) => ({ id: null, name: call.function.name, input: call.function.arguments })),
      finish: last?.done_reason,
      usage: [last?.prompt_eval_count, last?.eval_count],
    });
    expect(parts.length).toBeGreaterThan(2);
  });

  it("gets a whole chat answer", async () => {
    const answer = await client().chat({ model, messages: [{ role: "user", content: weather }], tools });

    const calls = (answer.message.tool_calls ?? []).map((call) => ({ name: call.function.name, input: call.function.arguments }));
    expect(await recorded()).toMatchObject({ family: "ollama.chat", calls, finish: "stop" });
    expect(calls).toHaveLength(2);
  });

  it("gets a completion", async () => {
    const parts = [];
    for await (const part of await client().generate({ model, prompt: capital, stream: true })) parts.push(part);

    expect(await recorded()).toMatchObject({
      family: "ollama.generate",
      content: parts.map(({ response }) => response).join(""),
      finish: "stop",
      usage: [parts.at(-1)?.prompt_eval_count, parts.at(-1)?.eval_count],
    });
  });
});

describe("an OpenAI client", () => {
  it("gets a text completion", async () => {
    const client = new OpenAI({ baseURL: `${provider.url}/v1`, apiKey: "none" });
    const options = { stream: true as const, stream_options: { include_usage: true } };
    const parts = [];
    for await (const part of await client.completions.create({ model, prompt: capital, ...options })) parts.push(part);

    // Of this client the recorder keeps the objects that it gives, not the lines it reads.
    const chunks = parts.map((data) => ({ __type__: "openai.types.completion.Completion", __data__: data }));
    const { reassembled } = readRecordingFile("x.json", recordingText(chunks, true, { endpoint: "/v1/completions" }));
    const usage = parts.at(-1)?.usage;
    expect(seen(reassembled)).toMatchObject({
      family: "openai.completions",
      content: parts.map(({ choices }) => choices[0]?.text ?? "").join(""),
      finish: "stop",
      usage: [usage?.prompt_tokens, usage?.completion_tokens],
    });
    expect(parts.length).toBeGreaterThan(2);
  });
});
