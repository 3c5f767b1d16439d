import type { JsonPath } from "../recording/document";
import { isObject } from "../recording/json";
import type { Recording } from "../recording/recording";
import type { Rule } from "./rule";

export const recordingStreamFlag: Rule = {
  code: "recording.stream-flag",
  severity: "warning",
  summary: "The request asks for a stream and the response is none, or the reverse.",
  formats: ["ogx"],
  check(file, report) {
    const { recording } = file;
    if (recording === undefined || failed(recording)) return;
    const { streamFlag: streaming, streamFlagPath: path, body, bodyPath } = recording.response;
    const asked = askedForStream(recording);
    if (asked === undefined || streaming === undefined) return;
    if (asked.streams === streaming && (streaming || !Array.isArray(body))) return;
    const related = asked.path === undefined ? {} : { related: [{ path: asked.path, message: "The request says so here." }] };
    if (asked.streams && !streaming) {
      const message =
        "The request asks for a stream and `is_streaming` is false, so replay hands out one value where the client waits for chunks.";
      report({ path, message, ...related });
    } else if (!asked.streams && streaming) {
      // A stream that is no list has the wrong shape, which says it already.
      if (!Array.isArray(body)) return;
      const message =
        "The request asks for no stream and `is_streaming` is true, so replay hands out chunks where the client waits for one answer.";
      report({ path, message, ...related });
    } else {
      const message =
        "The request asks for no stream and the body is a list, so replay hands out a list where the client waits for one answer.";
      report({ path: bodyPath, part: "key", message, ...related });
    }
  },
};

/** A request that failed before its first chunk is no stream, whatever it asked for; replay raises the failure in either case. */
function failed({ response }: Recording): boolean {
  return response.exception !== undefined || (response.status ?? 200) >= 400;
}

/** Endpoints whose name says whether they stream. */
const streams = /(\/generate_content_stream|:streamGenerateContent)\b/;
/** Endpoints that stream only when asked to. */
const streamsWhenAsked = /\/(chat\/completions|completions|responses|messages|interactions|generate_content)\/?(\?|$)/;

interface Asked {
  readonly streams: boolean;
  /** Where the request says it; undefined where its endpoint does. */
  readonly path: JsonPath | undefined;
}

/** undefined for requests of which nobody can say: tools, documents, endpoints that stream by default. */
function askedForStream({ request }: Recording): Asked | undefined {
  if (request?.kind !== "inference" && request?.kind !== "http") return undefined;
  const { body, url } = request;
  const stream = isObject(body) ? body.stream : undefined;
  if (typeof stream === "boolean") return { streams: stream, path: [...request.bodyPath, "stream"] };
  const endpoint = request.kind === "inference" ? request.endpoint : url;
  if (streams.test(endpoint)) return { streams: true, path: request.addressPath };
  if (!streamsWhenAsked.test(endpoint) || !isObject(body) || (stream !== undefined && stream !== null)) return undefined;
  return { streams: false, path: undefined };
}
