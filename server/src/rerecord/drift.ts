/**
 * The results of a replay for each file of recordings: what was played, by which tests, and which requests no longer match the recorded ones. Pure.
 */
import type { Drift, ReplayedFile } from "../protocol";
import { bodyDifferences, type SentBody } from "../recording/difference/bodies";
import type { JsonPath } from "../recording/jsonPath";
import { shorten } from "../recording/json";
import type { RecordingDocument } from "../recording/recordingDocument";
import type { ClosedEvent, PlayedEvent, RanEvent, ReplayedEvent, ReplayedRequest } from "../pytest/cassettes/replayed";

/** In the order of their first use. */
export function replayedFiles(events: readonly ReplayedEvent[]): readonly ReplayedFile[] {
  const outcomes = new Map(events.flatMap((each) => (each.event === "ran" ? [[each.testId, each.outcome] as const] : [])));
  const files = new Map<string, Used[]>();
  for (const each of events) {
    if (each.event === "ran" || each.event === "broken") continue;
    const used = files.get(each.cassette) ?? [];
    if (used.length === 0) files.set(each.cassette, used);
    used.push(each);
  }
  return [...files].map(([path, used]) => fileOf(path, used, outcomes));
}

/** The node ids of the tests that passed. */
export function passedTests(events: readonly ReplayedEvent[]): readonly string[] {
  return events.flatMap((each) => (each.event === "ran" && each.outcome === "passed" ? [each.testId] : []));
}

type Used = Exclude<ReplayedEvent, { readonly event: "ran" | "broken" }>;

function fileOf(path: string, used: readonly Used[], outcomes: ReadonlyMap<string, RanEvent["outcome"]>): ReplayedFile {
  const closed = used.filter((each): each is ClosedEvent => each.event === "closed");
  const recordings = closed.reduce((most, each) => Math.max(most, each.recordings), 0);
  const testIds = [...new Set(used.map(({ testId }) => testId))];
  // A cassette that was never closed belongs to a test that crashed.
  const isClosed = (testId: string) => closed.some((each) => each.testId === testId);
  const indices = Array.from({ length: recordings }, (_, index) => index);
  return {
    path,
    recordings,
    plays: indices.map((index) => closed.reduce((sum, { plays }) => sum + (plays[index] ?? 0), 0)),
    dropped: indices.filter((index) => closed.every(({ dropped }) => dropped.includes(index))),
    tests: testIds.map((testId) => ({
      testId,
      outcome: isClosed(testId) ? (outcomes.get(testId) ?? "unfinished") : "unfinished",
    })),
    misses: used.filter(({ event }) => event === "missed").length,
    drift: distinct(used.flatMap((each) => (each.event === "played" ? driftOf(each) : []))),
  };
}

/** The first drift of each test and recording, because one may be played repeatedly. */
function distinct(drift: readonly Drift[]): readonly Drift[] {
  const found = new Map<string, Drift>();
  for (const each of drift) {
    const key = `${each.index} ${each.testId}`;
    if (!found.has(key)) found.set(key, each);
  }
  return [...found.values()];
}

/** The most fields reported for a request, and the most characters of a value. */
const most = 20;
const longest = 300;

function driftOf({ testId, index, change }: PlayedEvent): readonly Drift[] {
  if (change === undefined) return [];
  const differences = bodyDifferences(sent(change.recorded), sent(change.request));
  if (differences.length === 0) return [];
  const fields = differences
    .slice(0, most)
    .map(({ path, before, after }) => ({ path, recorded: shown(before), asked: shown(after) }));
  return [{ index, testId, fields, count: differences.length }];
}

const sent = ({ headers, body }: ReplayedRequest): SentBody => ({
  headers,
  bytes: body === undefined ? undefined : Buffer.from(body, "base64"),
});

const shown = (value: unknown): string | null => (value === undefined ? null : shorten(JSON.stringify(value), longest));

/** The place of a field in a request's body; undefined if the file has no such recording. */
export function placeOfField(
  { recordings }: Pick<RecordingDocument, "recordings">,
  index: number,
  path: JsonPath,
): JsonPath | undefined {
  const request = recordings[index]?.recording?.request;
  return request && [...request.bodyPath, ...path];
}
