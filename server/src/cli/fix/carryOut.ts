/** From a plan to the disk: what can be written, and writing it. */
import { basename } from "node:path";
import { bytesFor, isCompressed, textIn } from "../../disk/gunzip";
import { readWhole } from "../../disk/read";
import type { FixPlan, LeftFinding, PlannedFile } from "../../features/causes/planFixes";
import { pathOfUri } from "../../index/uris";
import { fix, recoverFixes, whyNotFixed, type FixedFile } from "../../rerecord/fix";
import { complain } from "../output";

/** A file as it was planned; `after` is undefined where it is to be removed. */
export type WrittenFile = Pick<PlannedFile, "uri" | "newUri" | "before"> & { readonly after: string | undefined };

/** Why a file cannot be written, in a sentence; undefined where nothing is in the way now. Never rejects. */
export async function whyNotWritten(workspaceFolder: string, file: WrittenFile): Promise<string | undefined> {
  const { uri, newUri } = file;
  const renamed = newUri === undefined ? {} : { newPath: pathOfUri(newUri) };
  return (await whyNotFixed(workspaceFolder, { path: pathOfUri(uri), ...renamed })) ?? (await whyNotWhole(file));
}

/** Without the files that cannot be written: those are left, with the reason. */
export async function possible(plan: FixPlan, workspaceFolder: string): Promise<FixPlan> {
  const files: PlannedFile[] = [];
  const left: LeftFinding[] = [...plan.left];
  for (const file of plan.files) {
    const reason = await whyNotWritten(workspaceFolder, file);
    if (reason === undefined) files.push(file);
    else left.push({ cause: file.cause, reason });
  }
  return { files, left };
}

const mark = "\uFEFF";

/** What is edited as a text is to be written as the bytes it was, but for the edits. */
async function whyNotWhole(file: WrittenFile): Promise<string | undefined> {
  if (file.before === file.after) return undefined;
  const path = pathOfUri(file.uri);
  const bytes = await readWhole(path).catch(() => undefined);
  if (bytes === undefined) return "It cannot be read.";
  const text = textIn(path, bytes);
  if (text !== file.before && text !== mark + file.before) return "It was changed in the meantime.";
  if (file.after === undefined) return undefined;
  const isWhole = isCompressed(path) ? !text.includes("\uFFFD") : Buffer.from(text).equals(bytes);
  return isWhole ? undefined : "It has bytes that are no UTF-8.";
}

/** How many files were changed: all, or none, which is said. `title` is for people. */
export async function carriedOut(
  store: string,
  workspaceFolder: string,
  title: string,
  planned: readonly WrittenFile[],
): Promise<number> {
  const files: FixedFile[] = [];
  for (const file of planned) {
    const now = await fixedFile(file);
    if (now !== undefined) files.push(now);
    else complain(`${basename(pathOfUri(file.uri))} was changed in the meantime; nothing was changed.`);
  }
  if (files.length < planned.length) return 0;
  const done = await fix(store, workspaceFolder, title, files);
  if (done.kind === "accepted") return files.length;
  const reasons =
    done.kind === "refused"
      ? done.reasons
      : done.paths.map((path) => `${basename(path)} was changed in the meantime; nothing was changed.`);
  for (const reason of reasons) complain(reason);
  return 0;
}

/** undefined: it is not what it was when it was planned. */
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

/** What an earlier command left half done is put back. False: that was not possible. */
export async function recovered(store: string, workspaceFolder: string): Promise<boolean> {
  const { undone, problems } = await recoverFixes(store, workspaceFolder);
  if (undone.length > 0) process.stderr.write("tapedeck: An earlier fix was ended in the middle. That was undone.\n");
  for (const problem of problems) complain(problem, 2);
  return problems.length === 0;
}
