/** Model lists: what is asked of a provider before any test, recorded once for each set of models that answered. */
import { isObject, listOf, objectOf, stringOf } from "../../recording/json";
import { sortKeys } from "./pythonJson";
import type { Sha256 } from "../../recording/naming";
import type { RecordingFile } from "../../recording/recordingFile";
import { isModelList } from "./requestHash";

/** The ids of the models that a recording lists, in the order of the file; undefined for anything but a model list. Never throws. */
export function listedModels(file: RecordingFile): readonly string[] | undefined {
  const { request, response } = file.recording ?? {};
  if (request?.kind !== "inference" || !isModelList(request.endpoint)) return undefined;
  const key = request.endpoint === "/api/tags" ? "model" : "id";
  const ids = modelsIn(response?.body)?.map((model) => stringOf(dataOf(model)[key]));
  return ids?.every((id) => id !== undefined) ? ids : undefined;
}

/** Ollama sends an object with a list, the others a list. */
function modelsIn(body: unknown): readonly unknown[] | undefined {
  if (Array.isArray(body)) return listOf(body);
  const { models } = dataOf(body);
  return Array.isArray(models) ? listOf(models) : undefined;
}

const dataOf = (value: unknown) => objectOf(isObject(value) && isObject(value.__data__) ? value.__data__ : value);

/** The part of a model list's file name that tells lists of different models apart: 8 hex digits. `sha256` as in requestHash.ts, but of UTF-8. */
export function modelDigest(ids: readonly string[], sha256: Sha256): string {
  return sha256(sortKeys([...new Set(ids)]).join("|")).slice(0, 8);
}
