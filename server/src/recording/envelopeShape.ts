/**
 * A quick look at an envelope, of which a big workspace has tens of thousands. It never passes what the schemas in envelope.ts would not: what
 * it does not pass is looked at again, with the schema, which finds the words for what is wrong.
 */
import { isObject, type JsonObject } from "./json";

export function isSoundFile({ test_id: testId, request, response }: JsonObject): boolean {
  return isText(testId) && isObject(request) && isObject(response);
}

/** A request to a model, which nearly all are. */
export function isSoundInference({ method, url, endpoint, model, headers, body }: JsonObject): boolean {
  const hasAddress = typeof method === "string" && typeof url === "string" && typeof endpoint === "string";
  return hasAddress && isText(model) && (isNothing(headers) || isObject(headers)) && body !== undefined;
}

export function isSoundAnswer(response: JsonObject): boolean {
  const { is_streaming: streaming, status, is_exception: failed, exception_message: message, body } = response;
  if (typeof streaming !== "boolean" || !isText(message) || body === undefined) return false;
  return (isNothing(status) || Number.isSafeInteger(status)) && (isNothing(failed) || typeof failed === "boolean");
}

const isNothing = (value: unknown): boolean => value === undefined || value === null;
const isText = (value: unknown): boolean => isNothing(value) || typeof value === "string";
