/** Carries out a plan: checks what prevents changing its files, writes all or none, and undoes that. */
import { basename } from "node:path";
import { bytesFor, isCompressed, textIn } from "../../disk/gunzip";
import { readWhole } from "../../disk/read";
import { pathOfUri } from "../../index/uris";
import { escapedByte } from "../../recording/escapedBytes";
import { fix, whyNotFixed, type FixedFile } from "../../rerecord/fix";
import { inBatches } from "../../rerecord/snapshot";
import { written, type FixPlan, type WrittenFile } from "./plan";

/** Removes files that cannot be written, and returns them with the reason. `isOpen`: whether a file (URI) is open in an editor. */
export async function possible(
  plan: FixPlan,
  workspaceOf: (uri: string) => string | undefined,
  isOpen: (uri: string) => boolean = () => false,
): Promise<FixPlan> {
  const looked = await inBatches(plan.files, async (file) => ({
    file,
    reason: await whyNotWritten(workspaceOf(file.uri), written(file), isOpen(file.uri)),
  }));
  const left = looked.flatMap(({ file: { parts }, reason }) =>
    reason === undefined ? [] : parts.flatMap(({ causes }) => causes.map((cause) => ({ cause, reason }))),
  );
  return {
    files: looked.flatMap(({ file, reason }) => (reason === undefined ? [file] : [])),
    left: [...plan.left, ...left],
  };
}

/** Why a file cannot be written now, in a sentence; undefined if it can. `isOpen`: it is open in an editor. Never rejects. */
export async function whyNotWritten(
  workspaceFolder: string | undefined,
  file: WrittenFile,
  isOpen = false,
): Promise<string | undefined> {
  const { uri, newUri } = file;
  const renamed = newUri === undefined ? {} : { newPath: pathOfUri(newUri) };
  const why = await whyNotFixed(workspaceFolder, { path: pathOfUri(uri), ...renamed });
  return why ?? (await whyNotWhole(file, isOpen));
}

const mark = "\uFEFF";

/** Writing the edited text must keep all other bytes of the file. */
async function whyNotWhole(file: WrittenFile, isOpen: boolean): Promise<string | undefined> {
  const path = pathOfUri(file.uri);
  const bytes = await readWhole(path).catch(() => undefined);
  if (bytes === undefined) return "It cannot be read.";
  const text = textIn(path, bytes);
  if (text !== file.before && text !== mark + file.before)
    return isOpen ? "It has unsaved changes." : "It was changed in the meantime.";
  if (file.before === file.after || file.after === undefined) return undefined;
  const isWhole = isCompressed(path) ? escapedByte(text) === undefined : Buffer.from(text).equals(bytes);
  return isWhole ? undefined : "It has bytes that are not UTF-8.";
}

/**
 * Returns a sentence for each reason why nothing was changed; empty if all files were. `store` is a private folder, `title` is shown to the user, for
 * `began` see `fix`.
 */
export async function carriedOut(
  store: string,
  workspaceFolder: string,
  title: string,
  planned: readonly WrittenFile[],
  began?: Date,
): Promise<readonly string[]> {
  const files: FixedFile[] = [];
  const stale: string[] = [];
  for (const file of planned) {
    const now = await fixedFile(file);
    if (now !== undefined) files.push(now);
    else stale.push(pathOfUri(file.uri));
  }
  if (stale.length > 0) return stale.map(changedSince);
  const done = await fix(store, workspaceFolder, title, files, began);
  if (done.kind === "accepted") return [];
  return done.kind === "refused" ? done.reasons : done.paths.map(changedSince);
}

const changedSince = (path: string) => `${basename(path)} was changed in the meantime, so nothing was written.`;

/** undefined if the file has changed since the plan was made. */
async function fixedFile({ uri, newUri, before: planned, after }: WrittenFile): Promise<FixedFile | undefined> {
  const path = pathOfUri(uri);
  const before = await readWhole(path).catch(() => undefined);
  if (before === undefined) return undefined;
  const text = textIn(path, before);
  const hasMark = text.startsWith(mark);
  if (text !== (hasMark ? mark + planned : planned)) return undefined;
  if (after === undefined) return { path, before, after };
  const bytes = planned === after ? before : bytesFor(path, hasMark ? mark + after : after);
  return { path, before, after: bytes, ...(newUri === undefined ? {} : { newPath: pathOfUri(newUri) }) };
}
