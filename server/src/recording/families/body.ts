/** What all families share: the failure a recording holds, token counts, and bodies that nobody joins. */
import { compactJson, isObject, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { ChunkNote, ProviderError, Reassembled, Usage } from "../reassembled";
import type { Chunk, Recording } from "../recording";

/** A response nothing is known about. */
export function noAnswer(family: string): Reassembled {
  return { family, streaming: false, model: null, choices: [], usage: null, error: null, disagreements: [], notes: [] };
}

/** A chunk that is shown as it is: the start of its JSON, or its line of text. */
export function bodyNote(chunk: Chunk): ChunkNote {
  const adds = typeof chunk.data === "string" ? chunk.data : compactJson(chunk.data, 120);
  return { kind: adds === "" ? "empty" : "other", adds };
}

/** The last name that any of the chunks gives the model: an Azure stream begins with an empty or a different one. */
export function lastModel(chunks: readonly (JsonObject | undefined)[], ...keys: readonly string[]): string | null {
  const names = chunks.flatMap((data) => keys.map((key) => stringOf(data?.[key])));
  return names.findLast((name) => name !== undefined && name !== "") ?? null;
}

/** Token counts under the names for input, output and total; null where there are none. */
export function tokenUsage(
  value: unknown,
  names: readonly [input: string, output: string, total: string | undefined],
): Usage | null {
  if (!isObject(value)) return null;
  const count = (name: string | undefined) => (name === undefined ? null : (numberOf(value[name]) ?? null));
  const usage = { inputTokens: count(names[0]), outputTokens: count(names[1]), totalTokens: count(names[2]) };
  return usage.inputTokens === null && usage.outputTokens === null && usage.totalTokens === null ? null : usage;
}

/** A recorded exception, or the error body that came with an error status; null when the provider did not fail. */
export function errorOf(recording: Recording): ProviderError | null {
  const { exception, status } = recording.response;
  if (exception !== undefined) return exceptionError(exception.message, objectOf(exception.data));
  const body = objectOf(recording.chunks[0]?.data);
  if ((status === undefined || status < 400) && !isErrorBody(recording)) return null;
  const said = isObject(body.error) ? body.error : body;
  return {
    type: stringOf(said.type) ?? stringOf(said.code) ?? stringOf(said.status) ?? null,
    message: stringOf(said.message) ?? stringOf(body.error) ?? stringOf(body.detail) ?? compactJson(body, 200),
    status: status ?? numberOf(said.code) ?? null,
  };
}

/** A body that is one object with an `error` in it and nothing of an answer. */
export function isErrorBody(recording: Recording): boolean {
  const body = recording.chunks.length === 1 ? recording.chunks[0]?.data : undefined;
  return isObject(body) && (isObject(body.error) || typeof body.error === "string") && !("choices" in body || "id" in body);
}

/** The provider's own words, where the client kept them, rather than the exception's text around them. */
function exceptionError(message: string, data: JsonObject): ProviderError {
  const body = objectOf(data.body);
  return {
    type: stringOf(data.type) ?? null,
    message: stringOf(body.message) ?? stringOf(objectOf(body.error).message) ?? (message || (stringOf(data.message) ?? "")),
    status: numberOf(data.status_code) ?? null,
  };
}
