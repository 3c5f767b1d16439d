/** Responses that are only a failure, in any provider's format. */
import { compactJson, isObject, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { JsonPath } from "../jsonPath";
import type { ProviderError } from "../reassembled";
import type { Chunk, Recording } from "../recording";
import { fields, type KnownFields } from "./also";
import { framedObjects } from "./framing";

/** The provider's error in an object or text; undefined for anything else. */
export function errorIn(value: unknown): ProviderError | undefined {
  if (typeof value === "string") return { type: null, message: value, status: null };
  if (!isObject(value)) return undefined;
  const { code } = value;
  return { type: typeIn(value) ?? null, message: stringOf(value.message) ?? "", status: numberOf(code) ?? null };
}

const typeIn = (error: JsonObject): string | undefined => stringOf(error.type) ?? stringOf(error.status) ?? stringOf(error.code);

/** The fields of an error that `errorIn` reads. */
export const errorFields = (error: JsonObject): KnownFields => {
  const named = ["type", "status", "code"].find((name) => typeof error[name] === "string");
  return { ...fields("string", "message"), ...fields("number", "code"), ...(named === undefined ? {} : fields(true, named)) };
};

/** The field with an error: an object, or its message. */
export const errorField = ({ error }: JsonObject): KnownFields => ({ error: typeof error === "string" ? true : errorFields });

/** An error sent in place of an answer. */
interface OnlyError {
  /** The object with the error, and the chunk with which it is complete. */
  readonly data: JsonObject;
  readonly chunk: number;
  /** The path of the error. */
  readonly path: JsonPath;
}

/** The failure in a response that has no part of an answer; undefined for any other response. */
export function onlyError({ chunks }: Pick<Recording, "chunks">): OnlyError | undefined {
  // An error in place of an answer takes only a few lines.
  if (chunks.length === 0 || chunks.length > 12 || chunks.some(({ data }) => isObject(data) && isAnswer(data))) return undefined;
  const all = chunks.flatMap(({ data, index }) => (isObject(data) ? [{ data, chunk: index }] : []));
  const said = all.find(isError) ?? errorInText(chunks);
  if (said === undefined) return undefined;
  const chunk = chunks[said.chunk];
  const key = said.data.error === undefined ? [] : ["error"];
  const path = isObject(chunk?.data) ? [...chunk.dataPath, ...key] : (chunk?.path ?? []);
  return { data: said.data, chunk: said.chunk, path };
}

function errorInText(chunks: readonly Chunk[]) {
  if (!chunks.some(({ data }) => typeof data === "string" && data.includes("error"))) return undefined;
  const objects = framedObjects(chunks);
  return objects.some(({ data }) => isAnswer(data)) ? undefined : objects.find(isError);
}

/** Fields of answers, whole or in pieces; clients' classes write missing ones as null. */
const answers = [
  ...["choices", "output", "content", "candidates", "message", "response", "interaction", "outputs", "steps", "data", "delta"],
  ...["content_block", "item", "part", "step", "text", "embeddings", "embedding", "models", "results", "rankings"],
];

/** A step of a download has a status, and so does an error. */
function isAnswer(data: JsonObject): boolean {
  if (typeof data.status === "string" && !isError({ data })) return true;
  return answers.some((name) => data[name] !== undefined && data[name] !== null && !(name === "message" && isPlainError(data)));
}

const isPlainError = (data: JsonObject): boolean =>
  isErrorObject(data) || (data.type === "error" && typeof data.message === "string");

/** An error that says so in the field where answers have their type. */
export const isErrorObject = ({ object, message }: JsonObject): boolean => object === "error" && typeof message === "string";

function isError({ data }: { readonly data: JsonObject }): boolean {
  return isObject(data.error) || (typeof data.error === "string" && data.error !== "") || isPlainError(data);
}

const wordsOf = (body: JsonObject): string => (Object.keys(body).length === 0 ? "" : compactJson(body, 200));

/** The failure in a body with an error status, or in one that is an error by itself. */
export function errorOfBody(body: JsonObject, status: number | undefined): ProviderError {
  const said = isObject(body.error) ? body.error : body;
  return {
    type: typeIn(said) ?? null,
    message: stringOf(said.message) ?? stringOf(body.error) ?? stringOf(body.detail) ?? wordsOf(body),
    status: status ?? numberOf(objectOf(said).code) ?? null,
  };
}
