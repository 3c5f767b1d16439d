import type { JsonPath } from "../recording/document";
import { isObject } from "../recording/json";
import type { Recording } from "../recording/recording";
import type { Rule } from "./rule";

export const recordingStreamFlag: Rule = {
  code: "recording.stream-flag",
  severity: "warning",
  summary: "The request asks for a stream but the response is not one, or the other way round.",
  formats: ["ogx"],
  check(file, report) {
    const { recording } = file;
    if (recording === undefined || failed(recording)) return;
    const { streamFlag: streaming, streamFlagPath: path, body, bodyPath } = recording.response;
    const asked = askedForStream(recording);
    if (asked === undefined || streaming === undefined) return;
    if (asked.streams === streaming && (streaming || !Array.isArray(body))) return;
    const related =
      asked.path === undefined ? {} : { related: [{ path: asked.path, message: "The request specifies it here." }] };
    if (asked.streams && !streaming) {
      const message =
        "The request asks for a stream but `is_streaming` is false, so replay returns one value where the client expects chunks.";
      report({ path, message, ...related });
    } else if (!asked.streams && streaming) {
      // A stream that is not a list has the wrong shape, which another rule reports.
      if (!Array.isArray(body)) return;
      const message =
        "The request does not ask for a stream but `is_streaming` is true, so replay returns chunks where the client expects one answer.";
      report({ path, message, ...related });
    } else {
      const message =
        "The request does not ask for a stream but the body is a list, so replay returns a list where the client expects one answer.";
      report({ path: bodyPath, part: "key", message, ...related });
    }
  },
};

/** A request that failed before its first chunk has no stream, and replay raises the failure in either case. */
function failed({ response }: Recording): boolean {
  return response.exception !== undefined || (response.status ?? 200) >= 400;
}

/** Endpoints whose name says that they stream. */
const streams = /(\/generate_content_stream|:streamGenerateContent)\b/;
/** Endpoints that only stream on request. */
const streamsWhenAsked = /\/(chat\/completions|completions|responses|messages|interactions|generate_content)\/?(\?|$)/;

interface Asked {
  readonly streams: boolean;
  /** The path of the request's flag; undefined if the endpoint decides. */
  readonly path: JsonPath | undefined;
}

/** Whether a stream was requested; undefined if it cannot be told: tools, documents, endpoints that stream by default. */
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
