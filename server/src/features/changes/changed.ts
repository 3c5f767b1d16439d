/** Which recordings differ between two states of a repository, and what differs in them. */
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
  /** As the user may name it, in a cassette with its number; of a removed one as it was. */
  readonly file: string;
  /** Where it was; absent where it still is there. */
  readonly formerFile?: string;
  /** The recording on either side; undefined where it is not there, or the file cannot be read. */
  readonly ids: { readonly before: RecordingId | undefined; readonly after: RecordingId | undefined };
  readonly tests: readonly string[];
  /** What was asked, and what was answered, in a few words; of a changed one as it is now. */
  readonly model: string | null;
  readonly answer: string;
  /** Absent for those that came or went. */
  readonly difference?: Difference;
}

/** Who looks at the changes, and what is known of recordings there. */
export interface Viewer {
  /** An absolute path: files are named from it, and links may lead into it. */
  readonly folder: string;
  readonly formats: Formats;
  /** Whether recordings may lie at a path, from the top of the repository and absolute. */
  readonly isPlace: (path: string, absolute: string) => boolean;
  /** The tests (node ids) of a file (an absolute path) with this text, where it does not name them itself. */
  readonly testsOf: (path: string, text: string) => readonly string[];
  /** Credentials are masked without it. */
  readonly showsSecrets?: boolean;
}

/** One file after the other; others than recordings are left out. */
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

/** undefined: there is no recording. */
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
  return pairs.flatMap((pair) => change(pair, before, after, viewer) ?? []);
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

/** undefined: nothing changed. */
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
    tests: read && read.tests.length > 0 ? read.tests : file.testId === undefined ? [] : [file.testId],
    model: file.reassembled.model ?? modelAsked(file.recording?.request) ?? null,
    answer: describeAnswer(file, 200),
  };
  if (shownOld === undefined) return { kind: "added", ...facts };
  if (shownNow === undefined) return { kind: "removed", ...facts };
  const found = difference(shownOld, shownNow);
  const kind = kindOf(found, former !== undefined);
  return kind && { kind, ...facts, difference: found };
}

/** To be shown: credentials are masked unless the user asked for them. */
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
