/** Recordings of Mastra's llm-recorder: JSON with parsed bodies, and streams as lists of the pieces received. */
import { bodyBeside, callOf, callsIn, type Spelling } from "../../recording/http/call";
import type { HeldBody } from "../../recording/http/heldBody";
import { listOf, type JsonObject } from "../../recording/json";
import type { JsonPath } from "../../recording/jsonPath";
import { jsonSource } from "../../source/json";
import { cassetteFormat } from "../cassette";

const bodyIn = ({ body }: JsonObject, path: JsonPath): HeldBody => ({ body, bodyPath: [...path, "body"], isBase64: false });
const spelling: Spelling = { url: ["url"], sent: bodyIn, received: bodyBeside(bodyIn, "chunks") };

const call = String.raw`\[\s*\{\s*"hash"\s*:\s*"[0-9a-f]+"\s*,\s*"request"\s*:`;
const alone = new RegExp(String.raw`^\uFEFF?\s*${call}`);
const meta = new RegExp(String.raw`^\uFEFF?\s*\{\s*"meta"\s*:\s*\{[^{}]*\}\s*,\s*"recordings"\s*:\s*${call}`);

export const llmRecorder = cassetteFormat({
  id: "llm-recorder",
  title: "llm-recorder recording",
  detect: (path, head) => path.endsWith(".json") && (alone.test(head) || meta.test(head)),
  source: jsonSource,
  exchangesOf: (value) =>
    Array.isArray(value)
      ? listOf(value).map((entry, index) => callOf(entry, [index], spelling))
      : callsIn(value, "recordings", spelling),
  noneIn: () => "The file has no list of `recordings`, so it cannot be replayed.",
});
