/** OpenAI's Responses: a stream of events (typed, or lines of server-sent events), or one object. A response is one choice. */
import { isObject, listOf, stringOf, type JsonObject } from "../json";
import type { ChunkNote, ProviderError, Reassembled, Usage } from "../reassembled";
import type { Chunk, Problem, Recording } from "../recording";
import { schemaProblems } from "../schemaProblems";
import { Answer, bodyNote, errorOf, tokenUsage } from "./body";
import { readResponses } from "./facts/responses";
import type { Family } from "./family";
import { inTwoPasses } from "./twoPasses";
import { applyToItem } from "./openaiResponsesEvents";
import { ResponseOutput } from "./openaiResponsesOutput";
import { eventSchema, responseSchema } from "./openaiResponsesSchema";
import { objectIn, spokenIn, declaredProblems } from "./declared";

export const openaiResponses: Family = {
  id: "openai.responses",
  title: "OpenAI response",
  failureWords: { content_filter: "the provider's content filter cut it off" },
  hasOneId: true,
  mixesTypes: true,
  endpoint: (path) => path.endsWith("/responses"),
  recognises,
  validate,
  read: inTwoPasses(reassemble, readResponses),
};

function recognises({ type, data }: Chunk): boolean {
  if (typeof data === "string") return isLine(data);
  if (type?.startsWith("openai.types.responses.") === true) return true;
  if (!isObject(data)) return false;
  return data.object === "response" || isEvent(data);
}

function isLine(line: string): boolean {
  if (line.startsWith("event: response.")) return true;
  return line.startsWith("data:") && (line.includes('"type":"response.') || line.includes('"type": "response.'));
}

function isEvent(data: JsonObject): boolean {
  return typeof data.type === "string" && data.type.startsWith("response.");
}

function validate(chunk: Chunk): readonly Problem[] {
  const data = objectIn(chunk);
  const whole = chunk.type?.endsWith(".Response") ?? data?.object === "response";
  const schema = whole ? responseSchema : eventSchema(data?.type);
  return typeof chunk.data === "string"
    ? declaredProblems(schema, chunk, consequence)
    : schemaProblems(schema, chunk.data, [], consequence);
}

const consequence = "so replay hands out its parts as plain data that a client cannot read";

/** What is known of the response besides its output. */
interface Facts {
  model: string | null;
  usage: Usage | null;
  error: ProviderError | null;
}

function reassemble(recording: Recording): Reassembled {
  const { chunks, response } = recording;
  const output = new ResponseOutput();
  const facts: Facts = { model: null, usage: null, error: null };
  const notes = new Map<number, ChunkNote>();
  for (const { chunk, data } of spokenIn(chunks)) notes.set(chunk, apply(output, facts, chunk, data));
  const answer = {
    family: openaiResponses.id,
    streaming: response.isStreaming,
    model: facts.model,
    choices: output.choices(),
    usage: facts.usage,
    error: errorOf(recording) ?? facts.error,
  };
  return new Answer(answer, { notes: () => chunks.map((chunk, index) => notes.get(index) ?? restNote(chunk)) });
}

/** In a stream of text the lines around an event's data add nothing. */
function restNote(chunk: Chunk): ChunkNote {
  return typeof chunk.data === "string" ? { kind: "empty", adds: "" } : bodyNote(chunk);
}

function apply(output: ResponseOutput, facts: Facts, chunk: number, data: JsonObject): ChunkNote {
  if (isObject(data.response)) return applyResponse(output, facts, chunk, data.response);
  if (data.object === "response" || Array.isArray(data.output)) return applyResponse(output, facts, chunk, data);
  if (data.type === "error") return applyError(facts, isObject(data.error) ? data.error : data);
  return applyToItem(output, chunk, data) ?? { kind: "other", adds: stringOf(data.type)?.replace(/^response\./, "") ?? "" };
}

function applyError(facts: Facts, said: JsonObject): ChunkNote {
  const type = stringOf(said.code) ?? stringOf(said.type) ?? null;
  facts.error = { type, message: stringOf(said.message) ?? "", status: null };
  return { kind: "finish", adds: ["error", type].filter((part) => part !== null).join(" ") };
}

/** The response as it stands: at its beginning, in between, or (with the words that end it) in the end. */
function applyResponse(output: ResponseOutput, facts: Facts, chunk: number, response: JsonObject): ChunkNote {
  facts.model = stringOf(response.model) ?? facts.model;
  facts.usage = tokenUsage(response.usage, ["input_tokens", "output_tokens", "total_tokens"]) ?? facts.usage;
  if (isObject(response.error)) applyError(facts, response.error);
  const status = stringOf(response.status) ?? "";
  const finish = finishOf(response, status);
  // A response that is going on lists its items as they were when it was written, which is not as they are.
  const added = finish === undefined && !output.isEmpty ? "" : output.settle(chunk, listOf(response.output));
  if (finish === undefined) return added === "" ? { kind: "other", adds: status } : { kind: "text", adds: added };
  output.finishReason = { value: finish, chunk };
  return added === "" ? { kind: "finish", adds: finish } : { kind: "text", adds: added };
}

/** `completed`, `failed`, `cancelled`, `incomplete: max_output_tokens`; undefined while it is going on. */
function finishOf(response: JsonObject, status: string): string | undefined {
  if (!["completed", "failed", "incomplete", "cancelled"].includes(status)) return undefined;
  const details = response.incomplete_details;
  const reason = isObject(details) ? stringOf(details.reason) : undefined;
  return status === "incomplete" && reason !== undefined ? `incomplete: ${reason}` : status;
}
