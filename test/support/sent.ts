/** Answers over HTTP, as formats of recorded HTTP pass them on: an object, or the pieces of a stream. */
import { readRecordingFile } from "../../server/src/formats/readDocument";
import type { RecordingInDocument } from "../../server/src/recording/recordingDocument";
import { check } from "../../server/src/rules/check";

export interface Sent {
  readonly url: string;
  readonly method?: string;
  readonly request?: unknown;
  readonly status?: number;
  /** A list is a stream. */
  readonly body: unknown;
}

export function openSent({ url, method = "POST", request = {}, status = 200, body }: Sent): RecordingInDocument {
  const value = {
    test_id: null,
    request: { method, url, headers: {}, payload: request },
    response: { body: Array.isArray(body) ? body : [body], is_streaming: Array.isArray(body), status },
  };
  return readRecordingFile("x.json", JSON.stringify(value));
}

/** The findings of rules on answers: codes and messages. */
export function saidOf(file: RecordingInDocument): string[] {
  const found = check(file).filter(({ code }) => !/^(?:recording|hash|json)\./.test(code));
  return found.map(({ code, message }) => `${code}: ${message}`);
}

/** A server-sent event. */
export const event = (data: object, name?: string, lineBreak = "\n"): string =>
  `${name === undefined ? "" : `event: ${name}${lineBreak}`}data: ${JSON.stringify(data)}${lineBreak}${lineBreak}`;

/** A frame of Amazon's event streams. */
export const frameOf = (type: string, payload: unknown) => ({
  headers: { ":event-type": type, ":content-type": "application/json", ":message-type": "event" },
  payload,
});

/** A frame in which a model's own object is carried. */
export const carried = (object: object) =>
  frameOf("chunk", { bytes: Buffer.from(JSON.stringify(object)).toString("base64"), p: "abcd" });

export const exceptionFrame = (type: string, message: string) => ({
  headers: { ":exception-type": type, ":content-type": "application/json", ":message-type": "exception" },
  payload: { message },
});
