/** The hashes of a request straight from its value: the same as requestHash.ts makes in a fraction of the time, for nearly all requests. */
import { objectOf, stringOf, type JsonObject } from "./json";
import { mayChange } from "./normalize";
import { parsePythonUrl } from "./pythonUrl";
import { writePython, type Reading } from "./pythonWriter";
import type { RecordingFile } from "./recordingFile";
import { digitsOf, isModelList, isOneOfThree, newestScheme, type Hashing, type HashScheme, type Sha256 } from "./requestHash";
import { requestValue } from "./requestValue";

/** undefined where only reading the text as Python does will tell. The file's request must be sound. Never throws. */
export function plainHashing(file: RecordingFile, sha256: Sha256): Hashing | undefined {
  try {
    const request = requestValue(file);
    const document = request && documentOf(stringOf(objectOf(file.value).test_id) ?? null, request);
    return document && hashingOf(document, sha256);
  } catch {
    return undefined; // Numbers longer, or lists deeper, than Python itself would read.
  }
}

/** The document that is hashed, its members in Python's order; texts are as Python writes them. */
interface PlainDocument {
  readonly start: string;
  /** What schemes may change. */
  readonly body: unknown;
  readonly middle: string;
  /** undefined for what belongs to no test. */
  readonly testId: string | undefined;
  readonly end: string;
  /** A model list that only the latest recorders keep apart from tests. */
  readonly isOtherList: boolean;
}

/** undefined for Bedrock, of which schemes drop an option. */
function documentOf(testId: string | null, request: JsonObject): PlainDocument | undefined {
  const { method, url, provider, tool_name: tool, kwargs, payload, body } = request;
  if (typeof provider === "string" && typeof tool === "string" && kwargs !== undefined) {
    const whole = `{"kwargs": ${raw(kwargs)}, "provider": ${raw(provider)}, "tool_name": ${raw(tool)}}`;
    return { start: whole, body: undefined, middle: "", testId: undefined, end: "", isOtherList: false };
  }
  if (typeof method !== "string" || typeof url !== "string") return undefined;
  const address = parsePythonUrl(url);
  if (address === undefined) return undefined;
  const sent = raw(method.toUpperCase());
  if (payload !== undefined) {
    const own = raw(stringOf(request.test_id) ?? null);
    const start = `{"method": ${sent}, "payload": `;
    return { start, body: payload, middle: "", testId: own, end: `, "url": ${raw(url)}}`, isOtherList: false };
  }
  const { path, netloc } = address;
  if (body === undefined || netloc.includes("bedrock")) return undefined;
  const middle = `, "endpoint": ${raw(path)}, "method": ${sent}`;
  const isShared = isOneOfThree(path);
  const isOtherList = !isShared && isModelList(path);
  return { start: `{"body": `, body, middle, testId: isShared ? undefined : raw(testId), end: "}", isOtherList };
}

const raw = (value: unknown): string => writePython(value, "raw");

/** undefined where the body may lose a project id. */
function hashingOf(document: PlainDocument, sha256: Sha256): Hashing | undefined {
  const { start, body, middle, testId, end, isOtherList } = document;
  const written = body === undefined ? "" : raw(body);
  if (written.includes('"project_id"')) return undefined;
  const changes = mayChange(written);
  const bodies: { [Key in Reading]?: string } = { raw: written };
  const bodyUnder = (reading: Reading) => (changes ? (bodies[reading] ??= writePython(body, reading)) : written);
  const made: { readonly text: string; readonly hash: string }[] = [];
  const hash = (scheme: HashScheme, test: string | undefined): string => {
    const text = `${start}${bodyUnder(readings[scheme])}${middle}${ofTest(test)}${end}`;
    const before = made.find((each) => each.text === text);
    if (before) return before.hash;
    const hash = sha256(text);
    made.push({ text, hash });
    return hash;
  };
  return {
    hashOf: (scheme) => hash(scheme, scheme === "1" ? undefined : testId).slice(0, digitsOf(scheme)),
    sharedList: () => (isOtherList ? hash(newestScheme, undefined) : undefined),
  };
}

const ofTest = (testId: string | undefined): string => (testId === undefined ? "" : `, "test_id": ${testId}`);

const readings: Readonly<Record<HashScheme, Reading>> = {
  "1": "raw",
  "2": "raw",
  "3": "rounded",
  "3b": "rounded",
  "4": "normalized",
};
