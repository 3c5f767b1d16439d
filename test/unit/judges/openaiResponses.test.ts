/** What npm `openai`'s ResponseStream makes of a response's events, next to what the model makes of them. */
import { ResponseStream } from "openai/lib/responses/ResponseStream";
import type { Response, ResponseCreateParamsStreaming, ResponseStreamEvent } from "openai/resources/responses/responses";
import fc from "fast-check";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Reassembled } from "../../../server/src/recording/reassembled";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { recordingText } from "../../support/recordings";
import * as responses from "../../support/responseStream";
import { startSampleProvider, type RunningProvider } from "../../support/sampleProvider";

const texts = fc.string({ unit: "grapheme", maxLength: 12 });
const annotation = fc.record({ type: fc.constant("url_citation"), url: fc.webUrl(), title: texts });
const part = fc.oneof(
  fc.tuple(texts, fc.array(annotation, { maxLength: 2 })).map(([text, annotations]) => responses.outputText(text, annotations)),
  texts.map(responses.refusal),
);
const item = fc.oneof(
  fc.array(part, { maxLength: 3 }).map((parts) => (id: string) => responses.message(id, ...parts)),
  fc.tuple(fc.array(texts, { maxLength: 2 }), fc.array(texts, { maxLength: 2 })).map(
    ([summaries, said]) =>
      (id: string) =>
        responses.reasoning(id, summaries, said),
  ),
  fc.tuple(texts, texts).map(
    ([name, args]) =>
      (id: string) =>
        responses.functionCall(id, name, args),
  ),
  fc.tuple(texts, texts).map(
    ([name, input]) =>
      (id: string) =>
        responses.customCall(id, name, input),
  ),
  texts.map((args) => (id: string) => ({
    type: "mcp_call",
    id,
    name: "search",
    server_label: "s",
    arguments: args,
    output: "found",
  })),
  texts.map((code) => (id: string) => ({
    type: "code_interpreter_call",
    id,
    code,
    container_id: "c",
    outputs: [],
    status: "completed",
  })),
  fc.constant((id: string) => ({ type: "web_search_call", id, status: "completed", action: { type: "search", query: "q" } })),
);
const output = fc.array(item, { maxLength: 4 }).map((items) => items.map((make, at) => make(`item_${at}`)));
const cut = fc
  .integer({ min: 1, max: 5 })
  .map(
    (length) => (text: string) =>
      Array.from(text).flatMap((_, at, all) => (at % length === 0 ? [all.slice(at, at + length).join("")] : [])),
  );

describe("on any stream of a response", () => {
  it("the model sees what openai-node sees, whether events were kept as objects or as lines", async () => {
    let events = 0;
    await fc.assert(
      fc.asyncProperty(output, cut, async (items, cutter) => {
        const sent = responses.responseEvents(items, cutter);
        events += sent.length;
        const judged = seenByNode(await finalResponse(sent));
        expect(seenByUs(readRecordingFile("x.json", responses.responseRecording(sent)).reassembled)).toEqual(judged);
        expect(seenByUs(readRecordingFile("x.json", responses.responseLines(sent)).reassembled)).toEqual(judged);
      }),
      { numRuns: 150 },
    );
    console.log(`150 responses as openai-node sees them, ${events} events`);
  });

  it("of which only a part came, the model sees what openai-node has seen by then", async () => {
    await fc.assert(
      fc.asyncProperty(output, cut, fc.nat({ max: 40 }), async (items, cutter, most) => {
        const sent = responses.responseEvents(items, cutter).slice(0, Math.max(1, most));
        const judged = seenByNode(await finalResponse(sent));
        expect(seenByUs(readRecordingFile("x.json", responses.responseRecording(sent)).reassembled)).toEqual(judged);
      }),
      { numRuns: 150 },
    );
  });
});

type Asked = Omit<ResponseCreateParamsStreaming, "stream" | "model">;

/** Requests that together bring every kind of item that the sample's provider has. */
const asked: readonly (readonly [what: string, request: Asked])[] = [
  ["a text", { input: "How big is Tokyo?" }],
  ["a refusal", { input: "Open the lock" }],
  ["reasoning before the text", { input: "How big is Tokyo?", reasoning: { summary: "auto" } }],
  ["a text cut off", { input: "How big is Tokyo?", max_output_tokens: 16 }],
  ["a failure", { input: "Please fail" }],
  [
    "calls that a client has to answer",
    {
      input: "Look it up",
      tools: [
        { type: "function", name: "lookup", parameters: {}, strict: false },
        { type: "custom", name: "sql" },
      ],
    },
  ],
  [
    "tools that the provider runs, and a citation",
    {
      input: "Use them all",
      tools: [
        { type: "web_search" },
        { type: "file_search", vector_store_ids: ["vs"] },
        { type: "code_interpreter", container: { type: "auto" } },
        { type: "image_generation" },
        { type: "mcp", server_label: "almanac", server_url: "https://almanac.example" },
      ],
    },
  ],
];

describe("on responses that the official client got from the sample's provider", { timeout: 60_000 }, () => {
  let provider: RunningProvider;
  let client: OpenAI;
  beforeAll(async () => {
    provider = await startSampleProvider();
    client = new OpenAI({ baseURL: `${provider.url}/v1`, apiKey: "none", maxRetries: 0 });
  }, 60_000);
  afterAll(() => provider.stop());

  it.each(asked)("the model sees %s as openai-node sees it, streamed and whole", async (_, request) => {
    const params = { ...request, model: "sample/large" };
    const events: ResponseStreamEvent[] = [];
    for await (const event of await client.responses.create({ ...params, stream: true })) events.push(event);
    const judged = seenByNode(await client.responses.stream(params).finalResponse());
    const streamed = readRecordingFile("x.json", responses.responseRecording(events.map((event) => ({ ...event }))));
    expect(seenByUs(streamed.reassembled)).toEqual(judged);
    expect(streamed.reassembled).toMatchObject({ model: "sample/large", streaming: true, notes: { length: events.length } });
    const whole = await client.responses.create(params);
    const type = "openai.types.responses.response.Response";
    const recorded = recordingText({ __type__: type, __data__: whole }, false, { endpoint: "/v1/responses" });
    expect(seenByUs(readRecordingFile("x.json", recorded).reassembled)).toEqual(judged);
    for (const text of [responses.responseRecording(events.map((event) => ({ ...event }))), recorded]) {
      const file = readRecordingFile("x.json", text);
      expect(file.recording!.chunks.flatMap((chunk) => file.family.validate(chunk))).toEqual([]);
    }
  });
});

async function finalResponse(events: readonly object[]): Promise<Response> {
  const lines = events.map((event) => `${JSON.stringify(event)}\n`);
  return ResponseStream.fromReadableStream(new Blob(lines).stream()).finalResponse();
}

interface Seen {
  readonly content: string;
  readonly refusal: string;
  readonly reasoning: string;
  readonly calls: readonly (readonly [id: string, name: string, input: string])[];
  readonly annotations: readonly unknown[];
  readonly items: readonly unknown[];
  readonly finish: string | null;
  readonly usage: readonly (number | null)[] | null;
}

function seenByUs({ choices: [choice], usage }: Reassembled): Seen {
  return {
    content: choice?.content?.text ?? "",
    refusal: choice?.refusal?.text ?? "",
    reasoning: choice?.reasoning?.text ?? "",
    calls: (choice?.toolCalls ?? []).map((call) => [call.id?.value ?? "", call.name?.value ?? "", call.arguments.text]),
    annotations: (choice?.annotations ?? []).map(({ value }) => value),
    items: (choice?.items ?? []).map(({ value }) => value),
    finish: choice?.finishReason?.value ?? null,
    usage: usage && [usage.inputTokens, usage.outputTokens, usage.totalTokens],
  };
}

function seenByNode(final: Response): Seen {
  const parts = final.output.flatMap((each) => (each.type === "message" ? each.content : []));
  const thoughts = final.output.flatMap((each) => (each.type === "reasoning" ? [...each.summary, ...(each.content ?? [])] : []));
  return {
    content: parts.map((each) => (each.type === "output_text" ? each.text : "")).join(""),
    refusal: parts.map((each) => (each.type === "refusal" ? each.refusal : "")).join(""),
    reasoning: thoughts
      .map(({ text }) => text)
      .filter((text) => text !== "")
      .join("\n\n"),
    calls: final.output.flatMap((each) =>
      each.type === "function_call"
        ? [[each.call_id, each.name, each.arguments] as const]
        : each.type === "custom_tool_call"
          ? [[each.call_id, each.name, each.input] as const]
          : [],
    ),
    annotations: parts.flatMap((each) => (each.type === "output_text" ? each.annotations : [])),
    items: final.output.filter(({ type }) => !["message", "reasoning", "function_call", "custom_tool_call"].includes(type)),
    finish: finishSeenByNode(final),
    usage: final.usage ? [final.usage.input_tokens, final.usage.output_tokens, final.usage.total_tokens] : null,
  };
}

function finishSeenByNode({ status, incomplete_details: details }: Response): string | null {
  if (status === undefined || status === "in_progress") return null;
  return details?.reason === undefined ? status : `${status}: ${details.reason}`;
}
