/** Embedding vectors: OpenAI's (numbers, or base64 on request), Ollama's, Cohere's by type, Gemini's, Titan's, Nova's and Vertex's. */
import * as z from "zod/mini";
import { isObject, listOf, numberOf, objectOf, type JsonObject } from "../json";
import { fields } from "./also";
import { tokenUsage } from "./body";
import { dataFamily } from "./dataFamily";

type Vector = readonly number[] | string;

const numbers = z.array(z.number());
const vector = z.union([numbers, z.string()]);
/** A vector by itself, or in an object with more fields. */
const held = z.union([numbers, z.object({ values: numbers }), z.object({ embedding: numbers })]);
/** Vertex's multimodal models return one or both. */
const multimodal = [z.object({ textEmbedding: numbers }), z.object({ imageEmbedding: numbers })] as const;

export const embeddings = dataFamily({
  id: "embeddings",
  title: "Embeddings",
  endpoint: (path) => /\/(embeddings|embed)$|:(?:batchEmbedContents|embedContent)$/.test(path),
  types: /(^|\.)(CreateEmbeddingResponse|EmbedResponse|EmbeddingsResponse)$/,
  looks,
  schema: z.union([
    z.object({ data: z.array(z.object({ embedding: vector, index: z.nullish(z.int()) })) }),
    z.object({ embeddings: z.array(held) }),
    z.object({ embeddings: z.record(z.string(), z.nullable(z.array(vector))) }),
    z.object({ embedding: held }),
    z.object({ predictions: z.array(z.union([z.object({ embeddings: z.object({ values: numbers }) }), ...multimodal])) }),
  ]),
  data: (bodies) => ({ kind: "embeddings", vectors: bodies.flatMap(vectorsOf) }),
  known: {
    data: fields(true, "embedding", "index", "object"),
    usage: fields("number", "prompt_tokens", "completion_tokens", "total_tokens"),
    ...fields("number", "prompt_eval_count", "eval_count", "inputTextTokenCount"),
    ...fields(true, "embeddings", "embedding", "predictions", "embeddingsByType", "response_type", "texts"),
    ...fields(true, "model", "id", "object", "created", "total_duration", "load_duration"),
  },
  usage: (body) =>
    tokenUsage(body.usage, ["prompt_tokens", "completion_tokens", "total_tokens"]) ??
    tokenUsage(body, ["prompt_eval_count", "eval_count", undefined]) ??
    tokenUsage(body, ["inputTextTokenCount", "", undefined]),
  describe: (bodies) => `embedding ×${bodies.reduce((sum, body) => sum + vectorsOf(body).length, 0)}`,
});

function looks(body: JsonObject): boolean {
  if (objectOf(listOf(body.data)[0]).object === "embedding" || Array.isArray(body.embeddings)) return true;
  if (isObject(body.embeddings) && Object.values(body.embeddings).some(Array.isArray)) return true;
  if (isVector(body.embedding) || isVector(objectOf(body.embedding).values)) return true;
  const { embeddings, textEmbedding, imageEmbedding } = objectOf(listOf(body.predictions)[0]);
  return isObject(embeddings) || isVector(textEmbedding) || isVector(imageEmbedding);
}

const isVector = (value: unknown): boolean => Array.isArray(value) && numberOf(value[0]) !== undefined;

function vectorsOf(body: JsonObject): Vector[] {
  return holders(body).flatMap((each) => {
    if (!isObject(each)) return isHeld(each) ? [each] : [];
    const only = each.embedding ?? each.values ?? objectOf(each.embeddings).values;
    return [only, each.textEmbedding, each.imageEmbedding].filter(isHeld);
  });
}

const isHeld = (said: unknown): said is Vector => Array.isArray(said) || typeof said === "string";

/** The vectors, or the objects that contain them. */
function holders({ data, embeddings, embedding, predictions }: JsonObject): readonly unknown[] {
  if (Array.isArray(data)) return listOf(data);
  if (Array.isArray(predictions)) return listOf(predictions);
  if (isObject(embeddings)) return Object.values(embeddings).flatMap(listOf);
  return listOf(embeddings ?? [embedding]);
}
