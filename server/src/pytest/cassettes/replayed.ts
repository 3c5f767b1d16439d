/** What a test run played from its cassettes and what it missed, in the output of our pytest plugin: one JSON object per line. Pure. */
import { isObject, listOf, numberOf, stringOf, type JsonObject } from "../../recording/json";
import { readHeaders, type Headers } from "../../recording/http/headers";

/** A request as vcrpy matches it, after the suite's own filters. */
export interface ReplayedRequest {
  readonly method: string;
  readonly uri: string;
  readonly headers: Headers;
  /** Base64; undefined for none. */
  readonly body: string | undefined;
}

/** A similar recording, by its index in its file: recordings dropped by the suite's hooks are counted too. */
export interface ReplayedCandidate {
  readonly index: number;
  /** The file that contains it: the cassette's, or another that is read in addition. */
  readonly cassette: string;
  readonly succeeded: readonly string[];
  readonly failed: readonly { readonly matcher: string; readonly message: string }[];
}

interface OfTest {
  /** Empty outside of all tests, as for code that runs when a module is imported. */
  readonly testId: string;
  /** An absolute path. */
  readonly cassette: string;
}

/** No recording was played for a request. A client's retries are misses of their own. */
export interface MissedEvent extends OfTest {
  readonly event: "missed";
  /** Whether there was a file. */
  readonly exists: boolean;
  /** The record mode. */
  readonly mode: string;
  /** Names of the matchers in use. */
  readonly matchers: readonly string[];
  readonly request: ReplayedRequest;
  /** All recordings to choose from, in the order in which replay checks them. */
  readonly candidates: readonly ReplayedCandidate[];
  /** Indices of recordings in the file that were played and will not be played again. */
  readonly consumed: readonly number[];
}

/** A recording was played; `cassette` is the file that contains it. */
export interface PlayedEvent extends OfTest {
  readonly event: "played";
  readonly index: number;
  /** The sent and the recorded request, both after the suite's filters; undefined if method, URI and body are byte for byte the same. */
  readonly change: { readonly request: ReplayedRequest; readonly recorded: ReplayedRequest } | undefined;
}

/** The test is done with a cassette; `plays` has the number of times each recording was played, and is empty if the file is missing. */
export interface ClosedEvent extends OfTest {
  readonly event: "closed";
  /** The test in which it was opened: another one where a fixture keeps it open. */
  readonly opener: string;
  readonly recordings: number;
  readonly plays: readonly number[];
  /** Indices of recordings that the suite's hooks drop when the file is loaded, so that they cannot be played. */
  readonly dropped: readonly number[];
}

/** A test ended; "skipped" also if it ended early for a reason, as with `xfail`. */
export interface RanEvent {
  readonly event: "ran";
  readonly testId: string;
  readonly outcome: "passed" | "failed" | "skipped";
}

/** The plugin failed. */
export interface BrokenEvent {
  readonly event: "broken";
  readonly message: string;
}

export type ReplayedEvent = MissedEvent | PlayedEvent | ClosedEvent | RanEvent | BrokenEvent;

/** Parses the plugin's output, skipping lines that are cut off or garbled. Never throws. */
export function readReplayed(text: string): readonly ReplayedEvent[] {
  return text.split("\n").flatMap((line) => replayedEvent(line) ?? []);
}

/** The event in one line of the plugin's output; undefined if there is none. */
export function replayedEvent(line: string): ReplayedEvent | undefined {
  const value = parsed(line);
  const [testId, cassette] = [stringOf(value["testId"]), stringOf(value["cassette"])];
  const { event, outcome } = value;
  if (event === "broken") return { event, message: stringOf(value["message"]) ?? "" };
  if (testId === undefined) return undefined;
  if (event === "ran") return isOutcome(outcome) ? { event, testId, outcome } : undefined;
  return cassette === undefined ? undefined : ofCassette(value, { testId, cassette });
}

function ofCassette(value: JsonObject, of: OfTest): ReplayedEvent | undefined {
  const { event } = value;
  const [request, recorded] = [requestIn(value["request"]), requestIn(value["recorded"])];
  const index = numberOf(value["index"]);
  if (event === "missed" && request) return { event, ...of, request, ...missIn(value, of.cassette) };
  if (event === "played" && index !== undefined)
    return { event, ...of, index, change: request && recorded && { request, recorded } };
  const recordings = numberOf(value["recordings"]);
  if (event !== "closed" || recordings === undefined) return undefined;
  const opener = stringOf(value["opener"]) ?? of.testId;
  return { event, ...of, opener, recordings, plays: numbersIn(value["plays"]), dropped: numbersIn(value["dropped"]) };
}

function isOutcome(value: unknown): value is RanEvent["outcome"] {
  return value === "passed" || value === "failed" || value === "skipped";
}

function parsed(line: string): JsonObject {
  try {
    const value: unknown = line === "" ? undefined : JSON.parse(line);
    return isObject(value) ? value : {};
  } catch {
    return {}; // The line is cut off.
  }
}

function requestIn(value: unknown): ReplayedRequest | undefined {
  if (!isObject(value)) return undefined;
  const { method, uri, headers, body } = value;
  if (typeof method !== "string" || typeof uri !== "string") return undefined;
  return { method, uri, headers: readHeaders(headers), body: isObject(body) ? stringOf(body["base64"]) : undefined };
}

function missIn(value: JsonObject, own: string): Pick<MissedEvent, "exists" | "mode" | "matchers" | "candidates" | "consumed"> {
  return {
    exists: value["exists"] === true,
    mode: stringOf(value["mode"]) ?? "",
    matchers: textsIn(value["matchers"]),
    candidates: listOf(value["candidates"]).flatMap((each) => candidateIn(each, own) ?? []),
    consumed: numbersIn(value["consumed"]),
  };
}

function candidateIn(value: unknown, own: string): ReplayedCandidate | undefined {
  const { index, cassette, succeeded, failed } = isObject(value) ? value : {};
  if (typeof index !== "number") return undefined;
  const matchers = listOf(failed).flatMap((each) => {
    const { matcher, message } = isObject(each) ? each : {};
    return typeof matcher === "string" ? [{ matcher, message: stringOf(message) ?? "" }] : [];
  });
  return { index, cassette: stringOf(cassette) ?? own, succeeded: textsIn(succeeded), failed: matchers };
}

const textsIn = (value: unknown): readonly string[] => listOf(value).filter((each) => typeof each === "string");

const numbersIn = (value: unknown): readonly number[] => listOf(value).filter((each) => typeof each === "number");
