/** Bodies of recorded calls, opened where they stand: JSON, streams, what was compressed or kept as base64. */
import type { JsonPath } from "../../recording/jsonPath";
import { decodeBody } from "./decodeBody";
import { embeddedText } from "./embeddedText";
import type { Embedded } from "./embeddedSource";
import { headerOf, type Headers } from "../../recording/http/headers";

/** A body where it stands. Texts that are kept as base64 are given as their bytes. */
export interface Body {
  readonly path: JsonPath;
  readonly value: unknown;
  readonly headers: Headers;
}

/** undefined where it stands as it is: a text that is only text, or a value of the file itself. */
export function openBody({ path, value, headers }: Body): Embedded | undefined {
  const contentType = headerOf(headers, "content-type") ?? "";
  if (typeof value === "string") {
    const text = value === "" && !/event-stream/i.test(contentType) ? undefined : embeddedText(value, contentType);
    return text && { path, value: text.value, text };
  }
  if (!(value instanceof Uint8Array)) return undefined;
  const { text, bytes } = decodeBody(value, headerOf(headers, "content-encoding") ?? "");
  const said = text === undefined ? Buffer.from(bytes).toString("base64") : (embeddedText(text, contentType)?.value ?? text);
  return { path, value: said, text: undefined, hidden: text };
}
