/**
 * Decides, without asking any rule, whether a mutation matters. Three questions, in this order:
 *
 * 1. Does anybody see it? Replay and the client see: whether the file can be read, under which request it is found, whether it raises, streams
 *    or answers in one piece, each chunk's class, the joined answer (text, calls, finish, usage, data), and what the provider's own SDK makes
 *    of the stream. If all of that is as before, the mutation is `unseen`: nothing need be found.
 * 2. Could a provider have answered so, and the recorder written it down so? Then the file is a sound recording of another answer, and no
 *    reader can know: `words`. It could, if every answer is finished in its family's way, calls are whole and of offered tools, finish reasons go
 *    with calls, usage came where asked for, the stream flag is what was asked for, no chunk is of another class, the SDK reads it, and no
 *    value changed its type.
 * 3. Otherwise it is `broken`, and must be found.
 *
 * What no reader of the file alone can know, and therefore counts as words: the name of a Python class that is not there (there is no Python),
 * text that was lost between chunks, and new words in places where providers may invent some (stop reasons outside OpenAI's closed list).
 */
import { MessageStream } from "@anthropic-ai/sdk/lib/MessageStream";
import { ChatCompletionStream } from "openai/lib/ChatCompletionStream";
import { namingOf } from "../../../server/src/formats/ogx/naming";
import { newestScheme } from "../../../server/src/formats/ogx/schemes";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import type { RecordingInDocument } from "../../../server/src/recording/recordingDocument";
import type { Reassembled } from "../../../server/src/recording/reassembled";
import { sseEvents } from "../../../server/src/recording/families/sse";
import { parseNodeId } from "../../../server/src/pytest/nodeId";
import { sha256 } from "./samples";

/** What is wrong, as a rule's code might put it; one cause may have several names. */
export type Why = string;

export interface Seen {
  readonly file: RecordingInDocument;
  readonly fits: boolean;
  /** All that replay and client see, as one text to compare. */
  readonly all: string;
  /** The part of it that every client reads: what is in it cannot change its type and go unnoticed. */
  readonly essence: string;
  readonly wrong: ReadonlySet<Why>;
}

const json = (value: unknown): string => (value === undefined ? "undefined" : JSON.stringify(value));
const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (node, key): unknown => (typeof node === "object" && node !== null ? (node as Record<string, unknown>)[key] : undefined),
    value,
  );

export async function look(name: string, text: string): Promise<Seen> {
  const file = readRecordingFile(name, text);
  const { reassembled, recording } = file;
  const { value } = file.document.source;
  const fits = namingOf(file, sha256)?.fits.includes(newestScheme) === true;
  const sdk = await askSdk(file);
  const parts = {
    syntax: file.document.source.problem?.kind,
    fits,
    testId: at(value, "test_id"),
    response: { ...(at(value, "response") as object), body: undefined },
    list: Array.isArray(at(value, "response", "body")),
    classes: (recording?.chunks ?? []).map(({ type, dataPath, path }) => `${String(type)} ${dataPath.length - path.length}`),
    answer: withoutPlaces(reassembled),
    sdk,
  };
  return { file, fits, all: json(parts), essence: json(essence(file, parts)), wrong: new Set(wrongOf(file, fits, sdk)) };
}

/**
 * Not in it: the words of a failure, which replay raises whatever they are, and the attributes of plain data that nobody joins (a model's owner, a
 * tool's result), which replay hands through.
 */
function essence(file: RecordingInDocument, parts: Readonly<Record<string, unknown>>): unknown {
  const { response } = file.recording ?? {};
  if (response?.exception !== undefined || (response?.status ?? 200) >= 400)
    return { syntax: parts.syntax, fits: parts.fits, testId: parts.testId };
  const { data } = file.reassembled;
  if (data === undefined) return parts;
  const models = (at(data, "models") ?? []) as readonly { readonly id: unknown }[];
  return { ...parts, answer: [at(data, "vectors"), models.map(({ id }) => id)] };
}

/** The answer, without which chunk said what. */
function withoutPlaces(answer: Reassembled): unknown {
  return {
    ...answer,
    data: answer.data,
    disagreements: answer.disagreements.map(({ readings }) => readings),
    choices: answer.choices.map((choice) => ({
      ...choice,
      content: choice.content?.text,
      reasoning: choice.reasoning?.text,
      refusal: choice.refusal?.text,
      toolCalls: choice.toolCalls.map((call) => [call.index, call.id?.value, call.name?.value, call.arguments.text]),
      annotations: choice.annotations.map(({ value }) => value),
      items: choice.items.map(({ type, value }) => [type, value]),
      logprobs: choice.logprobs.map(({ token, logprob }) => [token, logprob]),
      finishReason: choice.finishReason?.value,
    })),
  };
}

/** What the provider's own SDK makes of a stream: its answer, or that it gives up. */
async function askSdk(file: RecordingInDocument): Promise<string> {
  const chunks = file.recording?.chunks ?? [];
  if (file.recording?.response.isStreaming !== true || chunks.length > 60) return "";
  try {
    if (file.family.id === "openai.chat") {
      return json(
        (await ChatCompletionStream.fromReadableStream(lines(chunks.map(({ data }) => data))).finalChatCompletion()).choices,
      );
    }
    if (file.family.id === "anthropic.messages") {
      const events = sseEvents(chunks).flatMap(({ event, value }) => (event === undefined || event === "ping" ? [] : [value]));
      return json((await MessageStream.fromReadableStream(lines(events)).finalMessage()).content);
    }
  } catch (error) {
    // openai-python reads an answer without a role, and calls without a type.
    return /^tool call snapshot missing `type`|^missing (role|choices\[\d+\]\.tool_calls\[\d+\]\.type)/.test(
      (error as Error).message,
    )
      ? "lacks a word"
      : "gives up";
  }
  return "";
}

function lines(values: readonly unknown[]): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(values.map((value) => `${json(value)}\n`).join(""));
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}

const openaiWords = ["stop", "length", "tool_calls", "content_filter", "function_call"];

function* wrongOf(file: RecordingInDocument, fits: boolean, sdk: string): Generator<Why> {
  const { reassembled: answer, recording } = file;
  const { value } = file.document.source;
  if (file.document.source.problem !== undefined) yield "syntax";
  if (file.document.source.problem !== undefined) return;
  if (!fits) yield "name";
  if (recording === undefined) yield "envelope";
  if (recording === undefined) return;
  const testId = at(value, "test_id");
  if (typeof testId === "string" && parseNodeId(testId) === undefined) yield "test id";
  const own = at(value, "request", "test_id");
  if (typeof own === "string" && typeof testId === "string" && own !== testId) yield "test id";
  const response = at(value, "response");
  const [streaming, body] = [at(response, "is_streaming"), at(response, "body")];
  if (typeof streaming !== "boolean" || recording.request === undefined) yield "envelope";
  if (at(response, "is_exception") === true || (recording.response.status ?? 200) >= 400) return;
  const hasNone = body === undefined || body === null || (streaming === true && !Array.isArray(body));
  if (hasNone) yield "envelope";
  if (hasNone) return;
  const asked = at(value, "request", "body", "stream") ?? at(value, "request", "payload", "stream");
  if (typeof asked === "boolean" && asked !== streaming) yield "flag";
  if (sdk === "gives up") yield "order";
  yield* wrongClasses(file);
  if (streaming === true && Array.isArray(body) && body.length === 0) yield "empty";
  if (answer.choices.length > 0 || streaming === true) yield* wrongAnswer(file, answer);
}

function* wrongClasses(file: RecordingInDocument): Generator<Why> {
  const chunks = file.recording?.chunks ?? [];
  const kinds = new Set(
    chunks.map(({ type, data }) =>
      typeof data === "string" ? "line" : file.family.mixesTypes === true ? typeof type : (type ?? "none"),
    ),
  );
  if (kinds.size > 1) yield "class";
  if (
    file.recording?.response.isStreaming === true &&
    chunks.some(({ data }) => typeof data !== "object" && typeof data !== "string")
  )
    yield "class";
}

function* wrongAnswer({ family, recording, document }: RecordingInDocument, answer: Reassembled): Generator<Why> {
  const { value } = document.source;
  const tools =
    at(value, "request", "body", "tools") ??
    at(value, "request", "payload", "tools") ??
    at(value, "request", "body", "config", "tools");
  const offered = json(tools ?? []);
  if (answer.choices.length === 0) yield "unfinished";
  for (const { finishReason, toolCalls } of answer.choices) {
    if (!isFinished(family.id, finishReason?.value, recording)) yield "unfinished";
    if (family.id === "openai.chat" && finishReason !== null && !openaiWords.includes(finishReason.value)) yield "finish word";
    if (["tool_calls", "tool_use"].includes(finishReason?.value ?? "") && toolCalls.length === 0) yield "no calls";
    if (
      toolCalls.length > 0 &&
      ["stop", "end_turn"].includes(finishReason?.value ?? "") &&
      /^(openai\.chat|anthropic)/.test(family.id)
    )
      yield "finish";
    for (const call of toolCalls) {
      const needsId = /^(openai|anthropic)/.test(family.id);
      if ((needsId && call.id === null) || call.name === null) yield "incomplete";
      else if (!offered.includes(json(call.name.value))) yield "unknown tool";
      if (!isObjectText(call.arguments.text)) yield "arguments";
    }
  }
  for (const { what } of answer.disagreements) if (/^(name|id) of/.test(what)) yield `disagreement ${what}`;
  const asksUsage = at(value, "request", "body", "stream_options", "include_usage") === true;
  if (asksUsage && recording?.response.isStreaming === true && answer.usage === null) yield "usage";
}

/** Ollama says `done`, and how only if it likes; the status of a response or interaction may be left out, its last event not. */
function isFinished(family: string, finish: string | undefined, recording: RecordingInDocument["recording"]): boolean {
  const end = (recording?.chunks ?? [])
    .slice(-6)
    .map(({ data }) => json(data))
    .join("");
  if (family.startsWith("ollama.")) return end.includes('"done":true');
  const streams = recording?.response.isStreaming === true;
  if (family === "openai.responses") return !streams || /"response\.(completed|failed|incomplete)"/.test(end);
  if (family === "gemini.interactions") return !streams || /interaction\.completed?\b/.test(end);
  return finish !== undefined;
}

function isObjectText(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

export type Verdict = { readonly kind: "unseen" | "words" } | { readonly kind: "broken"; readonly why: readonly Why[] };

/** `kind` is the mutation's: a value of another type is nothing that a provider says, and a key that stands twice says two things. */
export function judge(kind: string, before: Seen, after: Seen): Verdict {
  if (kind === "duplicate key") return { kind: "broken", why: ["duplicate key"] };
  const why = [...after.wrong].filter((each) => !before.wrong.has(each));
  if (why.length > 0) return { kind: "broken", why };
  if (before.all === after.all) return { kind: "unseen" };
  // A format that nobody knows is shown as it is and accused of nothing; plain HTTP may answer with any text.
  if (after.file.family.id === "unknown" && before.file.recording?.request?.kind === "http") return { kind: "words" };
  return kind === "retype" && before.essence !== after.essence ? { kind: "broken", why: ["type"] } : { kind: "words" };
}
