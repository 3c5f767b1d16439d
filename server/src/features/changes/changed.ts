/** Finds the recordings that differ between two states of a repository, and how. */
import { join, relative, resolve } from "node:path";
import { slashes } from "../../disk/paths";
import { Roots } from "../../disk/roots";
import { readDocument } from "../../formats/readDocument";
import { contentOf, readTextSync } from "../../index/scan/readText";
import { uriOfPath } from "../../index/uris";
import type { Formats } from "../../formats/formats";
import { describeAnswer } from "../../recording/describe";
import { difference, type Difference, type Side } from "../../recording/difference";
import { pairsOf, type Pair } from "../../recording/pairs";
import { modelAsked } from "../../recording/request";
import type { RecordingDocument, RecordingInDocument } from "../../recording/recordingDocument";
import { maskedSides, readSide } from "../../rules/readSide";
import type { Contents } from "../../git/contents";
import type { Git } from "../../git/git";
import type { ChangedFile, GitFile } from "../../git/raw";
import type { ChangeKind } from "../../protocol";
import { pointerOf } from "../../recording/jsonPath";
import { recordingId, type RecordingId } from "../../recordingId";

export interface ChangedRecording {
  readonly kind: ChangeKind;
  /** Path, in a cassette with the recording's number; for a removed recording its former path. */
  readonly file: string;
  /** The former path; absent if it did not change. */
  readonly formerFile?: string;
  /** The recording on either side; undefined if it does not exist, or the file cannot be read. */
  readonly ids: { readonly before: RecordingId | undefined; readonly after: RecordingId | undefined };
  readonly tests: readonly string[];
  /** Model, prompt and answer in a few words; for a changed recording its present ones. */
  readonly model: string | null;
  readonly answer: string;
  /** Absent for added and removed recordings. */
  readonly difference?: Difference;
}

/** The context in which changes are shown, and what is known about recordings there. */
export interface Viewer {
  /** Absolute path of the folder that file names are relative to, and that links may lead into. */
  readonly folder: string;
  readonly formats: Formats;
  /** Whether recordings may be at a path, relative to the repository's root and absolute. */
  readonly isPlace: (path: string, absolute: string) => boolean;
  /** The tests (node ids) of a file (an absolute path) with this text, if it does not name them itself. */
  readonly testsOf: (path: string, text: string) => readonly string[];
  /** Otherwise credentials are masked. */
  readonly showsSecrets?: boolean;
}

/** Yields file by file; skips files that are not recordings. */
export async function* changedRecordings(
  git: Git,
  files: readonly ChangedFile[],
  viewer: Viewer,
): AsyncGenerator<ChangedRecording> {
  const contents = git.contents();
  try {
    for (const { before, after } of files) {
      const [old, now] = [await readFile(git, contents, before, viewer), await readFile(git, contents, after, viewer)];
      if (old === undefined && now === undefined) continue;
      yield* changesOf(old, now, viewer);
    }
  } finally {
    contents.end();
  }
}

type ReadFile =
  | {
      readonly kind: "read";
      readonly path: string;
      readonly shown: string;
      readonly document: RecordingDocument;
      readonly tests: readonly string[];
    }
  | { readonly kind: "unreadable"; readonly path: string; readonly shown: string; readonly reason: string };

/** undefined if there is no recording. */
async function readFile(
  git: Git,
  contents: Contents,
  file: GitFile | undefined,
  { folder, formats, isPlace, testsOf }: Viewer,
): Promise<ReadFile | undefined> {
  if (file === undefined) return undefined;
  const path = join(git.top, file.path);
  const shown = slashes(relative(folder, path));
  if (!isPlace(file.path, path)) return undefined;
  const content = file.id === undefined ? onDisk(path, folder) : inGit(path, await contents.of(file.id));
  if (content === undefined || !formats.isRecording(slashes(path), () => ("text" in content ? content.text.slice(0, 1024) : "")))
    return undefined;
  if ("reason" in content) return { kind: "unreadable", path, shown, reason: content.reason };
  const tests = testsOf(path, content.text);
  return {
    kind: "read",
    path,
    shown,
    document: readDocument(slashes(path), content.text, formats, { testId: tests[0] }),
    tests,
  };
}

type Content = { readonly text: string } | { readonly reason: string };

function onDisk(path: string, folder: string): Content | undefined {
  const file = readTextSync(path, new Roots([folder, resolve(path, "..")]));
  if (file.kind === "gone") return undefined;
  return file.kind === "text" ? file : { reason: file.message };
}

function inGit(path: string, bytes: Buffer | string): Content {
  const content = typeof bytes === "string" ? { reason: bytes } : contentOf(path, bytes);
  return "reason" in content ? { reason: `This version of the file cannot be read (${content.reason}).` } : content;
}

function changesOf(old: ReadFile | undefined, now: ReadFile | undefined, viewer: Viewer): readonly ChangedRecording[] {
  const lacking = [old, now].find((each) => each?.kind === "unreadable");
  if (lacking?.kind === "unreadable") return [unreadable(lacking, old, now)];
  const [before, after] = [old, now].map((each) => (each?.kind === "read" ? each : undefined));
  const pairs = pairsOf(before?.document.recordings ?? [], after?.document.recordings ?? []);
  return pairs.flatMap((pair) => {
    const found = change(pair, before, after, viewer);
    if (found === undefined) return [];
    if (!areUnrelated(found, pair, before)) return [found];
    const [gone, come] = [pair.before, pair.after];
    return [
      ...(gone ? [change({ before: gone, after: undefined }, before, after, viewer)] : []),
      ...(come ? [change({ before: undefined, after: come }, before, after, viewer)] : []),
    ].flatMap((each) => each ?? []);
  });
}

const unreadable = (
  { shown, reason }: Extract<ReadFile, { kind: "unreadable" }>,
  old: ReadFile | undefined,
  now: ReadFile | undefined,
): ChangedRecording => ({
  kind: "unreadable",
  file: shown,
  ids: { before: old && uriOfPath(old.path), after: now && uriOfPath(now.path) },
  tests: [],
  model: null,
  answer: reason,
});

type Read = Extract<ReadFile, { kind: "read" }> | undefined;

/**
 * git takes files with similar lines for one that was renamed. With other tests and another request, one was removed and the other one added, if
 * a test is known at all.
 */
function areUnrelated({ formerFile, difference: found, tests }: ChangedRecording, { before }: Pair, old: Read): boolean {
  if (formerFile === undefined || found === undefined || found.sameRequest) return false;
  const former = testsOf(before, old);
  return (former.length > 0 || tests.length > 0) && !former.some((test) => tests.includes(test));
}

/** Those of the file, or the one that the recording names. */
function testsOf(file: RecordingInDocument | undefined, read: Read): readonly string[] {
  if (read && read.tests.length > 0) return read.tests;
  return file?.testId === undefined ? [] : [file.testId];
}

/** undefined if nothing changed. */
function change({ before, after }: Pair, old: Read, now: Read, { showsSecrets }: Viewer): ChangedRecording | undefined {
  const [shownOld, shownNow] = sides(showsSecrets === true, before, after);
  const file = shownNow?.file ?? shownOld?.file;
  if (file === undefined) return undefined;
  const read = after === undefined ? old : now;
  const place = nameOf(file, read?.shown ?? "");
  const former = before && after && old && old.shown !== now?.shown ? nameOf(before, old.shown) : undefined;
  const facts = {
    file: place,
    ...(former === undefined ? {} : { formerFile: former }),
    ids: { before: old && before && idOf(before, old.path), after: now && after && idOf(after, now.path) },
    tests: testsOf(file, read),
    model: file.reassembled.model ?? modelAsked(file.recording?.request) ?? null,
    answer: describeAnswer(file, 200),
  };
  if (shownOld === undefined) return { kind: "added", ...facts };
  if (shownNow === undefined) return { kind: "removed", ...facts };
  const found = difference(shownOld, shownNow);
  const kind = kindOf(found, former !== undefined);
  return kind && { kind, ...facts, difference: found };
}

/** Both sides for display: credentials are masked unless the user asked for them. */
function sides(
  showsSecrets: boolean,
  before?: RecordingInDocument,
  after?: RecordingInDocument,
): readonly [Side | undefined, Side | undefined] {
  const all = [before, after].flatMap((each) => (each ? [readSide(each)] : []));
  const shown = [...(showsSecrets ? all : maskedSides(...all))];
  return [before && shown.shift(), after && shown.shift()];
}

function kindOf(found: Difference, isMoved: boolean): ChangeKind | undefined {
  if (found.identical) return isMoved ? "moved" : undefined;
  if (found.unread.length > 0) return "unreadable";
  return found.sameMeaning && found.sameRequest ? "same-meaning" : "changed";
}

const idOf = ({ path }: RecordingInDocument, file: string): RecordingId => recordingId(uriOfPath(file), pointerOf(path));

const nameOf = ({ path, index }: RecordingInDocument, shown: string): string => (path.length === 0 ? shown : `${shown}#${index}`);
