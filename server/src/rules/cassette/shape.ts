import { isObject, listOf, nameValue, type JsonObject } from "../../recording/json";
import type { JsonPath } from "../../recording/jsonPath";
import type { Report, Rule } from "../rule";
import { clientOf, isOfOwnSerializer, writtenCalls, type Client, type WrittenCall } from "./written";

export const cassetteShape: Rule = {
  code: "cassette.shape",
  severity: "error",
  summary:
    "A part that vcrpy needs is missing, unknown, or has the wrong type: `interactions`, a request's fields, status, headers or body.",
  formats: ["vcr"],
  checkDocument(document, report) {
    const value = document.source.written;
    const wrong = wrongFile(value);
    if (wrong !== undefined) report({ path: [], part: "key", message: wrong });
    if (!isObject(value) || !Object.hasOwn(value, "interactions")) return;
    const path = ["interactions"];
    const list = value["interactions"];
    if (!Array.isArray(list)) {
      // vcrpy goes through an empty mapping as well; others keep something else in one.
      if (isObject(list) && Object.values(list).every((entry) => isObject(entry) && !holdsCall(entry))) return;
      report({ path, message: `\`interactions\` is ${nameValue(list)} but should be a list, ${noLoad}.` });
      return;
    }
    const entries: readonly unknown[] = listOf(list);
    if (entries.length > 0 && !entries.some(isCall)) return;
    const calls = writtenCalls(document);
    const isPlain = !calls.some(isOfOwnSerializer);
    for (const [index, entry] of entries.entries()) {
      const call = calls[index];
      if (!isObject(entry))
        report({ path: [...path, index], message: `The recording is ${nameValue(entry)} but should be a mapping, ${noLoad}.` });
      else if (call !== undefined) for (const each of wrongCall(entry, call, isPlain)) report(each);
    }
  },
};

const noLoad = "so vcrpy cannot load the file";
const noReplay = "so replay of this recording fails";

/** Files that record something else than HTTP have lists of this name, too. */
const isCall = (entry: unknown): boolean => !isObject(entry) || Object.keys(entry).length === 0 || holdsCall(entry);
const holdsCall = (entry: unknown): boolean =>
  isObject(entry) && (Object.hasOwn(entry, "request") || Object.hasOwn(entry, "response"));

/** What is wrong with the whole file; undefined for a cassette, and for a file that is clearly something else. */
function wrongFile(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    return isObject(value[0]) && Object.hasOwn(value[0], "request")
      ? "The file was written by VCR.py before 1.0, so vcrpy refuses it until its migration script has run."
      : `The file is a list but should be a mapping with \`interactions\`, ${noLoad}.`;
  }
  if (!isObject(value)) return `The file is not a mapping with \`interactions\`, ${noLoad}.`;
  // Other files have a version too, but then something else identifies this one as a cassette.
  const isOther = Object.hasOwn(value, "interactions") || !Object.hasOwn(value, "version");
  return isOther ? undefined : `The file has no \`interactions\`, ${noLoad}.`;
}

/** `isPlain`: the file is not read by a serializer of its own. */
function* wrongCall(entry: JsonObject, call: WrittenCall, isPlain: boolean): Generator<Report> {
  const [sent, received] = [partOf("request", entry, call, noLoad), partOf("response", entry, call, noReplay)];
  if (!isObject(sent.value)) yield sent.lacks;
  else if (isPlain) yield* wrongRequest(sent.value, sent.path);
  if (!isObject(received.value)) yield received.lacks;
  else if (isPlain) yield* wrongResponse(received.value, received.path, call);
}

/** A part of a recording; reports if it is not an object. */
function partOf(name: string, entry: JsonObject, call: WrittenCall, follows: string) {
  const [path, value] = [[...call.path, name], entry[name]];
  const lacks: Report = Object.hasOwn(entry, name)
    ? { path, message: `\`${name}\` is ${nameValue(value)} but should be a mapping, ${follows}.` }
    : { path: call.path, part: "key", message: `The recording has no \`${name}\`, ${noLoad}.` };
  return { path, value, lacks };
}

const requestFields = ["method", "uri", "body", "headers"] as const;

function* wrongRequest(request: JsonObject, path: JsonPath): Generator<Report> {
  for (const name of requestFields) {
    if (!Object.hasOwn(request, name)) yield { path, part: "key", message: `The request has no \`${name}\`, ${noLoad}.` };
  }
  for (const name in request) {
    if (!requestFields.some((each) => each === name))
      yield { path: [...path, name], part: "key", message: `Unknown field ${nameValue(name)} in the request, ${noLoad}.` };
  }
  const { uri, headers } = request;
  if (uri !== undefined && uri !== null && typeof uri !== "string" && !isBytes(uri))
    yield { path: [...path, "uri"], message: `\`uri\` is ${nameValue(uri)} but should be text, ${noLoad}.` };
  if (typeof uri === "string" && hasOpenBracket(uri))
    yield { path: [...path, "uri"], message: `Unbalanced bracket in the host of \`uri\`, ${noLoad}.` };
  if (headers !== undefined && headers !== null && headers !== "" && !isObject(headers) && !isPairs(headers))
    yield { path: [...path, "headers"], message: `\`headers\` is ${nameValue(headers)} but should be a mapping, ${noLoad}.` };
  if (!isObject(headers)) return;
  for (const [name, values] of Object.entries(headers)) {
    if (Array.isArray(values) && values.length === 0)
      yield { path: [...path, "headers", name], message: `The header ${nameValue(name)} has no value, ${noLoad}.` };
  }
}

/** IPv6 addresses are in brackets. */
function hasOpenBracket(uri: string): boolean {
  const host = /^(?:[a-zA-Z][\w+.-]*:)?\/\/([^/?#]*)/.exec(uri)?.[1] ?? "";
  return host.includes("[") !== host.includes("]");
}

const isBytes = (value: unknown): boolean => value instanceof Uint8Array;
const isPairs = (value: unknown): boolean =>
  Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2);

function* wrongResponse(response: JsonObject, path: JsonPath, call: WrittenCall): Generator<Report> {
  const { status, headers, body } = response;
  if (!isObject(status)) yield lacks("status", status, path);
  else {
    for (const name of ["code", "message"]) {
      if (!Object.hasOwn(status, name))
        yield { path: [...path, "status"], part: "key", message: `\`status\` has no \`${name}\`, ${noReplay}.` };
    }
    const { message } = status;
    // Other clients ignore it.
    if (message !== undefined && message !== null && typeof message !== "string" && clientOf(call) === "httpx")
      yield {
        path: [...path, "status", "message"],
        message: `\`message\` is ${nameValue(message)} but should be text, ${noReplay}.`,
      };
  }
  // tornado has pairs.
  if (!isObject(headers) && !(isPairs(headers) && clientOf(call) === "unknown")) yield lacks("headers", headers, path);
  else if (isObject(headers)) yield* wrongHeaders(headers, [...path, "headers"], clientOf(call));
  if (!isObject(body)) yield lacks("body", body, path);
  else yield* wrongBody(body, [...path, "body"], call);
}

function lacks(name: string, value: unknown, path: JsonPath): Report {
  if (value === undefined) return { path, part: "key", message: `The response has no \`${name}\`, ${noReplay}.` };
  return { path: [...path, name], message: `\`${name}\` is ${nameValue(value)} but should be a mapping, ${noReplay}.` };
}

/** Most clients read bytes and the keys of a mapping as text. */
function* wrongHeaders(headers: JsonObject, path: JsonPath, client: Client): Generator<Report> {
  for (const [name, values] of Object.entries(headers)) {
    if (typeof values === "string" || (isObject(values) && client !== "aiohttp")) continue;
    const wrong = Array.isArray(values) ? values.findIndex((each) => typeof each !== "string" && !isBytes(each)) : -1;
    if (Array.isArray(values) && wrong === -1) continue;
    const at = Array.isArray(values) ? [...path, name, wrong] : [...path, name];
    const value: unknown = Array.isArray(values) ? values[wrong] : values;
    yield { path: at, message: `The header ${nameValue(name)} is ${nameValue(value)} but should be text, ${noReplay}.` };
  }
}

function* wrongBody(body: JsonObject, path: JsonPath, call: WrittenCall): Generator<Report> {
  const { string } = body;
  if (string === undefined || string === null) {
    // aiohttp's answers may have no body.
    const client = clientOf(call);
    if (client !== "httpx" && client !== "requests") return;
    const what = string === null ? "`string` is null" : "The body has no `string`";
    yield { path: string === null ? [...path, "string"] : path, part: "key", message: `${what}, ${noReplay}.` };
  } else if (typeof string !== "string" && !isBytes(string)) {
    yield {
      path: [...path, "string"],
      part: "key",
      message: `\`string\` is ${nameValue(string)} but should be text, ${noLoad}.`,
    };
  }
}
