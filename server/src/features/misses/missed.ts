/** A request that was not replayed, from any source: the text of a failure, a run that logged it, or the user. */
import { isObject, stringOf } from "../../recording/json";
import { readJson } from "../../recording/depth";
import { readHeaders, type Headers } from "../../recording/http/headers";
import type { Shown } from "../../recording/naming";
import type { Miss, MissReason } from "../../pytest/cassettes/missText";
import type { MissedEvent } from "../../pytest/cassettes/replayed";
import { openBody } from "../../source/embedded/bodies";
import { matcherOf } from "./matchers";
import type { FailedMatcher } from "../../protocol";

/** What the user gave in addition to failures. */
export interface Given {
  readonly testId: string | undefined;
  /** A request or its body, as JSON. */
  readonly request: string | undefined;
  /** Formats values for display; by default it masks credentials. */
  readonly shown?: Shown | undefined;
}

/** Everything known about it; undefined for what is unknown. */
export interface Missed {
  /** A path on any machine. */
  readonly cassette: string | undefined;
  readonly mode: string | undefined;
  readonly method: string | undefined;
  readonly url: string | undefined;
  /** JSON as its value. */
  readonly body: unknown;
  readonly matchers: readonly string[];
  readonly reason: MissReason | undefined;
  /** How many matching recordings were already played. */
  readonly consumed: number | undefined;
  readonly candidates: readonly Candidate[];
}

/** A recording that vcrpy names: by its index in the file, or by its request. */
export interface Candidate {
  readonly index?: number;
  readonly method?: string;
  readonly url?: string;
  readonly failed: readonly FailedMatcher[];
}

export function missedOfText(miss: Miss): Missed {
  const candidates = miss.candidates.map(({ method, url, failed }) => ({ method, url, failed: failed.map(matcherOf) }));
  return { ...miss, body: bodyOf(miss.body, {}), candidates };
}

export function missedOfEvent(event: MissedEvent): Missed {
  const { cassette, exists, matchers, request, consumed } = event;
  const matching = event.candidates.filter(({ failed, index }) => failed.length === 0 && consumed.includes(index));
  const candidates = event.candidates
    .filter(({ failed }) => matching.length === 0 || failed.length === 0)
    // Indices in other files that are read in addition are separate.
    .filter(({ cassette: file }) => file === cassette)
    .map(({ index, failed }) => ({
      index,
      failed: failed.map(({ matcher, message }) => matcherOf({ name: matcher, message })),
    }));
  const { method, uri: url, headers, body } = request;
  const found = matching.length > 0 ? "consumed" : candidates.length > 0 ? "differs" : "nothing";
  return {
    // The mode is that of our own run.
    ...{ cassette, mode: undefined, method, url, matchers, candidates },
    body: bodyOf(body, headers, true),
    reason: exists ? found : "unloaded",
    consumed: matching.length > 0 ? matching.length : undefined,
  };
}

/** Parses JSON from the user: a body, a request, or a recording with one. undefined if it is not a JSON object. */
export function requestGiven(json: string): Pick<Missed, "method" | "url" | "body"> | undefined {
  const value = objectIn(json);
  if (value === undefined) return undefined;
  const held = isObject(value["request"]) ? value["request"] : value;
  const [method, url] = [stringOf(held["method"]), stringOf(held["uri"]) ?? stringOf(held["url"])];
  if (method === undefined && url === undefined) return { method, url, body: value };
  const { body } = held;
  return { method, url, body: typeof body === "string" ? bodyOf(body, readHeaders(held["headers"])) : body };
}

function objectIn(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = readJson(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function bodyOf(text: string | undefined, headers: Headers, isBase64 = false): unknown {
  if (text === undefined) return undefined;
  const opened = openBody({ path: [], value: text, headers, isBase64 });
  return opened === undefined ? text : opened.value;
}
