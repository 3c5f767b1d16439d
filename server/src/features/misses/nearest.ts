/** The recordings of a cassette in the order of how near they come to a request. */
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
  /** Of its body, from the recorded to the given one. */
  readonly fields: readonly FieldDifference[];
}

/** More are no help: of recordings, and of fields. */
const most = 20;
const mostFields = 100;
const longestValue = 100_000;

/** The requests in a file (URI), in its order; none where it cannot be read. */
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

/** Those that vcrpy names, else all as vcrpy's own matchers of addresses would have it. */
export function nearestTo(missed: Missed, recorded: readonly Recorded[]): readonly Near[] {
  if (missed.candidates.length > 0) return byDifferences(missed.candidates.flatMap((each) => named(each, recorded, missed)));
  const { method, url } = missed;
  const failed = (each: Recorded) =>
    method === undefined || url === undefined ? [] : matcherDifferences({ method, url }, each).map(matcherOfDifference);
  const all = recorded.map((each) => nearOf(each, failed(each), missed));
  // What matches was played: others are none of those that vcrpy found, whatever our matching makes of addresses that hooks change.
  return byDifferences(missed.reason === "consumed" ? all.filter(({ failed: by }) => by.length === 0) : all);
}

/** The recordings with the candidate's address; one without, where the suite's hooks make another of what is in the file. */
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

/** Each once, as two candidates may have one address. */
function byDifferences(all: readonly Near[]): readonly Near[] {
  const distinct = new Map(all.map((each) => [each.id ?? each, each]));
  const distance = ({ failed, differences }: Near) => failed.length * 10_000 + (differences ?? 0);
  return [...distinct.values()].sort((a, b) => distance(a) - distance(b)).slice(0, most);
}

/** Without what is only compared. */
export function asNear({ id, name, method, url, preview, failed, differences }: Near): NearRequest {
  return { id, name, method, url, preview, failed, differences };
}

/** The given body against that of a recording, fit to be seen; null where they were not compared. */
export function comparisonWith(near: Near | undefined, shown: Shown): BodyComparison | null {
  if (near === undefined || near.id === null || near.name === null || near.differences === null) return null;
  const differences = near.fields.slice(0, mostFields).map(({ path, before, after }) => {
    const field = String(path.at(-1) ?? "body");
    const text = (value: unknown) => (value === undefined ? null : shown(compactJson(value, longestValue), field));
    return { pointer: maskPointer(pointerOf(["body", ...path])), ...around(text(after), text(before)) };
  });
  return { id: near.id, name: near.name, differences };
}
