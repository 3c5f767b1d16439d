/** What a run of a test played of its cassettes and what it missed, as our plugin of pytest writes it: a JSON object a line. */
import { isObject, listOf, numberOf, stringOf, type JsonObject } from "../recording/json";
import { readHeaders, type Headers } from "../recording/http/headers";

/** A request as vcrpy had it when it looked for a recording, before its hooks. */
export interface ReplayedRequest {
  readonly method: string;
  readonly uri: string;
  readonly headers: Headers;
  /** In base64; undefined for none. */
  readonly body: string | undefined;
}

/** A recording that came near, by its number in the file, from 0. */
export interface ReplayedCandidate {
  readonly index: number;
  readonly succeeded: readonly string[];
  readonly failed: readonly { readonly matcher: string; readonly message: string }[];
}

interface OfTest {
  readonly testId: string;
  /** An absolute path. */
  readonly cassette: string;
}

/** No recording was played for a request. */
export interface MissedEvent extends OfTest {
  readonly event: "missed";
  /** Whether there was a file. */
  readonly exists: boolean;
  /** The record mode. */
  readonly mode: string;
  /** Names of the matchers in use. */
  readonly matchers: readonly string[];
  readonly request: ReplayedRequest;
  readonly candidates: readonly ReplayedCandidate[];
  /** The recordings that match and were played before, by number. */
  readonly consumed: readonly number[];
}

export interface PlayedEvent extends OfTest {
  readonly event: "played";
  readonly index: number;
  readonly request: ReplayedRequest;
}

/** The test is done with a cassette; `plays` says of each recording how often it was played. */
export interface ClosedEvent extends OfTest {
  readonly event: "closed";
  readonly recordings: number;
  readonly plays: readonly number[];
}

export type ReplayedEvent = MissedEvent | PlayedEvent | ClosedEvent;

/** What the plugin wrote; lines that are cut off or garbled are left out. Never throws. */
export function readReplayed(text: string): readonly ReplayedEvent[] {
  return text.split("\n").flatMap((line) => eventIn(line) ?? []);
}

function eventIn(line: string): ReplayedEvent | undefined {
  const value = parsed(line);
  const testId = stringOf(value["testId"]);
  const cassette = stringOf(value["cassette"]);
  if (testId === undefined || cassette === undefined) return undefined;
  const of = { testId, cassette };
  const request = requestIn(value["request"]);
  const index = numberOf(value["index"]);
  if (value["event"] === "missed" && request) return { event: "missed", ...of, request, ...missIn(value) };
  if (value["event"] === "played" && request && index !== undefined) return { event: "played", ...of, index, request };
  if (value["event"] !== "closed") return undefined;
  return { event: "closed", ...of, recordings: numberOf(value["recordings"]) ?? 0, plays: numbersIn(value["plays"]) };
}

function parsed(line: string): JsonObject {
  try {
    const value: unknown = line === "" ? undefined : JSON.parse(line);
    return isObject(value) ? value : {};
  } catch {
    return {}; // Cut off.
  }
}

function requestIn(value: unknown): ReplayedRequest | undefined {
  if (!isObject(value)) return undefined;
  const { method, uri, headers, body } = value;
  if (typeof method !== "string" || typeof uri !== "string") return undefined;
  return { method, uri, headers: readHeaders(headers), body: isObject(body) ? stringOf(body["base64"]) : undefined };
}

function missIn(value: JsonObject): Pick<MissedEvent, "exists" | "mode" | "matchers" | "candidates" | "consumed"> {
  return {
    exists: value["exists"] === true,
    mode: stringOf(value["mode"]) ?? "",
    matchers: textsIn(value["matchers"]),
    candidates: listOf(value["candidates"]).flatMap((each) => candidateIn(each) ?? []),
    consumed: numbersIn(value["consumed"]),
  };
}

function candidateIn(value: unknown): ReplayedCandidate | undefined {
  const { index, succeeded, failed } = isObject(value) ? value : {};
  if (typeof index !== "number") return undefined;
  const matchers = listOf(failed).flatMap((each) => {
    const { matcher, message } = isObject(each) ? each : {};
    return typeof matcher === "string" ? [{ matcher, message: stringOf(message) ?? "" }] : [];
  });
  return { index, succeeded: textsIn(succeeded), failed: matchers };
}

const textsIn = (value: unknown): readonly string[] => listOf(value).filter((each) => typeof each === "string");

const numbersIn = (value: unknown): readonly number[] => listOf(value).filter((each) => typeof each === "number");
