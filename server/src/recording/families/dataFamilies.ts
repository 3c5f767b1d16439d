/** Lists of models, rankings, and results of tools and parsers. */
import * as z from "zod/mini";
import { compactJson, isObject, listOf, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import { fields } from "./also";
import { dataFamily } from "./dataFamily";
import { embeddings } from "./embeddings";
import type { Family } from "./family";
import { storedFamilies } from "./storedFamilies";

const objectsIn = (value: unknown): readonly JsonObject[] => listOf(value).filter(isObject);
const anyList = z.array(z.unknown());
const text = z.nullish(z.string());

/** OpenAI's list of models, which the recorder writes as one chunk per model, and Ollama's lists of installed and running models. */
const models = dataFamily({
  id: "models",
  title: "Model list",
  aside: "model list",
  endpoint: (path) => /\/(models|api\/tags|api\/ps)$/.test(path),
  types: /(^|\.)(model\.Model|_types\.ListResponse|_types\.ProcessResponse)$/,
  looks: (body) => body.object === "model" || isModelList(body),
  schema: z.union([z.object({ id: z.string() }), z.object({ models: anyList }), z.object({ data: anyList })]),
  // A single model is kept whole, and so is each model of a list.
  known: (body) => (listedIn(body)[0] === body ? true : fields(true, "models", "data", "object")),
  data: (bodies) => ({ kind: "models", models: bodies.flatMap(modelsOf) }),
  describe: (bodies) => {
    const count = bodies.reduce((sum, body) => sum + listedIn(body).length, 0);
    return count === 1 ? (bodies.flatMap(modelsOf)[0]?.id ?? "1 model") : `${count} models`;
  },
});

/** The lists of OpenAI and compatible APIs, Anthropic, Gemini and OpenRouter. */
function isModelList(body: JsonObject): boolean {
  const first = objectOf(listOf(body.data ?? body.models)[0]);
  if (body.object === "list" && first.object === "model") return true;
  if (first.type === "model" || typeof first.canonical_slug === "string") return true;
  return typeof first.name === "string" && first.name.startsWith("models/");
}

function listedIn(body: JsonObject): readonly JsonObject[] {
  if (Array.isArray(body.models)) return objectsIn(body.models);
  return Array.isArray(body.data) ? objectsIn(body.data) : [body];
}

function modelsOf(body: JsonObject) {
  return listedIn(body).map((model) => ({
    id: stringOf(model.id) ?? stringOf(model.model) ?? stringOf(model.name) ?? null,
    details: model,
  }));
}

const pull = dataFamily({
  id: "ollama.pull",
  title: "Ollama progress",
  aside: "model download",
  endpoint: (path) => path.endsWith("/api/pull"),
  types: /^ollama\._types\.ProgressResponse$/,
  schema: z.object({ status: text, completed: z.nullish(z.int()), total: z.nullish(z.int()) }),
  known: { ...fields("string", "status", "error"), ...fields("number", "completed", "total") },
  data: (bodies) => ({
    kind: "progress",
    steps: bodies.map((body) => ({
      status: stringOf(body.status) ?? null,
      completed: numberOf(body.completed) ?? null,
      total: numberOf(body.total) ?? null,
    })),
  }),
  describe: (bodies) => stringOf(bodies.at(-1)?.status) ?? "",
});

const toolResult = dataFamily({
  id: "tool.result",
  title: "Tool result",
  types: /(^|\.)ToolInvocationResult$/,
  schema: z.object({ error_message: text, error_code: z.nullish(z.int()), metadata: z.nullish(z.object({})) }),
  known: { ...fields("string", "error_message"), ...fields(true, "content", "metadata") },
  data: ([body = {}]) => ({
    kind: "toolResult",
    content: body.content ?? null,
    error: stringOf(body.error_message) ?? null,
    metadata: body.metadata ?? null,
  }),
  describe: ([body = {}]) => stringOf(body.error_message) ?? textOf(body.content) ?? compactJson(body.content ?? body, 200),
});

/** A tool's content: text, one part, or a list of parts. */
function textOf(content: unknown): string | undefined {
  if (typeof content === "string") return content;
  const parts = objectsIn(isObject(content) ? [content] : content).flatMap((part) => stringOf(part.text) ?? []);
  return parts.length === 0 ? undefined : parts.join(" ");
}

const processedFile = dataFamily({
  id: "file.result",
  title: "Processed document",
  types: /(^|\.)ProcessFileResponse$/,
  schema: z.object({ chunks: anyList, metadata: z.nullish(z.object({})) }),
  known: fields(true, "chunks", "metadata"),
  data: ([body = {}]) => ({ kind: "document", chunks: listOf(body.chunks), metadata: body.metadata ?? null }),
  describe: ([body = {}]) => {
    const chunks = listOf(body.chunks);
    const start = textOf(objectOf(chunks[0]).content) ?? "";
    return `${chunks.length === 1 ? "1 piece" : `${chunks.length} pieces`}${start === "" ? "" : `: ${start}`}`;
  },
});

/** Rerankers: vLLM and Cohere say `results`, NVIDIA `rankings`, Voyage `data`. */
const rankedOf = ({ results, rankings, data }: JsonObject): readonly JsonObject[] => objectsIn(results ?? rankings ?? data);

const ranking = dataFamily({
  id: "rerank",
  title: "Ranking",
  endpoint: (path) => /\/(rerank|ranking)$/.test(path),
  looks: (body) => rankedOf(body).some((each) => numberOf(each.index) !== undefined && scoreOf(each) !== null),
  schema: z.union([
    z.object({ results: z.array(z.object({ index: z.int() })) }),
    z.object({ rankings: z.array(z.object({ index: z.int() })) }),
    z.object({ data: z.array(z.object({ index: z.int() })) }),
  ]),
  known: {
    results: fields("number", "index", "relevance_score", "logit", "score"),
    rankings: fields("number", "index", "relevance_score", "logit", "score"),
    data: fields("number", "index", "relevance_score", "logit", "score"),
    ...fields(true, "id", "object", "model"),
  },
  data: ([body = {}]) => ({ kind: "ranking", ranked: rankedIn(body) }),
  describe: ([body = {}]) => {
    const ranked = rankedIn(body);
    return `ranking of ${ranked.length}: ${ranked.map(({ index }) => index ?? "?").join(", ")}`;
  },
});

function rankedIn(body: JsonObject) {
  return rankedOf(body).map((each) => ({ index: numberOf(each.index) ?? null, score: scoreOf(each) }));
}

function scoreOf(ranked: JsonObject): number | null {
  return numberOf(ranked.relevance_score) ?? numberOf(ranked.logit) ?? numberOf(ranked.score) ?? null;
}

/** In the order in which they are asked. */
export const dataFamilies: readonly Family[] = [embeddings, models, pull, toolResult, processedFile, ranking, ...storedFamilies];
