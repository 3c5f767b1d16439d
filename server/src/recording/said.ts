/** Everything that a recording says in words, to be searched: what was asked, and what was answered. */
import { describeAnswer } from "./describe";
import { isObject } from "./json";
import type { Choice } from "./reassembled";
import type { RecordingInDocument } from "./recordingDocument";
import { instructionsOf, promptOf } from "./request";

/** Text by text, as they are: credentials have no masks. Never throws. */
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
  // Of a family without choices, what it says in a few words is all that reads as an answer.
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

/** What says of which kind a part is, and which one, is not said by anybody. */
const labels = new Set(["role", "type", "id", "tool_call_id", "call_id"]);

function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (Array.isArray(value)) for (const each of value) yield* stringsIn(each);
  else if (isObject(value)) for (const [name, each] of Object.entries(value)) if (!labels.has(name)) yield* stringsIn(each);
}
