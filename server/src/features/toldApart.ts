/** Distinguishes recordings that lists would show alike, by more than the beginning of the prompt. */
import { grouped } from "../grouped";
import type { RecordingSummary } from "../index/store/summary";
import { shortName } from "../index/uris";
import { describeAskedWhole } from "../recording/describe";
import { fieldDifferences } from "../recording/difference/fields";
import type { JsonPath } from "../recording/jsonPath";
import { compactJson, objectOf, oneLine, shorten } from "../recording/json";
import { fileOf, type RecordingId } from "../recordingId";
import { shownOf } from "./recordingIn";
import type { Services } from "./services";

/** Of more that look alike no file is read. */
export const mostRead = 1000;

interface Read {
  readonly summary: RecordingSummary;
  /** The whole last prompt, on one line. */
  readonly said: string;
  readonly request: unknown;
}

type Told = readonly (readonly [RecordingId, string])[];

/**
 * The same recordings, with another text in `asked` for those that look alike: the part of their prompts that differs, or else a part of the request
 * that does, or else the file's name. Reads the files of those. Never rejects.
 */
export async function toldApart(
  services: Services,
  recordings: readonly RecordingSummary[],
): Promise<readonly RecordingSummary[]> {
  const told = new Map<RecordingId, string>();
  for (const alike of grouped(recordings, looksOf).values())
    if (alike.length > 1) for (const [id, asked] of await tell(services, alike)) told.set(id, asked);
  return told.size === 0 ? recordings : recordings.map((each) => ({ ...each, asked: told.get(each.id) ?? each.asked }));
}

const looksOf = ({ testId, model, asked, preview }: RecordingSummary) => JSON.stringify([testId, model, asked, preview]);

async function tell(services: Services, alike: readonly RecordingSummary[]): Promise<Told> {
  if (alike.length > mostRead) return alike.map(named);
  const reads: Read[] = [];
  for (const summary of alike) reads.push(await readOf(services, summary));
  return byPrompt(reads);
}

async function readOf({ workspace: { documents } }: Services, summary: RecordingSummary): Promise<Read> {
  const document = await documents.get(fileOf(summary.id));
  const file = document && shownOf(documents, document, summary);
  return { summary, said: file ? describeAskedWhole(file) : "", request: file?.recording?.request };
}

function byPrompt(reads: readonly Read[]): Told {
  return parted(
    reads,
    wherePartsDiffer(reads.map(({ said }) => said)),
    ({ summary }, part) => [summary.id, part],
    byPrompt,
    byField,
  );
}

function byField(reads: readonly Read[]): Told {
  const path = firstDifference(reads);
  if (path === undefined) return reads.map(({ summary }) => named(summary));
  const values = reads.map(({ request }) => oneLine(textOf(valueAt(request, path))));
  const told = ({ summary: { id, asked } }: Read, part: string) => [id, `${path.join(".")}: ${part} · ${asked}`] as const;
  return parted(reads, wherePartsDiffer(values), told, byField, (same) => same.map(({ summary }) => named(summary)));
}

/** Groups by what is shown; groups of several are distinguished by `again`, or by `otherwise` if that would not help. */
function parted(
  reads: readonly Read[],
  parts: readonly string[],
  told: (read: Read, part: string) => Told[number],
  again: (reads: readonly Read[]) => Told,
  otherwise: (reads: readonly Read[]) => Told,
): Told {
  const groups = grouped(
    reads.map((read, at) => ({ read, part: parts[at] ?? "" })),
    ({ part }) => part,
  );
  if (groups.size === 1) return otherwise(reads);
  return [...groups].flatMap(([part, same]) => {
    const [first] = same;
    return first && same.length === 1 ? [told(first.read, part)] : again(same.map(({ read }) => read));
  });
}

const named = ({ id, hash, asked }: RecordingSummary): Told[number] => [
  id,
  [hash?.slice(0, 12) ?? shortName(id), asked].filter((part) => part !== "").join(" · "),
];

/** Each text after the common beginning of all, from the start of a word. */
function wherePartsDiffer(texts: readonly string[]): readonly string[] {
  const [first = "", ...others] = texts;
  const same = others.reduce((length, text) => sameStart(first, text, length), first.length);
  const word = first.lastIndexOf(" ", same - 1) + 1;
  const from = same - word > longestWord ? same : word;
  return texts.map((text) => `${from > 0 ? "…" : ""}${shorten(text.slice(from), 60)}`);
}

const longestWord = 24;

function sameStart(one: string, other: string, most: number): number {
  let length = 0;
  while (length < most && length < other.length && one[length] === other[length]) length++;
  return length;
}

function firstDifference([first, ...others]: readonly Read[]): JsonPath | undefined {
  for (const other of others) {
    const [difference] = fieldDifferences(first?.request, other.request);
    if (difference) return difference.path;
  }
  return undefined;
}

function valueAt(value: unknown, path: JsonPath): unknown {
  return path.reduce(
    (each: unknown, step) => (Array.isArray(each) ? (each[Number(step)] as unknown) : objectOf(each)[step]),
    value,
  );
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : value === undefined ? "none" : compactJson(value, 200);
