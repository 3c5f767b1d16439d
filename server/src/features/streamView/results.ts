/** Responses of families without choices, prepared for reading: vectors as numbers, models by name, a tool's result, a document's chunks. */
import type { ViewResult } from "../../protocol";
import { compactJson, isObject, listOf, numberOf, objectOf, stringOf, type JsonObject } from "../../recording/json";
import type { Recording } from "../../recording/recording";
import { similarities, vectorFacts, vectorOf } from "./vectors";

/** null if there is nothing better than the body as it is. `uri` is the recording's own. */
export function readResult(recording: Recording | undefined, uri: string): ViewResult | null {
  const data = (recording?.chunks ?? []).map((chunk) => objectOf(chunk.data));
  const first = data[0];
  if (first === undefined || recording?.response.isStreaming === true) return null;
  return (
    embeddings(first, recording) ??
    models(data, uri) ??
    (data.length === 1 ? (toolResult(first, recording) ?? document(first)) : null)
  );
}

/** OpenAI's `data[].embedding`, Ollama's `embeddings`. */
function embeddings(body: JsonObject, recording: Recording | undefined): ViewResult | null {
  const listed = Array.isArray(body.embeddings)
    ? listOf(body.embeddings)
    : listOf(body.data).map((each) => objectOf(each).embedding);
  const vectors = listed.map(vectorOf).filter((vector) => vector !== undefined);
  if (vectors.length === 0 || vectors.length !== listed.length) return null;
  const inputs = inputsOf(recording);
  return {
    kind: "embeddings",
    vectors: vectors.map(vectorFacts),
    similarity: similarities(vectors),
    inputs: inputs.length === vectors.length ? inputs : [],
  };
}

const longestInput = 500;

function inputsOf(recording: Recording | undefined): string[] {
  const request = recording?.request;
  const body = request?.kind === "inference" || request?.kind === "http" ? objectOf(request.body) : {};
  const texts = typeof body.input === "string" ? [body.input] : listOf(body.input);
  return texts.every((text) => typeof text === "string") ? texts.map((text) => text.slice(0, longestInput)) : [];
}

/** One model per chunk (OpenAI), or all in one body (Ollama's `models`, a plain list's `data`). */
function models(data: readonly JsonObject[], uri: string): ViewResult | null {
  const [first = {}] = data;
  const listed =
    data.length === 1 && (Array.isArray(first.models) || first.object === "list") ? listOf(first.models ?? first.data) : data;
  const found = listed.map((each) => modelLine(objectOf(each), uri));
  const known = found.filter((each) => each !== undefined);
  return known.length === 0 || known.length !== listed.length ? null : { kind: "models", models: known };
}

function modelLine(model: JsonObject, uri: string) {
  const isModel = model.object === "model" || (typeof model.model === "string" && isObject(model.details));
  const id = stringOf(model.id) ?? stringOf(model.model);
  if (!isModel || id === undefined) return undefined;
  const details = objectOf(model.details);
  const size = numberOf(model.size);
  const said = [
    stringOf(model.display_name),
    stringOf(model.owned_by),
    stringOf(details.parameter_size),
    stringOf(details.quantization_level),
    size === undefined ? undefined : `${(size / 1e9).toFixed(1)} GB`,
  ];
  return { id, detail: said.filter((part) => part !== undefined && part !== "" && part !== id).join(" · "), uris: [uri] };
}

function toolResult(body: JsonObject, recording: Recording | undefined): ViewResult | null {
  const isTool = recording?.request?.kind === "tool" || "error_code" in body || "error_message" in body;
  if (!isTool || !("content" in body)) return null;
  const { content, metadata } = body;
  const error =
    stringOf(body.error_message) ??
    (body.error_code === null || body.error_code === undefined ? null : `error ${compactJson(body.error_code, 100)}`);
  return { kind: "tool", content: contentText(content), error, metadata: jsonOf(metadata) };
}

function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  const texts = listOf(content).map((part) => stringOf(objectOf(part).text));
  return texts.length > 0 && texts.every((text) => text !== undefined) ? texts.join("\n\n") : compactJson(content, Infinity);
}

const mostPieces = 500;

/** A processed file: its chunks with their metadata. */
function document(body: JsonObject): ViewResult | null {
  const pieces = listOf(body.chunks).map(objectOf);
  if (pieces.length === 0 || !pieces.every((piece) => "content" in piece)) return null;
  return {
    kind: "document",
    pieces: pieces.slice(0, mostPieces).map((piece) => ({
      text: contentText(piece.content),
      metadata: jsonOf(piece.chunk_metadata ?? piece.metadata),
    })),
    metadata: jsonOf(body.metadata),
  };
}

const jsonOf = (value: unknown): string | null =>
  value === null || value === undefined || (isObject(value) && Object.keys(value).length === 0)
    ? null
    : compactJson(value, Infinity);
