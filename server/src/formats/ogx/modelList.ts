/** Model lists: requested from a provider before any test, and recorded once for each set of models in the answer. */
import { isObject, listOf, objectOf, stringOf } from "../../recording/json";
import { oneModel } from "./names";
import { sortKeys } from "../../recording/python/json";
import type { Sha256 } from "../../recording/naming";
import type { RecordingInFile } from "../../recording/recordingInFile";

/** The ids of the models that a recording lists, in the order of the file; undefined for anything but a model list. Never throws. */
export function listedModels(file: RecordingInFile): readonly string[] | undefined {
  const { request, response } = file.recording ?? {};
  if (request?.kind !== "inference" || !isModelList(request.endpoint)) return undefined;
  const ids = modelsIn(response?.body)?.map((model) => stringOf(dataOf(model)[keyOf(request.endpoint)]));
  return ids?.every((id) => id !== undefined) ? ids : undefined;
}

/** Whether an endpoint returns a model list: such recordings have names of their own, and replay serves their union. */
function isModelList(endpoint: string): boolean {
  return endpoint === "/api/tags" || endpoint === oneModel || endpoint.endsWith("/models");
}

function keyOf(endpoint: string): string {
  if (endpoint === "/api/tags") return "model";
  return endpoint === oneModel ? "model_id" : "id";
}

/** Ollama sends an object with a list, Text Embeddings Inference a single model, the others a list. */
function modelsIn(body: unknown): readonly unknown[] | undefined {
  if (Array.isArray(body)) return listOf(body);
  const data = dataOf(body);
  if (Array.isArray(data.models)) return listOf(data.models);
  return Object.hasOwn(data, "model_id") ? [data] : undefined;
}

const dataOf = (value: unknown) => objectOf(isObject(value) && isObject(value.__data__) ? value.__data__ : value);

/** The 8 hex digits in a model list's file name that distinguish lists of different models. `sha256` hashes UTF-8 here. */
export function modelDigest(ids: readonly string[], sha256: Sha256): string {
  return sha256(sortKeys([...new Set(ids)]).join("|")).slice(0, 8);
}
