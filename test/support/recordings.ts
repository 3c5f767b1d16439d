/** Recordings for tests, spelled as the recorder writes them: takes a few values and returns the text of a file. */

export interface EnvelopeOptions {
  readonly testId?: string | null;
  readonly model?: string;
  readonly url?: string;
  readonly endpoint?: string;
  /** Merged into the request body made from the other options. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Merged into the response: `status`, `is_exception` … */
  readonly response?: Readonly<Record<string, unknown>>;
}

export const chunkType = "openai.types.chat.chat_completion_chunk.ChatCompletionChunk";
export const completionType = "openai.types.chat.chat_completion.ChatCompletion";

/** A value as Python's recorder writes it: two-space indentation, ASCII only, a final newline. */
export function pythonJson(value: unknown): string {
  const json = JSON.stringify(value, null, 2);
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`) + "\n";
}

/** A whole recording around any response body. */
export function recordingText(body: unknown, streaming: boolean, options: EnvelopeOptions = {}): string {
  return pythonJson(recordingValue(body, streaming, options));
}

/** The same, as a value that a test can damage. */
export function recordingValue(body: unknown, streaming: boolean, options: EnvelopeOptions = {}) {
  const model = options.model ?? "gpt-4o";
  const endpoint = options.endpoint ?? "/v1/chat/completions";
  return {
    test_id: options.testId === undefined ? "tests/test_chat.py::test_hello" : options.testId,
    request: {
      method: "POST",
      url: options.url ?? `https://api.example.com${endpoint}`,
      headers: {},
      body: { model, messages: [{ role: "user", content: "Hello" }], ...(streaming ? { stream: true } : {}), ...options.body },
      endpoint,
      model,
    },
    response: { body, is_streaming: streaming, ...options.response },
    id_normalization_mapping: {},
  };
}

/** One chunk in its envelope; `data` is merged into a chunk with no choices. */
export function chatChunk(data: Readonly<Record<string, unknown>>) {
  return {
    __type__: chunkType,
    __data__: {
      id: "rec-0123456789ab",
      choices: [] as unknown,
      created: 0,
      model: "gpt-4o-2024-08-06",
      object: "chat.completion.chunk",
      usage: null as unknown,
      ...data,
    },
  };
}

/** A chunk with one choice that adds `delta`, by default with the role of the assistant, which many providers repeat in every chunk. */
export function deltaChunk(delta: unknown, finishReason: unknown = null, index: unknown = 0) {
  const added = typeof delta === "object" && delta !== null ? { role: "assistant", ...delta } : delta;
  return chatChunk({ choices: [{ delta: added, finish_reason: finishReason, index, logprobs: null }] });
}

/** A stream: each part is a text to add, a delta, or a chunk from `chatChunk`. A finishing chunk is added unless `finish` is null. */
export function chatStream(
  parts: readonly (string | Readonly<Record<string, unknown>>)[],
  options: EnvelopeOptions & { readonly finish?: string | null } = {},
): string {
  const chunks = parts.map((part) =>
    typeof part === "string" ? deltaChunk({ content: part }) : "__type__" in part || "__data__" in part ? part : deltaChunk(part),
  );
  const finish = options.finish === undefined ? "stop" : options.finish;
  return recordingText(finish === null ? chunks : [...chunks, deltaChunk({}, finish)], true, options);
}

/** A whole answer: a text, or the message itself. */
export function chatCompletion(
  message: string | Readonly<Record<string, unknown>>,
  options: EnvelopeOptions & { readonly finish?: string; readonly data?: Readonly<Record<string, unknown>> } = {},
): string {
  const body = {
    __type__: completionType,
    __data__: {
      id: "rec-0123456789ab",
      choices: [
        {
          finish_reason: options.finish ?? "stop",
          index: 0,
          logprobs: null,
          message: { content: null, role: "assistant", ...(typeof message === "string" ? { content: message } : message) },
        },
      ],
      created: 0,
      model: "gpt-4o-2024-08-06",
      object: "chat.completion",
      usage: { prompt_tokens: 8, completion_tokens: 5, total_tokens: 13 },
      ...options.data,
    },
  };
  return recordingText(body, false, options);
}
