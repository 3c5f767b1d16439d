import { headerOf } from "../../recording/http/headers";
import { canDecompress, isGzip } from "../../recording/http/decodeBody";
import { nameValue } from "../../recording/json";
import type { JsonPath } from "../../recording/jsonPath";
import type { Report, Rule } from "../rule";
import { clientOf, writtenCalls, type WrittenCall } from "./written";

export const cassetteEncoding: Rule = {
  code: "cassette.encoding",
  severity: "error",
  summary: "A body does not match its `content-encoding` header, so the client cannot decode it in replay.",
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
  const said = headerOf(received, "content-encoding") ?? "";
  const codings = codingsOf(said);
  const isTakenForText = typeof body !== "string" && isGzip(body) && textTypes.test(headerOf(received, "content-type") ?? "");
  if (codings.length === 0) return isTakenForText ? unnamed(call) : undefined;
  const client = clientOf(call);
  // Clients other than httpx get the body undecoded, whatever the header says; an unknown client may be any.
  if (client !== "httpx" && !(client === "unknown" && isTakenForText)) return undefined;
  if (isDecodable(call, body, codings)) return undefined;
  const who = client === "httpx" ? "httpx" : "a client";
  const message = `The body does not match \`content-encoding\` (${nameValue(said)}), so ${who} cannot decode it and replay fails.`;
  return { path: headerPath(call), message, cause: said };
}

const textTypes = /\bjson\b|^text\/|event-stream/i;
const codings: ReadonlySet<string> = new Set(["gzip", "deflate", "br", "zstd"]);

/** The codings that clients know, in the order in which they were applied. */
function codingsOf(said: string): readonly string[] {
  const names = said.toLowerCase().split(",");
  return names.map((each) => each.trim()).filter((each) => codings.has(each));
}

/** Checks the outermost coding. brotli only counts if it was requested; zstd cannot be checked here. */
function isDecodable(call: WrittenCall, body: string | Uint8Array, said: readonly string[]): boolean {
  const last = said.at(-1);
  const isKnown =
    last === "gzip" || last === "deflate" || (last === "br" && /\bbr\b/.test(headerOf(call.sent, "accept-encoding") ?? ""));
  return !isKnown || canDecompress(typeof body === "string" ? Buffer.from(body) : body, last);
}

/** The body is compressed, but no header says so. */
function unnamed({ path }: WrittenCall): Report {
  const message =
    "The body is compressed but `content-encoding` is missing, so the client takes the compressed bytes for the answer.";
  return { path: [...path, "response", "body", "string"], part: "key", message };
}

function headerPath({ path, received }: WrittenCall): JsonPath {
  const name = Object.keys(received).find((each) => each.toLowerCase() === "content-encoding") ?? "content-encoding";
  return [...path, "response", "headers", name];
}
