/** Sorts the recordings of a cassette by similarity to a request. */
import { compactJson } from "../../recording/json";
import { around } from "../../recording/difference/around";
import { fieldDifferences, type FieldDifference } from "../../recording/difference/fields";
import { pointerOf } from "../../recording/document";
import type { Shown } from "../../recording/naming";
import { matcherDifferences } from "../../recording/http/matching";
import type { RecordingInDocument } from "../../recording/recordingDocument";
import { maskPointer } from "../../rules/secrets/mask";
import type { RecordingSummary } from "../../index/store/summary";
import { shortName } from "../../index/uris";
import type { BodyComparison, NearRequest } from "../../protocol";
import { unmaskedOf } from "../recordingIn";
import type { Services } from "../services";
import { matcherOfDifference } from "./matchers";
import type { Candidate, Missed } from "./missed";

/** A recorded request, with its body. */
export interface Recorded {
  readonly summary: RecordingSummary;
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}

export interface Near extends NearRequest {
  /** Differences of the body, from the recorded to the given one. */
  readonly fields: readonly FieldDifference[];
}

/** The most recordings, and the most fields, to return. */
const most = 20;
const mostFields = 100;
const longestValue = 100_000;

/** The requests in a file (URI), in order; empty if it cannot be read. */
export async function recordedIn({ workspace }: Services, uri: string): Promise<readonly Recorded[]> {
  const document = await workspace.recording(uri);
  if (document === undefined) return [];
  const { documents } = workspace;
  return documents.summaries(document).flatMap((summary) => recordedOf(summary, unmaskedOf(documents, document, summary)));
}

function recordedOf(summary: RecordingSummary, { recording }: RecordingInDocument): readonly Recorded[] {
  const request = recording?.request;
  return request?.kind === "http" ? [{ summary, method: request.method, url: request.url, body: request.body }] : [];
}

/** Those that vcrpy names, or else all, compared by vcrpy's default matchers. */
export function nearestTo(missed: Missed, recorded: readonly Recorded[]): readonly Near[] {
  if (missed.candidates.length > 0) return byDifferences(missed.candidates.flatMap((each) => named(each, recorded, missed)));
  const { method, url } = missed;
  const failed = (each: Recorded) =>
    method === undefined || url === undefined ? [] : matcherDifferences({ method, url }, each).map(matcherOfDifference);
  const all = recorded.map((each) => nearOf(each, failed(each), missed));
  // The matching one was played: others did not match for vcrpy, whatever our matching says about URLs that hooks change.
  return byDifferences(missed.reason === "consumed" ? all.filter(({ failed: by }) => by.length === 0) : all);
}

/** The recordings with the candidate's URL; one without a file if the suite's hooks change URLs. */
function named({ index, method, url, failed }: Candidate, recorded: readonly Recorded[], missed: Missed): readonly Near[] {
  const numbered = index === undefined ? undefined : recorded[index];
  const same = recorded.filter((each) => each.method === method?.toUpperCase() && each.url === url);
  const found = numbered === undefined ? same : [numbered];
  if (found.length > 0) return found.map((each) => nearOf(each, failed, missed));
  if (method === undefined || url === undefined) return [];
  return [{ id: null, name: null, method, url, preview: "", failed, fields: [], differences: null }];
}

function nearOf({ summary, method, url, body }: Recorded, failed: NearRequest["failed"], missed: Missed): Near {
  const { id, preview } = summary;
  const isCompared = missed.body !== undefined && body !== undefined;
  const fields = isCompared ? fieldDifferences(body, missed.body) : [];
  return { id, name: shortName(id), method, url, preview, failed, fields, differences: isCompared ? fields.length : null };
}

/** Removes duplicates, because two candidates may have the same URL. */
function byDifferences(all: readonly Near[]): readonly Near[] {
  const distinct = new Map(all.map((each) => [each.id ?? each, each]));
  const distance = ({ failed, differences }: Near) => failed.length * 10_000 + (differences ?? 0);
  return [...distinct.values()].sort((a, b) => distance(a) - distance(b)).slice(0, most);
}

/** Without what is only used for comparing. */
export function asNear({ id, name, method, url, preview, failed, differences }: Near): NearRequest {
  return { id, name, method, url, preview, failed, differences };
}

/** The given body compared with a recording's, for display; null if they were not compared. */
export function comparisonWith(near: Near | undefined, shown: Shown): BodyComparison | null {
  if (near === undefined || near.id === null || near.name === null || near.differences === null) return null;
  const differences = near.fields.slice(0, mostFields).map(({ path, before, after }) => {
    const field = String(path.at(-1) ?? "body");
    const text = (value: unknown) => (value === undefined ? null : shown(compactJson(value, longestValue), field));
    return { pointer: maskPointer(pointerOf(["body", ...path])), ...around(text(after), text(before)) };
  });
  return { id: near.id, name: near.name, differences };
}
