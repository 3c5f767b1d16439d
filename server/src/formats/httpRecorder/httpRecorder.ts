/** Recordings of OpenCode's http-recorder: JSON, replayed in order. */
import { callsIn, type FindBody } from "../../recording/http/call";
import { jsonSource } from "../../source/json";
import { cassetteFormat } from "../cassette";

/** What its files have and VCR.py's lack: a numeric status, headers that are strings, metadata. */
const start =
  /^\uFEFF?\s*\{\s*"version"\s*:\s*\d+\s*,\s*(?:"metadata"\s*:\s*\{|"interactions"\s*:\s*\[\s*\{\s*"(?:transport"\s*:|request"\s*:\s*\{\s*"method"\s*:\s*"[A-Z]+"\s*,\s*"url"))/;

export const httpRecorder = cassetteFormat({
  id: "http-recorder",
  title: "http-recorder cassette",
  detect: (path, head) => path.endsWith(".json") && start.test(head),
  source: jsonSource,
  exchangesOf: (value) => callsIn(value, "interactions", { url: ["url"], sent: encodedBody, received: encodedBody }),
  noneIn: () => "The file has no list of `interactions`, so it is not a cassette and cannot be replayed.",
});

function encodedBody(...[{ body, bodyEncoding }, path]: Parameters<FindBody>): ReturnType<FindBody> {
  return { body, bodyPath: [...path, "body"], isBase64: bodyEncoding === "base64" };
}
