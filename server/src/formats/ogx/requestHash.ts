/**
 * The request hash by which replay finds a recording: SHA-256 of the request in Python's JSON. It has changed over time, see
 * schemes.ts.
 */
import { objectOf, stringOf } from "../../recording/json";
import { memoized } from "../../recording/lazy";
import type { Sha256 } from "../../recording/naming";
import { rounded, without, withoutIds, withoutMetadata } from "./normalize";
import { oneModel } from "./names";
import { dumpPython, isDict, parseMember, type PythonDict, type PythonValue } from "../../recording/python/json";
import { parsePythonUrl, type PythonUrl } from "./pythonUrl";
import type { Reading } from "./pythonText";
import type { RecordingInFile } from "../../recording/recordingInFile";
import { schemeNamed, type OgxScheme, type SharedLists } from "./schemes";

/** The hashes of a request, each computed on demand. */
export interface Hashing {
  /** The hash in a file name: 64 digits, 12 under the first scheme. */
  readonly hashOf: (scheme: OgxScheme) => string;
  /** The hashes as if no test had made the request; undefined if the recording names no test for it. */
  readonly withoutTest: (() => Hashing) | undefined;
}

/** The parts of a request that are hashed, with numbers as spelled in the file. */
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
export function readHashable(file: RecordingInFile): HashableRequest | undefined {
  if (!hasSoundRequest(file)) return undefined;
  try {
    const { text, value } = file.document.source;
    const request = parseMember(text, "request");
    return isDict(request) ? hashableRequest(request, stringOf(objectOf(value).test_id) ?? null) : undefined;
  } catch {
    return undefined; // Numbers or nesting that Python itself rejects.
  }
}

/** Whether the file holds a request with all its parts. */
export function hasSoundRequest(file: RecordingInFile): boolean {
  const isBroken = file.document.source.problem !== undefined || file.problems.some(({ path }) => path[0] !== "response");
  return !isBroken && file.recording?.request !== undefined;
}

/**
 * Reads the request of a recording; `testId` is the recording's own, which inference requests do not repeat. undefined if a part is
 * missing, has the wrong type, or is never hashed.
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
  if (body !== undefined) return { kind: "inference", testId, method, address, body };
  return request.get("endpoint") === oneModel ? { kind: "inference", testId, method, address, body: new Map() } : undefined;
}

const textOrNull = (value: PythonValue | undefined): string | null => (typeof value === "string" ? value : null);

/** The hashed document: if it is equal for two requests, replay answers one with the other's recording. */
export function hashDocument(
  request: HashableRequest,
  scheme: OgxScheme,
  round: (value: PythonValue) => PythonValue = rounded,
): PythonDict {
  const { reading, ofBedrock } = schemeNamed(scheme);
  const ofTest = (id: string | null | undefined): [string, PythonValue][] => (id === undefined ? [] : [["test_id", id]]);
  switch (request.kind) {
    case "tool":
      return new Map([
        ["provider", request.provider],
        ["tool_name", request.toolName],
        ["kwargs", request.kwargs],
      ]);
    case "http":
      return new Map<string, PythonValue>([
        ...ofTest(hashedTest(scheme, request.testId)),
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
        ...ofTest(hashedTest(scheme, request.testId, request.address)),
      ]);
    }
  }
}

/** The test to hash with a request; an inference request with this address may have none. undefined means none, not even null. */
export function hashedTest(scheme: OgxScheme, testId: string | null, address?: PythonUrl): string | null | undefined {
  const { knowsTests, lists } = schemeNamed(scheme);
  if (!knowsTests) return undefined;
  return address && isShared(lists, address) ? lists.testId : testId;
}

function isShared({ paths, ofOtherHosts }: SharedLists, { path, hostname }: PythonUrl): boolean {
  return paths.includes(path) || (ofOtherHosts && path.endsWith("/models") && !ownMachine.has(hostname ?? ""));
}

const ownMachine: ReadonlySet<string> = new Set(["0.0.0.0", "127.0.0.1", "localhost"]);

function lacking(body: PythonValue, key: string | undefined): PythonValue {
  return key !== undefined && isDict(body) ? without(body, key) : body;
}

function normalized(body: PythonValue, reading: Reading, round: (value: PythonValue) => PythonValue): PythonValue {
  if (reading === "raw") return body;
  if (reading === "rounded") return round(body);
  return round(reading === "withoutIds" ? withoutIds(body) : withoutMetadata(body));
}

export function hashing(request: HashableRequest, sha256: Sha256): Hashing {
  const ofTest = request.kind === "inference" && request.testId !== null;
  const withoutTest = ofTest ? () => hashing({ ...request, testId: null }, sha256) : undefined;
  return { hashOf: hasher(request, sha256), withoutTest };
}

/** The hash in a file name: 64 digits, 12 under the first scheme. */
export function requestHash(request: HashableRequest, scheme: OgxScheme, sha256: Sha256): string {
  return hasher(request, sha256)(scheme);
}

/** A function that hashes a request under any scheme, sharing work between schemes. */
export function hasher(request: HashableRequest, sha256: Sha256): (scheme: OgxScheme) => string {
  const round = memoized(rounded);
  // Schemes differ in the body, which is the same object if nothing was changed, and in the test.
  const byTest = new Map<PythonValue | undefined, Map<PythonValue, string>>();
  return (scheme) => {
    const document = hashDocument(request, scheme, round);
    const body = document.get("body") ?? document.get("payload") ?? null;
    const test = document.get("test_id");
    const known = byTest.get(test) ?? new Map<PythonValue, string>();
    byTest.set(test, known);
    const hash = known.get(body) ?? sha256(dumpPython(document));
    known.set(body, hash);
    return hash.slice(0, schemeNamed(scheme).digits);
  };
}
