/**
 * Objects that providers store, or create besides texts, shown as they are: files, batches, runs of assistants, images, moderation results, token
 * counts.
 */
import { counted } from "../../counted";
import * as z from "zod/mini";
import { isObject, listOf, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { Usage } from "../reassembled";
import { tokenUsage } from "./body";
import { dataFamily } from "./dataFamily";
import type { Family } from "./family";

interface Stored {
  readonly id: string;
  readonly title: string;
  readonly endpoint?: RegExp;
  readonly looks: (body: JsonObject) => boolean;
  readonly describe: (body: JsonObject) => string;
  readonly usage?: (body: JsonObject) => Usage | null;
}

/** The objects are kept whole, and their shape is not checked. */
function stored({ id, title, endpoint, looks, describe, usage }: Stored): Family {
  return dataFamily({
    id,
    title,
    ...(endpoint === undefined ? {} : { endpoint: (path: string) => endpoint.test(path) }),
    looks,
    schema: z.object({}),
    data: (objects) => ({ kind: "objects", objects }),
    known: true,
    ...(usage === undefined ? {} : { usage }),
    describe: (bodies) => bodies.map(describe).join(", "),
  });
}

const firstIn = (value: unknown): JsonObject => objectOf(listOf(value)[0]);

const moderation = stored({
  id: "moderation",
  title: "Moderation",
  endpoint: /\/moderations$/,
  looks: ({ results }) => {
    const { flagged, categories } = firstIn(results);
    return (
      typeof flagged === "boolean" ||
      (isObject(categories) && Object.values(categories).some((each) => typeof each === "boolean"))
    );
  },
  describe: ({ results }) => {
    const all = listOf(results).map((each) => flagsOf(objectOf(each)));
    return all.map((flags) => (flags.length === 0 ? "not flagged" : `flagged: ${flags.join(", ")}`)).join(" | ");
  },
});

const flagsOf = ({ categories }: JsonObject): string[] =>
  Object.entries(objectOf(categories)).flatMap(([name, value]) => (value === true ? [name] : []));

const images = stored({
  id: "images",
  title: "Images",
  endpoint: /\/images\/(?:generations|edits|variations)$/,
  looks: ({ created, data }) => {
    const first = firstIn(data);
    if (first.object !== undefined) return false;
    if (typeof first.b64_json === "string") return true;
    // Search results have a URL.
    return (
      typeof first.url === "string" && (typeof created === "number" || Object.keys(first).every((name) => ofImages.has(name)))
    );
  },
  describe: ({ data }) => {
    const { revised_prompt: prompt } = firstIn(data);
    return `image ×${listOf(data).length}${typeof prompt === "string" ? `: ${prompt}` : ""}`;
  },
  usage: ({ usage }) => tokenUsage(usage, ["input_tokens", "output_tokens", "total_tokens"]),
});

const ofImages = new Set(["url", "b64_json", "revised_prompt", "index", "type"]);

const transcription = stored({
  id: "transcription",
  title: "Transcription",
  endpoint: /\/audio\/(?:transcriptions|translations)$/,
  looks: (body) =>
    typeof body.text === "string" && (Array.isArray(body.segments) || typeof body.duration === "number" || isObject(body.usage)),
  describe: ({ text }) => stringOf(text) ?? "",
  usage: ({ usage }) => tokenUsage(usage, ["input_tokens", "output_tokens", "total_tokens"]),
});

const tokenCount = stored({
  id: "tokens",
  title: "Token count",
  endpoint: /\/count_tokens$|\/count-tokens$|:countTokens$|\/responses\/input_tokens$/,
  looks: (body) => typeof countIn(body) === "number" && Object.keys(body).every((name) => countNames.has(name)),
  describe: (body) => counted(countIn(body) ?? 0, "token"),
  usage: (body) => ({ inputTokens: countIn(body) ?? null, outputTokens: null, totalTokens: null }),
});

const countNames = new Set([
  ...["object", "input_tokens", "inputTokens", "totalTokens", "promptTokensDetails", "totalBillableCharacters"],
  ...["cachedContentTokenCount", "cacheTokensDetails", "context_management"],
]);
const countIn = (body: JsonObject): number | undefined => numberOf(body.input_tokens ?? body.inputTokens ?? body.totalTokens);

const pages = stored({
  id: "mistral.ocr",
  title: "Recognised document",
  endpoint: /\/ocr$/,
  looks: ({ pages: list }) => typeof firstIn(list).markdown === "string",
  describe: ({ pages: list }) => `${counted(listOf(list).length, "page")}: ${stringOf(firstIn(list).markdown) ?? ""}`,
});

/** The object types of the APIs for assistants, files, batches and vector stores. */
const kinds =
  /^(?:file|batch|thread(?:\..+)?|assistant|vector_store(?:\..+)?|conversation|upload(?:\..+)?|fine_tuning\.job(?:\..+)?|response\.input_items|realtime\.\w+)(?:\.deleted)?$/;

const object = stored({
  id: "object",
  title: "Stored object",
  looks: (body) => kinds.test(kindOf(body)) || listsObjects(body) || namesOfGoogle.test(stringOf(body.name) ?? ""),
  describe: (body) => {
    if (listsObjects(body)) return [counted(listOf(body.data).length, "object"), ...kindsIn(body)].join(": ");
    return [kindOf(body), body.id ?? body.name, body.status].filter((each) => typeof each === "string" && each !== "").join(" ");
  },
});

/** Pages of a list say which ends they have; an empty one says nothing else. */
function listsObjects(body: JsonObject): boolean {
  if (kinds.test(kindOf(firstIn(body.data)))) return true;
  return (
    Array.isArray(body.data) && body.data.length === 0 && typeof body.has_more === "boolean" && Object.hasOwn(body, "first_id")
  );
}

const kindsIn = ({ data }: JsonObject): readonly string[] => (listOf(data).length === 0 ? [] : [kindOf(firstIn(data))]);

/** What Gemini keeps has a name that begins with its kind. */
const namesOfGoogle = /^(?:files|cachedContents|batches|fileSearchStores|tunedModels)\/[\w./-]{1,100}$/;

/** Anthropic calls it `type`. */
const ofAnthropic: Readonly<Record<string, string>> = { message_batch: "batch", file: "file", file_deleted: "file.deleted" };
const kindOf = ({ object: kind, type }: JsonObject): string => stringOf(kind) ?? ofAnthropic[stringOf(type) ?? ""] ?? "";

/** In the order in which they are asked. */
export const storedFamilies: readonly Family[] = [moderation, images, transcription, tokenCount, pages, object];
