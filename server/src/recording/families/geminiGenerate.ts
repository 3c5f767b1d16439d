/** Gemini's `generateContent`, whole or streamed: in Python's spelling (snake_case) or as on the wire (camelCase). */
import { isObject } from "../json";
import type { Chunk } from "../recording";
import { declaredProblems, readDeclared } from "./declared";
import type { Family } from "./family";
import { geminiCredentials } from "./geminiCredentials";
import { generateFailures } from "./geminiFailures";
import { generateFields } from "./geminiGenerateFields";
import { GenerateReader } from "./geminiGenerateReader";
import { generateSchema } from "./geminiGenerateSchema";

export const geminiGenerate: Family = {
  id: "gemini.generate",
  title: "Gemini answer",
  endsWithReason: true,
  credentials: geminiCredentials,
  failureWords: generateFailures,
  endpoint: (path) => /:(stream)?generateContent$/i.test(path),
  recognises,
  validate: (chunk) => declaredProblems(generateSchema, chunk, "so a Gemini client cannot read the answer"),
  read: (recording, unsound) => readDeclared("gemini.generate", recording, unsound, new GenerateReader(), generateFields),
};

/** Also matches the first piece of the array that is sent without `alt=sse`. */
const beginsAnswer = /^(?:data: ?|\s*\[\s*)\{\s*"(?:candidates|usageMetadata|promptFeedback|modelVersion|responseId)"/;

/** What other answers have that name a version of their model, or say what they used: what is stored has a name. */
const others = ["embedding", "embeddings", "completions", "totalTokens", "name"];

function recognises(chunk: Chunk): boolean {
  const { data, type } = chunk;
  if (type?.endsWith("GenerateContentResponse") === true) return true;
  if (typeof data === "string") return beginsAnswer.test(data);
  if (!isObject(data) || others.some((name) => data[name] !== undefined)) return false;
  return (
    Object.hasOwn(data, "candidates") ||
    [data.model_version, data.modelVersion].some((version) => typeof version === "string") ||
    [data.usage_metadata, data.usageMetadata, data.prompt_feedback, data.promptFeedback].some(isObject)
  );
}
