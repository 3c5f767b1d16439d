/** Images, audio and files in a message: shown as a name with size or URL. Only images that a browser can show are sent. */
import { isObject, type JsonObject } from "../../recording/json";

/** Where providers put the data or URL of an attachment: in a property, or in an object inside one. */
const holders = [
  "image_url",
  "video_url",
  "audio_url",
  "input_audio",
  "source",
  "inline_data",
  "inlineData",
  "fileData",
  "file_data",
  "file",
  "file_url",
  "url",
];
const within = ["url", "data", "bytes", "file_data", "file_uri", "fileUri"];

interface Held {
  readonly data: string;
  /** Its property, and that property's value without it. */
  readonly name: string;
  readonly rest: JsonObject;
}

function heldBy(part: JsonObject): Held | undefined {
  for (const name of [...holders, "data"]) {
    const holder = part[name];
    if (typeof holder === "string") return { data: holder, name, rest: {} };
    if (!isObject(holder)) continue;
    const inner = within.find((each) => typeof holder[each] === "string");
    if (inner === undefined) continue;
    const { [inner]: data, ...rest } = holder;
    return { data: data as string, name, rest };
  }
  return undefined;
}

export interface Attachment {
  /** "[image, 12 KB]", "[image, https://…]", "[file]" */
  readonly text: string;
  /** As a `data:` URL. */
  readonly image: string | undefined;
  /** The property whose data is replaced by its size or shown, and the other values in it. */
  readonly told: Pick<Held, "name" | "rest"> | undefined;
}

/** Whether there is data, or a URL. */
export const hasData = (part: JsonObject): boolean => heldBy(part) !== undefined;

/** `kind` is a word: "image", "file", "data". */
export function attachmentOf(part: JsonObject, kind: string): Attachment {
  const held = heldBy(part);
  if (held === undefined) return { text: `[${kind}]`, image: undefined, told: undefined };
  const isShort = held.data.length <= longestShown && !isAddress(held.data);
  return {
    text: `[${kind}, ${sizeOrAddress(held.data)}]`,
    image: inlineImage(part, held),
    told: isShort ? undefined : held,
  };
}

/** Shorter data may be a word, and is kept as it is. */
const longestShown = 100;

const isAddress = (data: string): boolean => /^(?!data:)[a-z]+:\/\//i.test(data);

/** A URL in full; for data its size. */
export function sizeOrAddress(data: string): string {
  if (isAddress(data)) return data;
  const base64 = data.startsWith("data:") ? data.slice(data.indexOf(",") + 1) : data;
  const bytes = base64.length * 0.75;
  return bytes < 1024 ? `${Math.round(bytes)} bytes` : `${Math.round(bytes / 1024)} KB`;
}

/** Raster formats that a browser decodes without running anything, and up to a size that people look at. */
const imageTypes = /^image\/(png|jpeg|gif|webp)$/;
const longestImage = 6_000_000;

function inlineImage(part: JsonObject, { data, rest }: Held): string | undefined {
  if (data.length > longestImage) return undefined;
  const [, typeInUrl, base64InUrl] = /^data:([\w/+.-]+);base64,([\w+/=\s-]+)$/.exec(data) ?? [];
  // Anthropic and Gemini have the type in another property.
  const type = typeInUrl ?? rest["media_type"] ?? rest["mime_type"] ?? rest["mimeType"] ?? part["mime_type"];
  const base64 = base64InUrl ?? data;
  const isImage = typeof type === "string" && imageTypes.test(type) && /^[\w+/=\s-]+$/.test(base64);
  return isImage ? `data:${type};base64,${base64}` : undefined;
}
