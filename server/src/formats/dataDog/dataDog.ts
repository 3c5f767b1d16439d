/** Cassettes of DataDog's test agent: a JSON file with one call, named after its request. Based on the source of its proxy and 668 files. */
import { callOf, type FindBody } from "../../recording/http/call";
import { isObject } from "../../recording/json";
import { jsonSource } from "../../source/json";
import { cassetteFormat } from "../cassette";
import { naming, partsOfName } from "./naming";

const named = /_(?:get|post|put|patch|delete|head|options)_[0-9a-f]{8}\.json$/;
const start = /^\uFEFF?\s*\{\s*"request"\s*:\s*\{\s*"method"\s*:\s*"[A-Z]+",\s*"url"\s*:\s*"/;

export const dataDog = cassetteFormat({
  id: "datadog",
  title: "DataDog test agent cassette",
  detect: (path, head) => named.test(path) && (head === "" || start.test(head)),
  source: jsonSource,
  exchangesOf: (value) =>
    isObject(value) ? [callOf(value, [], { url: ["url"], sent: plainBody, received: plainBody })] : undefined,
  noneIn: () => "The file has no `request` and `response`, so it is not a cassette and cannot be replayed.",
  hashOfName: (name) => partsOfName(name)?.hash,
  naming,
  outline: () => [{ path: [], test: undefined }],
});

/** Bytes are marked as such. */
function plainBody(...[{ body }, path]: Parameters<FindBody>): ReturnType<FindBody> {
  const isBase64 = typeof body === "string" && body.startsWith("base64:");
  return { body: body === "" ? undefined : body, bodyPath: [...path, "body"], isBase64 };
}
