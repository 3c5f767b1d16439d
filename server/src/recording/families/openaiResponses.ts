/** OpenAI's Responses API: a stream of events (typed, or lines of server-sent events), or one object. A response is one choice. */
import { isObject, stringOf, type JsonObject } from "../json";
import type { Chunk, Problem } from "../recording";
import { schemaProblems } from "../schemaProblems";
import { declaredProblems, objectIn } from "./declared";
import type { Family } from "./family";
import { readResponse } from "./openaiResponsesReading";
import { strictProblems } from "./openaiResponsesStrict";
import { eventSchema, failureSchema, responseSchema } from "./openaiResponsesSchema";

export const openaiResponses: Family = {
  id: "openai.responses",
  title: "OpenAI response",
  failureWords: {
    content_filter: "the provider's content filter cut it off",
    cancelled: "it was cancelled before it was complete",
  },
  hasOneId: true,
  mixesTypes: true,
  endpoint: (path) => path.endsWith("/responses"),
  recognises,
  validate,
  validateSent: (chunk) => problemsOf(chunk, "so a client cannot read the answer").filter(isRead),
  read: readResponse,
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
  const problems = problemsOf(chunk, consequence);
  // Replay's classes are not used for lines of text.
  const inLines = typeof chunk.data === "string";
  return problems.length > 0 || inLines || data === undefined ? problems : strictProblems(data, ofReplayAlone);
}

function problemsOf(chunk: Chunk, consequence: string): readonly Problem[] {
  const data = objectIn(chunk);
  const whole = chunk.type?.endsWith(".Response") ?? data?.object === "response";
  const schema = whole ? responseSchema : data?.error ? failureSchema : eventSchema(stringOf(data?.type));
  if (typeof chunk.data === "string") return declaredProblems(schema, chunk, consequence);
  return schemaProblems(schema, chunk.data, [], consequence);
}

/** Fields that no client reads, whatever the value. */
const unread = new Set(["sequence_number", "object", "model", "status", "role"]);
const isRead = ({ fields }: Problem): boolean => fields?.every((field) => unread.has(field)) !== true;

const ofReplayAlone = "so replay returns its parts as plain data, although a client of the provider can read them";
const consequence = "so replay returns its parts as plain data that a client cannot read";
