/** Content of a message: a string, or a list of parts (OpenAI, Anthropic, Gemini). Images are named, never sent along. */
import type { ViewMessage } from "../../protocol";
import { compactJson } from "../../recording/json";

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : []);

/** A string as it is, anything else as JSON. */
export const asText = (value: unknown): string =>
  typeof value === "string" ? value : value === undefined ? "" : compactJson(value, Infinity);

/** What a message's content holds. `answers` is the call that a tool result answers; undefined when it is none. */
export interface Parts {
  readonly text: string;
  readonly calls: ViewMessage["toolCalls"];
  readonly answers: string | undefined;
  /** Inline images as `data:` URLs. */
  readonly images: readonly string[];
}

/** Joins the text of all parts and sets the calls apart. */
export function readParts(content: unknown): Parts {
  const parts = Array.isArray(content) ? listOf(content) : isObject(content) ? [content] : [];
  if (parts.length === 0) return { text: textOf(content), calls: [], answers: undefined, images: [] };
  return {
    text: textOf(parts),
    calls: parts.flatMap(callOf),
    answers: parts.map(answeredCall).find((id) => id !== undefined),
    images: parts.flatMap(inlineImage),
  };
}

/** The text of content in any form, one line break between parts; "" for none. */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  return listOf(content)
    .map(partText)
    .filter((text) => text !== "")
    .join("\n");
}

function partText(part: unknown): string {
  if (typeof part === "string") return part;
  if (!isObject(part)) return "";
  if (typeof part["text"] === "string") return part["text"];
  if (typeof part["thinking"] === "string") return part["thinking"];
  const result = resultOf(part);
  if (result !== undefined) return typeof result === "string" ? result : textOf(result) || asText(result);
  return callOf(part).length > 0 ? "" : attachment(part);
}

function resultOf(part: JsonObject): unknown {
  if (part["type"] === "tool_result") return part["content"] ?? "";
  const response = part["function_response"] ?? part["functionResponse"];
  return isObject(response) ? response["response"] : undefined;
}

function answeredCall(part: unknown): string | undefined {
  if (!isObject(part)) return undefined;
  const response = part["function_response"] ?? part["functionResponse"];
  const id =
    part["type"] === "tool_result" ? part["tool_use_id"] : isObject(response) ? (response["id"] ?? response["name"]) : undefined;
  return typeof id === "string" ? id : undefined;
}

/** Anthropic's `tool_use` and Gemini's `function_call`. */
function callOf(part: unknown): ViewMessage["toolCalls"] {
  if (!isObject(part)) return [];
  const call = part["type"] === "tool_use" ? part : (part["function_call"] ?? part["functionCall"]);
  if (!isObject(call) || typeof call["name"] !== "string") return [];
  const id = call["id"];
  return [{ id: typeof id === "string" ? id : null, name: call["name"], arguments: asText(call["input"] ?? call["args"] ?? {}) }];
}

/** "[image, 12 KB]", "[image, https://…]", "[input_audio]": what a part is when it is no text. */
function attachment(part: JsonObject): string {
  const kind = typeof part["type"] === "string" ? part["type"].replace(/_(url|file)$/, "").replace(/^input_/, "") : "part";
  const data = dataOf(part);
  if (data === undefined) return `[${kind}]`;
  const base64 = data.startsWith("data:") ? data.slice(data.indexOf(",") + 1) : data;
  const isAddress = /^[a-z]+:\/\//i.test(data);
  const what = kind === "part" ? "data" : kind;
  return isAddress ? `[${what}, ${data.slice(0, 200)}]` : `[${what}, ${kilobytes(base64.length * 0.75)}]`;
}

/** Raster formats that a browser decodes without running anything, and no larger than a person would look at. */
const imageTypes = /^image\/(png|jpeg|gif|webp)$/;
const longestImage = 6_000_000;

function inlineImage(part: unknown): readonly string[] {
  const data = isObject(part) ? dataOf(part) : undefined;
  if (!isObject(part) || data === undefined || data.length > longestImage) return [];
  const [, typeInUrl, base64InUrl] = /^data:([\w/+.-]+);base64,([\w+/=\s-]+)$/.exec(data) ?? [];
  const type = typeInUrl ?? mediaTypeOf(part);
  const base64 = base64InUrl ?? data;
  return type !== undefined && imageTypes.test(type) && /^[\w+/=\s-]+$/.test(base64) ? [`data:${type};base64,${base64}`] : [];
}

/** Anthropic and Gemini name the type beside the data. */
function mediaTypeOf(part: JsonObject): string | undefined {
  const holder = part["source"] ?? part["inline_data"] ?? part["inlineData"];
  const type = isObject(holder) ? (holder["media_type"] ?? holder["mime_type"] ?? holder["mimeType"]) : undefined;
  return typeof type === "string" ? type : undefined;
}

/** The address or base64 of an attachment, wherever the provider puts it. */
function dataOf(part: JsonObject): string | undefined {
  const holder =
    part["image_url"] ?? part["input_audio"] ?? part["source"] ?? part["inline_data"] ?? part["inlineData"] ?? part["file"];
  const data = isObject(holder) ? (holder["url"] ?? holder["data"] ?? holder["file_data"]) : (holder ?? part["data"]);
  return typeof data === "string" ? data : undefined;
}

const kilobytes = (bytes: number): string => (bytes < 1024 ? `${Math.round(bytes)} bytes` : `${Math.round(bytes / 1024)} KB`);
