/** Finds the other recordings of a recording's test, to tell which turn of a conversation it is. */
import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Roots } from "../disk/roots";
import { turnOf, type Turn } from "../index/store/conversation";
import { LruCache } from "../index/store/lruCache";
import { readHeadSync, readTextSync } from "../index/scan/readText";
import { summarize, summarizeText } from "../index/scan/summarize";
import type { RecordingSummary } from "../index/store/summary";
import { baseName, uriOfPath } from "../index/uris";
import { turnsIn } from "../features/turns";
import type { RecordingInDocument } from "../recording/recordingDocument";
import { numberIn, type RecordingId } from "../recordingId";
import type { Found } from "./files";
import { formatsInUse } from "./formats";

/** The number of tests whose recordings are kept for the next recording of the same test. */
const remembered = 100;

export class Neighbours {
  readonly #tests = new LruCache<readonly RecordingSummary[]>(remembered, () => 1);
  #file: { readonly path: string; readonly turnOf: (index: number) => Turn | undefined } | undefined;
  readonly #folders = new Map<string, ReadonlyMap<string, readonly string[]>>();

  /** The recording's turn; undefined if it is not part of a conversation, or belongs to no test. */
  turnOf({ path, roots }: Found, { testId, path: within, index }: RecordingInDocument): Turn | undefined {
    if (testId === undefined) return undefined;
    if (within.length > 0) return this.#inFile(path, roots, testId)?.(index);
    const paths = [dirname(path), fallbackOf(path)].flatMap((folder) => this.#inFolder(folder, roots).get(testId) ?? []);
    if (paths.length < 2) return undefined;
    const key = `${dirname(path)}\n${testId}`;
    const summaries = this.#tests.get(key) ?? paths.flatMap((each) => summaryOf(each, roots));
    this.#tests.set(key, summaries);
    const own = summaries.find(({ uri }) => uri === uriOfPath(path));
    return own && turnOf(own, summaries);
  }

  /** For a file with several recordings: its other recordings are the neighbours. */
  #inFile(path: string, roots: Roots, testId: string): ((index: number) => Turn | undefined) | undefined {
    if (this.#file?.path === path) return this.#file.turnOf;
    const text = readTextSync(path, roots);
    if (text.kind !== "text") return undefined;
    const summaries = summarizeText(uriOfPath(path), text.text, formatsInUse(), testId);
    const turns = turnsIn({ byTestId: () => [] }, summaries);
    const turnOf = (index: number) => turns(summaries[index] ?? summaries[0]);
    this.#file = { path, turnOf };
    return turnOf;
  }

  #inFolder(folder: string | undefined, roots: Roots): ReadonlyMap<string, readonly string[]> {
    if (folder === undefined) return new Map();
    const known = this.#folders.get(folder) ?? pathsByTest(folder, roots);
    this.#folders.set(folder, known);
    return known;
  }
}

/** The folder that replay searches next: the common one, next to the test's folder or above it. */
function fallbackOf(path: string): string | undefined {
  const own = dirname(path);
  const { lookup } = formatsInUse().ofName(basename(path));
  if (lookup === undefined) return undefined;
  for (let folder = dirname(own), up = 0; up < 6 && folder !== dirname(folder); folder = dirname(folder), up++) {
    const candidate = join(folder, lookup.common.ending);
    if (candidate !== own && namesIn(candidate).length > 0) return candidate;
  }
  return undefined;
}

function pathsByTest(folder: string, roots: Roots): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    const head = readHeadSync(path, roots, 4096) ?? "";
    const testId = formatsInUse().of(name, head).quickTest?.testIdAtStart(head);
    if (testId !== undefined) found.set(testId, [...(found.get(testId) ?? []), path]);
  }
  return found;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".json"));
  } catch {
    return [];
  }
}

function summaryOf(path: string, roots: Roots): RecordingSummary[] {
  const file = readTextSync(path, roots);
  return file.kind === "text" ? [summarize(uriOfPath(path), file.text)] : [];
}

/** The short name of a recording: the first digits of its hash, or else the file's name and its number in it. */
export function shortName(id: RecordingId): string {
  const name = baseName(id).replace(/\.json$/, "");
  return (/^[0-9a-f]{12,}/.test(name) ? name.slice(0, 12) : name) + numberIn(id);
}
