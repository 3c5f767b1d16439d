/** All text in a recording, for searching: prompts and answers. */
import { describeAnswer } from "./describe";
import { isObject } from "./json";
import type { Choice } from "./reassembled";
import type { RecordingInDocument } from "./recordingDocument";
import { instructionsOf, promptOf } from "./request";

/** Yields the texts unmodified, so credentials are not masked. Never throws. */
export function* saidIn(file: RecordingInDocument): Generator<string> {
  const request = file.recording?.request;
  if (request?.kind === "tool") {
    yield request.toolName;
    yield* stringsIn(request.kwargs);
  }
  yield* stringsIn(instructionsOf(request));
  yield* stringsIn(promptOf(request)?.turns);
  const { choices, error } = file.reassembled;
  for (const choice of choices) yield* answered(choice);
  if (error !== null) yield error.message;
  // For a family without choices, only its short description is an answer in words.
  else if (choices.length === 0) yield describeAnswer(file, 20_000);
}

function* answered({ reasoning, content, refusal, toolCalls, items, annotations }: Choice): Generator<string> {
  for (const text of [reasoning, content, refusal]) if (text !== null) yield text.text;
  for (const call of toolCalls) {
    if (call.name !== null) yield call.name.value;
    yield call.arguments.text;
  }
  for (const { value } of [...items, ...annotations]) yield* stringsIn(value);
}

/** Fields that identify a part, and are not text. */
const labels = new Set(["role", "type", "id", "tool_call_id", "call_id"]);

function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (Array.isArray(value)) for (const each of value) yield* stringsIn(each);
  else if (isObject(value)) for (const [name, each] of Object.entries(value)) if (!labels.has(name)) yield* stringsIn(each);
}
