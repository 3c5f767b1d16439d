/**
 * Streams of other providers, damaged one event or field at a time, against their own clients, Node's and Python's: where a client raises or makes
 * another answer of a stream than the one that is shown, there is a finding or a disagreement; where it reads the same, there is none.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readRecordingFile } from "../../server/src/formats/readDocument";
import { frame, textHeader } from "../support/eventStream";
import { recordingText } from "../support/recordings";
import { event, frameOf, openSent } from "../support/sent";
import { verdictsOn, type Case } from "./support/judged";
import { PythonLines } from "./support/lines";
import type { Event } from "./support/mutate";
import { bedrockStreams, cohereStreams, geminiStreams, mistralStreams, ollamaStreams } from "./support/otherStreams";
import { Served, type Made } from "./support/served";

let served: Served;
let python: PythonLines | undefined;
beforeAll(async () => {
  // The clients' advice to programmers, thousands of times.
  vi.spyOn(console, "warn").mockReturnValue(undefined);
  served = await Served.start();
  python = await PythonLines.start("others", "others.py").catch((error: unknown) => {
    console.error(`Python's clients judge nothing, for they cannot be installed: ${String(error)}`);
    return undefined;
  });
});
afterAll(async () => {
  python?.stop();
  await served.close();
});

const named = ["weather", "time"].map((name) => ({ name }));
const tools = named.map((each) => ({ type: "function", function: each }));
const file = (chunks: readonly unknown[]) =>
  readRecordingFile(`${"0".repeat(64)}.json`, recordingText(chunks, true, { body: { tools } }));

/** What a Python client makes of what is served. */
const asked = (client: string): Promise<Made> => python!.ask<Made>({ client, url: served.url });

const gemini = {
  streams: geminiStreams,
  open: file,
  words: { finishReason: ["MALFORMED_FUNCTION_CALL", "SAFETY"], role: ["user"] },
};
const ollama = {
  streams: ollamaStreams,
  open: (events: readonly Event[]) => file(events.map((data) => ({ __type__: "ollama._types.ChatResponse", __data__: data }))),
  words: { done_reason: ["load"], role: ["tool"] },
};

const ofNode: Readonly<Record<string, Case>> = {
  gemini: { ...gemini, each: 1000, ask: (events) => served.gemini(events) },
  ollama: { ...ollama, each: 1000, ask: (events) => served.ollama(events) },
};

/** What rules say of the meaning of calls, which clients hand on unread, and how two other clients differ. */
const ofOthers = /^(clients differ|tool\.(arguments|incomplete|no-calls|repeated-name))/;

/** An event of a stream of Amazon's: its one field names it. */
const inFrame = (data: Event): readonly [string, unknown] => Object.entries(data)[0] ?? ["", {}];
const bytesOf = (data: Event): Uint8Array => {
  const [type, payload] = inFrame(data);
  const headers = { ":event-type": type, ":content-type": "application/json", ":message-type": "event" };
  return frame(
    Object.entries(headers).map(([name, value]) => textHeader(name, value)),
    JSON.stringify(payload),
  );
};

const ofPython: Readonly<Record<string, Case>> = {
  gemini: {
    ...gemini,
    each: 60,
    // Python's has a class for code that was run, and looks into it.
    without: /executableCode/,
    unjudged: ofOthers,
    ask: (events) => {
      served.serveEvents(events);
      return asked("gemini");
    },
  },
  ollama: {
    ...ollama,
    each: 60,
    // No reason and an empty one are the same.
    without: /^empty .*done_reason/,
    unjudged: ofOthers,
    ask: (events) => {
      served.serveLines(events);
      return asked("ollama");
    },
  },
  bedrock: {
    streams: bedrockStreams,
    each: 200,
    // A frame always holds an object, and a stream of counts alone begins nowhere.
    without: /^(?:null|retype)(?: everywhere)? (?:\d+\.)?(?:message|contentBlock|metadata)\w*(?: to |$)|^begin with/,
    unjudged: ofOthers,
    ask: (events) => {
      served.serve(Buffer.concat(events.map(bytesOf)), "application/vnd.amazon.eventstream");
      return asked("bedrock");
    },
    open: (events) =>
      openSent({
        url: "https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/converse-stream",
        request: { toolConfig: { tools: named.map((toolSpec) => ({ toolSpec })) } },
        body: events.map((data) => frameOf(...inFrame(data))),
      }),
    words: { stopReason: ["guardrail_intervened"], role: ["user"] },
  },
  cohere: {
    streams: cohereStreams,
    each: 200,
    // What the client drops without a word nobody misses here; what calls begin with is shown, and a program that follows the documentation passes over it.
    without: /type to "tool-call-start"$/,
    unjudged: new RegExp(`${ofOthers.source}|^chunk\\.sse`),
    ask: (events) => {
      served.serveEvents(events);
      return asked("cohere");
    },
    open: (events) =>
      openSent({
        url: "https://api.cohere.com/v2/chat",
        request: { stream: true, tools },
        body: events.map((data) => event(data)),
      }),
    words: { finish_reason: ["ERROR"], role: ["user"], type: ["content-delta", "tool-call-delta"] },
  },
  mistral: {
    streams: mistralStreams,
    each: 200,
    // The format is OpenAI's, whose clients are asked elsewhere; Mistral's refuses what lacks any field of its classes, so such streams do not occur.
    unjudged: new RegExp(`${ofOthers.source}|openai-|^tool.index`),
    refuses: /ResponseValidationError/,
    // Thoughts are shown whatever kind of part they call themselves.
    without: /content\.0\.(?:type|thinking\.0)|everywhere type$/,
    ask: (events) => {
      served.serveEvents(events);
      return asked("mistral");
    },
    open: (events) =>
      openSent({
        url: "https://api.mistral.ai/v1/chat/completions",
        request: { stream: true, tools },
        body: events.map((data) => event(data)),
      }),
    words: { finish_reason: ["error"], role: ["user"] },
  },
};

const expectTrue = async (name: string, family: Case): Promise<void> => {
  const { missed, untrue } = await verdictsOn(name, family);
  expect(untrue).toEqual([]);
  expect(missed).toEqual([]);
};

describe.each(Object.entries(ofNode))("%s", (name, family) => {
  it("is shown as Node's client reads it, or said to be read otherwise", { timeout: 200_000 }, () => expectTrue(name, family));
});

describe.each(Object.entries(ofPython))("%s", (name, family) => {
  it("is shown as Python's client reads it, or said to be read otherwise", { timeout: 200_000 }, async ({ skip }) => {
    if (python === undefined) return skip();
    await expectTrue(`${name} (Python)`, family);
  });
});
