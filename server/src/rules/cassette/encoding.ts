import { headerOf } from "../../recording/http/headers";
import { canDecompress, isGzip } from "../../source/embedded/decodeBody";
import { nameValue } from "../../recording/json";
import type { JsonPath } from "../../recording/jsonPath";
import type { Report, Rule } from "../rule";
import { clientOf, writtenCalls, type WrittenCall } from "./written";

export const cassetteEncoding: Rule = {
  code: "cassette.encoding",
  severity: "error",
  summary: "A body is not compressed as its `content-encoding` says, so that replay hands the client what it cannot decode.",
  formats: ["vcr"],
  checkDocument(document, report) {
    for (const call of writtenCalls(document)) {
      const found = disagreement(call);
      if (found !== undefined) report(found);
    }
  },
};

function disagreement(call: WrittenCall): Report | undefined {
  const { body, received } = call;
  if (body === undefined || body.length === 0) return undefined;
  const said = headerOf(received, "content-encoding");
  if (said === undefined || said === "") return unnamed(call, body);
  // Other clients are handed the body as it stands, whatever the header says.
  if (clientOf(call) !== "httpx" || isDecodable(call, body, said)) return undefined;
  const message = `The body is not compressed as \`content-encoding\` says (${nameValue(said)}), so httpx cannot decode it and replay of this recording fails.`;
  return { path: headerPath(call), message, cause: said };
}

/** Codings stand in the order in which they were applied. httpx passes over those that it does not know; brotli is one where it was asked for. */
function isDecodable(call: WrittenCall, body: string | Uint8Array, said: string): boolean {
  const asked = headerOf(call.sent, "accept-encoding") ?? "";
  const last = said
    .toLowerCase()
    .split(",")
    .map((each) => each.trim())
    .findLast((each) => each === "gzip" || each === "deflate" || (each === "br" && /\bbr\b/.test(asked)));
  if (last !== "gzip" && last !== "deflate" && last !== "br") return true;
  return canDecompress(typeof body === "string" ? Buffer.from(body) : body, last);
}

const textTypes = /\bjson\b|^text\/|event-stream/i;

/** Compressed, and nothing says so: a client takes the bytes for the answer. */
function unnamed(call: WrittenCall, body: string | Uint8Array): Report | undefined {
  const type = headerOf(call.received, "content-type") ?? "";
  if (typeof body === "string" || !isGzip(body) || !textTypes.test(type)) return undefined;
  const message =
    "The body is compressed and no `content-encoding` says so, so the client takes the compressed bytes for the answer.";
  return { path: [...call.path, "response", "body", "string"], part: "key", message };
}

function headerPath({ path, received }: WrittenCall): JsonPath {
  const name = Object.keys(received).find((each) => each.toLowerCase() === "content-encoding") ?? "content-encoding";
  return [...path, "response", "headers", name];
}
