/** Anthropic messages, whole or streamed as server-sent events; several providers copy the format. */
import { isObject, objectOf } from "../json";
import type { Chunk, Recording } from "../recording";
import { messageSchema } from "./anthropicMessagesSchema";
import { MessageReader } from "./anthropicReader";
import { Answer, errorOf } from "./body";
import { declaredProblems, notesOf, objectIn, spokenIn } from "./declared";
import type { Family, Reading } from "./family";

export const anthropicMessages: Family = {
  id: "anthropic.messages",
  title: "Anthropic message",
  failureWords: { refusal: "the provider refuses to answer" },
  endsWithReason: true,
  finishWithoutCalls: "end_turn",
  eventNames: { dropped: "ping" },
  credentials: ["x-api-key: $ANTHROPIC_API_KEY", "anthropic-version: 2023-06-01"],
  mixesTypes: true,
  endpoint: (path) => /\/messages$|\/anthropic\/models\/[^/]*:(?:stream)?rawpredict$/i.test(path),
  recognises,
  validate: (chunk) => {
    const schema = messageSchema(objectOf(objectIn(chunk)));
    return schema === undefined ? [] : declaredProblems(schema, chunk, "so an Anthropic client cannot read the answer");
  },
  read,
};

const eventTypes = /^(?:message_(?:start|delta|stop)|content_block_(?:start|delta|stop))$/;
const eventLines =
  /^(?:event: ?|data: ?\{[^\n]*?"type": ?")(?:message_(?:start|delta|stop)|content_block_(?:start|delta|stop))|^event: ?ping|^data: ?\{ ?"type": ?"ping"/m;

function recognises(chunk: Chunk): boolean {
  const { data, type } = chunk;
  if (typeof data === "string") return eventLines.test(data);
  if (type?.startsWith("anthropic.types.") === true) return true;
  if (!isObject(data) || typeof data.type !== "string") return false;
  return eventTypes.test(data.type) || (data.type === "message" && Array.isArray(data.content));
}

function read(recording: Recording, unsound: ReadonlySet<number> = new Set()): Reading {
  const { chunks, response } = recording;
  const said = spokenIn(chunks);
  const reader = new MessageReader(recording, said, unsound);
  const all = said.map((each) => reader.tell(each));
  const facts = chunks.length > unsound.size ? reader.build() : undefined;
  const error = errorOf(recording) ?? all.find((declared) => declared.error)?.error ?? null;
  const { model = null, usage, disagreements } = reader;
  const answer = {
    family: "anthropic.messages",
    streaming: response.isStreaming,
    model,
    choices: reader.choices(),
    usage,
    error,
  };
  const notes = () => notesOf(chunks, said, all);
  return { reassembled: new Answer(answer, { notes, disagreements: () => disagreements, also: () => reader.also(said) }), facts };
}
