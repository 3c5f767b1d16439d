/** Bodies of recorded calls, opened where they stand: JSON, streams, what was compressed or kept as base64. */
import type { JsonPath } from "../../recording/jsonPath";
import { decodeBody } from "../../recording/http/decodeBody";
import { embeddedText } from "./embeddedText";
import { eventStreamValue, looksLikeEventStream } from "../eventStream";
import type { Embedded } from "./embeddedSource";
import { headerOf, type Headers } from "../../recording/http/headers";

/** A body where it stands; `isBase64` of a text that says its bytes in base64. */
export interface Body {
  readonly path: JsonPath;
  readonly value: unknown;
  readonly headers: Headers;
  readonly isBase64: boolean;
}

/** undefined where it stands as it is: a text that is only text, or a value of the file itself. `open` opens a text. */
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

/** Polly.js writes the pieces in which a body came as a list in JSON, DataDog's test agent a word in front. */
function bytesOf(text: string): Uint8Array {
  const pieces = text.startsWith("[") ? text.split(/[[\]",\s]+/) : [text.replace(/^base64:/, "")];
  return new Uint8Array(Buffer.concat(pieces.map((piece) => Buffer.from(piece, "base64"))));
}
