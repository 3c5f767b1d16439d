/**
 * The request hash, by which replay finds a recording: SHA-256 of Python's JSON of the request. What goes into it has grown: schemes.ts
 * tells the steps.
 */
import { objectOf, stringOf } from "../../recording/json";
import type { Sha256 } from "../../recording/naming";
import { rounded, without, withoutMetadata } from "./normalize";
import { dumpPython, isDict, parseMember, type PythonDict, type PythonValue } from "./pythonJson";
import { parsePythonUrl, type PythonUrl } from "./pythonUrl";
import type { Reading } from "./pythonText";
import type { RecordingFile } from "../../recording/recordingFile";
import { newestScheme, schemeNamed, type OgxScheme } from "./schemes";

/** The hashes of one request, each made when asked for. */
export interface Hashing {
  /** As a file name carries it: 64 digits, 12 under the first scheme. */
  readonly hashOf: (scheme: OgxScheme) => string;
  /** See `sharedListHash`. */
  readonly sharedList: () => string | undefined;
}

/** The parts of a request that go into its hash, numbers as they are spelled in the file. */
export type HashableRequest =
  | {
      readonly kind: "inference";
      readonly testId: string | null;
      readonly method: string;
      readonly address: PythonUrl;
      readonly body: PythonValue;
    }
  | {
      readonly kind: "http";
      readonly testId: string | null;
      readonly method: string;
      readonly url: string;
      readonly payload: PythonValue;
    }
  | { readonly kind: "tool"; readonly provider: string; readonly toolName: string; readonly kwargs: PythonValue };

/** undefined where the recorder makes no hash (file processors) or what the file holds of its request is broken. Never throws. */
export function readHashable(file: RecordingFile): HashableRequest | undefined {
  if (!hasSoundRequest(file)) return undefined;
  try {
    const { text, value } = file.document.source;
    const request = parseMember(text, "request");
    return isDict(request) ? hashableRequest(request, stringOf(objectOf(value).test_id) ?? null) : undefined;
  } catch {
    return undefined; // Numbers longer, or lists deeper, than Python itself would read.
  }
}

/** Whether the file holds a request with all its parts. */
export function hasSoundRequest(file: RecordingFile): boolean {
  const isBroken = file.document.source.problem !== undefined || file.problems.some(({ path }) => path[0] !== "response");
  return !isBroken && file.recording?.request !== undefined;
}

/**
 * The request part of a recording; `testId` is the recording's own, which inference requests do not repeat. undefined where a part is
 * missing, of the wrong type, or never hashed.
 */
export function hashableRequest(request: PythonDict, testId: string | null): HashableRequest | undefined {
  const [method, url, provider, toolName] = ["method", "url", "provider", "tool_name"].map((key) => request.get(key));
  const kwargs = request.get("kwargs");
  if (typeof provider === "string" && typeof toolName === "string" && kwargs !== undefined) {
    return { kind: "tool", provider, toolName, kwargs };
  }
  const address = typeof url === "string" ? parsePythonUrl(url) : undefined;
  if (typeof method !== "string" || typeof url !== "string" || address === undefined) return undefined;
  const [payload, body] = [request.get("payload"), request.get("body")];
  if (payload !== undefined) return { kind: "http", testId: textOrNull(request.get("test_id")), method, url, payload };
  return body === undefined ? undefined : { kind: "inference", testId, method, address, body };
}

const textOrNull = (value: PythonValue | undefined): string | null => (typeof value === "string" ? value : null);

/**
 * The document that is hashed: what two requests must have in common for one to be answered by the other's recording. `isShared` decides
 * which paths are those of model lists, whose requests belong to no test.
 */
export function hashDocument(
  request: HashableRequest,
  scheme: OgxScheme,
  isShared = isOneOfThree,
  round: (value: PythonValue) => PythonValue = rounded,
): PythonDict {
  const { knowsTests, reading, ofBedrock } = schemeNamed(scheme);
  const testId = (known: string | null): [string, PythonValue][] => (knowsTests ? [["test_id", known]] : []);
  switch (request.kind) {
    case "tool":
      return new Map([
        ["provider", request.provider],
        ["tool_name", request.toolName],
        ["kwargs", request.kwargs],
      ]);
    case "http":
      return new Map<string, PythonValue>([
        ...testId(request.testId),
        ["url", request.url],
        ["method", request.method.toUpperCase()],
        ["payload", normalized(request.payload, reading, round)],
      ]);
    case "inference": {
      const { path, netloc } = request.address;
      return new Map<string, PythonValue>([
        ["method", request.method.toUpperCase()],
        ["endpoint", path],
        ["body", normalized(netloc.includes("bedrock") ? lacking(request.body, ofBedrock) : request.body, reading, round)],
        ...(isShared(path) ? [] : testId(request.testId)),
      ]);
    }
  }
}

function lacking(body: PythonValue, key: string | undefined): PythonValue {
  return key !== undefined && isDict(body) ? without(body, key) : body;
}

function normalized(body: PythonValue, reading: Reading, round: (value: PythonValue) => PythonValue): PythonValue {
  if (reading === "raw") return body;
  return round(reading === "normalized" ? withoutMetadata(body) : body);
}

/** The model lists that no recorder gives to a test. */
export function isOneOfThree(path: string): boolean {
  return path === "/api/tags" || path === "/v1/models" || path === "/v1/openai/v1/models";
}

/** Whether a path or an endpoint is that of a model list: its recordings are named apart, and replay serves the union of them. */
export function isModelList(path: string): boolean {
  return path === "/api/tags" || path.endsWith("/models");
}

/** The hash as a file name carries it: 64 digits, 12 under the first scheme. */
export function requestHash(request: HashableRequest, scheme: OgxScheme, sha256: Sha256): string {
  return hasher(request, sha256)(scheme);
}

/** The same for several schemes of one request: what they have in common is made once. */
export function hasher(request: HashableRequest, sha256: Sha256): (scheme: OgxScheme) => string {
  const round = memoized(rounded);
  // The schemes differ in the body, which is the same object where there was nothing to change, and in whether they know the test.
  const [ofTest, ofNone] = [new Map<PythonValue, string>(), new Map<PythonValue, string>()];
  return (scheme) => {
    const document = hashDocument(request, scheme, isOneOfThree, round);
    const body = document.get("body") ?? document.get("payload") ?? null;
    const { knowsTests, digits } = schemeNamed(scheme);
    const known = knowsTests ? ofTest : ofNone;
    const hash = known.get(body) ?? sha256(dumpPython(document));
    known.set(body, hash);
    return hash.slice(0, digits);
  };
}

function memoized(change: (value: PythonValue) => PythonValue): (value: PythonValue) => PythonValue {
  const known = new Map<PythonValue, PythonValue>();
  return (value) => {
    const changed = known.get(value) ?? change(value);
    known.set(value, changed);
    return changed;
  };
}

/**
 * The hash that the latest recorders give to the model lists of providers with paths of their own (`/v1/v1/models`): those belong to no
 * test either. undefined for any other request.
 */
export function sharedListHash(request: HashableRequest, sha256: Sha256): string | undefined {
  if (request.kind !== "inference") return undefined;
  const { path } = request.address;
  if (!isModelList(path) || isOneOfThree(path)) return undefined;
  return sha256(dumpPython(hashDocument(request, newestScheme, isModelList)));
}
