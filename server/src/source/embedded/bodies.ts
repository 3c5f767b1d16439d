/** Opens the bodies of recorded calls in place: JSON, streams, compressed and base64 text. */
import type { JsonPath } from "../../recording/jsonPath";
import { decodeBody } from "../../recording/http/decodeBody";
import { embeddedText } from "./embeddedText";
import { eventStreamValue, looksLikeEventStream } from "../eventStream";
import type { Embedded } from "./embeddedSource";
import { headerOf, type Headers } from "../../recording/http/headers";

/** A body and its path in the file; `isBase64` if its text is base64. */
export interface Body {
  readonly path: JsonPath;
  readonly value: unknown;
  readonly headers: Headers;
  readonly isBase64: boolean;
}

/** Opens a body, calling `open` for its text. undefined if there is nothing to open: plain text, or a value of the file itself. */
export function openBody(
  { path, value, headers, isBase64 }: Body,
  open: typeof embeddedText = embeddedText,
): Embedded | undefined {
  const contentType = headerOf(headers, "content-type") ?? "";
  const given = isBase64 && typeof value === "string" ? bytesOf(value) : value;
  if (typeof given === "string") {
    const text = given === "" && !/event-stream/i.test(contentType) ? undefined : open(given, contentType);
    return text && { path, value: text.value, text };
  }
  if (!(given instanceof Uint8Array)) return undefined;
  const { text, bytes } = decodeBody(given, headerOf(headers, "content-encoding") ?? "");
  if (looksLikeEventStream(bytes)) {
    const frames = eventStreamValue(bytes);
    const told = () => frames.map((frame) => `${JSON.stringify(frame)}\n`).join("");
    return {
      path,
      value: frames,
      text: undefined,
      hidden: () => ({ text: told(), isRendered: true, contentType: "application/x-ndjson" }),
    };
  }
  const said = text === undefined ? Buffer.from(bytes).toString("base64") : (embeddedText(text, contentType)?.value ?? text);
  return {
    path,
    value: said,
    text: undefined,
    hidden: text === undefined ? undefined : () => ({ text, isRendered: false, contentType }),
  };
}

/** Polly.js writes the pieces of a body as a JSON list; DataDog's test agent puts a word in front. */
function bytesOf(text: string): Uint8Array {
  const pieces = text.startsWith("[") ? text.split(/[[\]",\s]+/) : [text.replace(/^base64:/, "")];
  return new Uint8Array(Buffer.concat(pieces.map((piece) => Buffer.from(piece, "base64"))));
}
