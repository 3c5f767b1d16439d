/**
 * The content of a message: a text, a part, or a list of parts (OpenAI, Anthropic, Gemini). Text, calls and attachments are read; every
 * other non-empty property is kept under its name.
 */
import type { ViewMessage } from "../../protocol";
import { isObject, listOf, type JsonObject } from "../../recording/json";
import { attachmentOf, hasData } from "./attachments";
import { propertyKinds, kindOf, type Kind } from "./kinds";
import { asText, Unread, type Also } from "./unread";

export type Call = ViewMessage["toolCalls"][number];

/** What content contains. */
export interface Content {
  readonly text: string;
  readonly calls: readonly Call[];
  /** The call that it answers; undefined if it is not a result. */
  readonly answers?: string | undefined;
  /** Inline images as `data:` URLs. */
  readonly images: readonly string[];
  readonly also: Also;
}

export const noContent: Content = { text: "", calls: [], images: [], also: [] };

/** `at` is the name of the content, for the names of its properties: "content". */
export function readContent(content: unknown, at: string): Content {
  return merged(readParts(content, at));
}

/** The same, part by part. */
export function readParts(content: unknown, at: string): readonly Content[] {
  return Array.isArray(content)
    ? listOf(content).map((part, index) => readPart(part, `${at}[${index}]`))
    : [readPart(content, at)];
}

/** Joins their texts with line breaks. A result among them does not become a message of its own. */
export function merged(parts: readonly Content[]): Content {
  return {
    text: parts
      .map(({ text }) => text)
      .filter((text) => text !== "")
      .join("\n"),
    calls: parts.flatMap(({ calls }) => calls),
    images: parts.flatMap(({ images }) => images),
    also: parts.flatMap(({ answers, also }) => (answers === undefined ? also : [{ name: "answers", value: answers }, ...also])),
  };
}

/** One part: a text, or an object with a type. */
export function readPart(part: unknown, at: string): Content {
  if (!isObject(part)) return { ...noContent, text: asText(part) };
  const typed = typedPart(part);
  if (typed === undefined)
    return hasData(part) ? readKind(part, { attachment: "data" }, at) : { ...noContent, text: asText(part) };
  const kind = kindOf(typed.type);
  if (kind !== undefined) return readKind(typed, kind, at);
  const { type, ...rest } = typed;
  return { ...noContent, text: `[${type}] ${asText(rest)}` };
}

type Typed = JsonObject & { readonly type: string };

/** In Gemini's form a part's type is the name of its only property. undefined if it has no type. */
export function typedPart(part: JsonObject): Typed | undefined {
  if (typeof part.type === "string") return { ...part, type: part.type };
  for (const [type, ...names] of propertyKinds) {
    const name = names.find((each) => isObject(part[each]));
    if (name !== undefined) return type.endsWith("_data") ? { ...part, type } : unwrapped(part, name, type);
  }
  return typeof part.text === "string" ? { ...part, type: "text" } : undefined;
}

/** A property that both the part and the inner object have stays where it is. */
function unwrapped(part: JsonObject, name: string, type: string): Typed {
  const { [name]: inner, ...beside } = part;
  const others = Object.entries(beside).map(([key, value]) => [
    isObject(inner) && Object.hasOwn(inner, key) ? `part.${key}` : key,
    value,
  ]);
  return { ...(Object.fromEntries(others) as JsonObject), ...(inner as JsonObject), type };
}

/** An object of a known kind. Unread properties are kept. */
export function readKind(part: JsonObject, { call, answers, texts = [], attachment, labelled }: Kind, at: string): Content {
  const unread = new Unread(part);
  const type = unread.takeText("type") ?? "";
  const called = call && takeCall(unread, call);
  const answered = answers && unread.takeText(...answers);
  const read = texts.map((name) => readContent(unread.take(name), `${at}.${name}`));
  const attached = attachment === undefined ? noContent : takeAttachment(unread, attachment, at);
  const { text, ...content } = merged([attached, ...read]);
  return {
    ...content,
    text: [labelled === true ? `[${type}]` : "", text].filter((each) => each !== "").join(" "),
    calls: called ? [called, ...content.calls] : content.calls,
    ...(answered === undefined ? {} : { answers: answered }),
    also: [...unread.left(at), ...content.also],
  };
}

function takeCall(unread: Unread, { id, name, arguments: given }: NonNullable<Kind["call"]>): Call {
  return { id: unread.takeText(...id) ?? null, name: unread.takeText(name) ?? "", arguments: asText(unread.takeFirst(...given)) };
}

/** Anthropic's documents may be text, or content like a message's. */
function takeAttachment(unread: Unread, kind: string, at: string): Content {
  const part = unread.object;
  const { source } = part;
  if (isObject(source) && (source.type === "text" || source.type === "content")) {
    const { type, [type === "text" ? "data" : "content"]: inner, ...others } = source;
    unread.put("source", others);
    const content = readContent(inner, `${at}.source`);
    return { ...content, text: `[${kind}] ${content.text}` };
  }
  const { text, image, told } = attachmentOf(part, kind);
  if (told !== undefined) unread.put(told.name, told.rest);
  return { ...noContent, text, images: image === undefined ? [] : [image] };
}
