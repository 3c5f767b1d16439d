/** Finds the parts of a cassette's recordings in all forms of VCR.py, its serializers and its relatives. */
import { bodyBeside, callsIn, receivedOf, sentOf, type Spelling } from "../../recording/http/call";
import type { Exchange } from "../../recording/http/exchange";
import { heldAnswer, heldBody } from "../../recording/http/heldBody";
import { isObject, listOf } from "../../recording/json";

/** `parsed_body` comes from serializers that keep JSON as a tree, `content` from httpx before VCR.py 6. */
const spelling: Spelling = {
  sent: bodyBeside(heldBody, "parsed_body"),
  received: bodyBeside(heldAnswer, "parsed_body", "content"),
};

/** In order; undefined if the value is not a cassette. Never throws. */
export function exchangesOf(value: unknown): readonly Exchange[] | undefined {
  return callsIn(value, "interactions", spelling) ?? parallel(value);
}

/** The fields with a file's lists of recordings; undefined if there are none. Never throws. */
export function listsIn(value: unknown): readonly string[] | undefined {
  const isList = (name: string) => isObject(value) && Array.isArray(value[name]);
  if (isList("interactions")) return ["interactions"];
  return isList("requests") && isList("responses") ? ["requests", "responses"] : undefined;
}

/** LangChain's serializer writes two lists of the same length. */
function parallel(value: unknown): readonly Exchange[] | undefined {
  const { requests, responses } = isObject(value) ? value : {};
  if (!Array.isArray(requests) || !Array.isArray(responses)) return undefined;
  const answers = listOf(responses);
  return listOf(requests).map((request, index) => ({
    ...{ path: ["requests", index], rest: {} },
    request: sentOf(request, ["requests", index], spelling),
    response: receivedOf(answers[index], ["responses", index], spelling),
  }));
}
