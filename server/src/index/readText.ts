/** Text of files on disk, with an answer for everything that may stand in the way. */
import { stat, readFile } from "node:fs/promises";

/** Larger files are not read: a recording has kilobytes, at most a few megabytes. */
export const maxFileSize = 50 * 1024 * 1024;

export type FileText =
  | { readonly kind: "text"; readonly text: string; readonly stamp: string }
  /** No such file, or no file at all: a folder, a pipe. */
  | { readonly kind: "gone" }
  /** `message` is one sentence that says why. */
  | { readonly kind: "unreadable"; readonly message: string };

/** Never rejects. The text is without byte order mark, as editors have it; `stamp` changes when the file does. */
export async function readText(path: string): Promise<FileText> {
  try {
    const info = await stat(path);
    // Before opening: opening a pipe would wait for a writer.
    if (!info.isFile()) return { kind: "gone" };
    if (info.size > maxFileSize) return tooLarge(info.size);
    return { kind: "text", text: stripMark(await readFile(path, "utf8")), stamp: stampOf(info) };
  } catch (error) {
    return isGone(error) ? { kind: "gone" } : { kind: "unreadable", message: `The file cannot be read: ${reason(error)}.` };
  }
}

/** What `readText` would give as `stamp`; undefined when there is no such file. */
export async function fileStamp(path: string): Promise<string | undefined> {
  try {
    const info = await stat(path);
    return info.isFile() ? stampOf(info) : undefined;
  } catch {
    return undefined;
  }
}

function stampOf({ mtimeMs, size, ino }: { readonly mtimeMs: number; readonly size: number; readonly ino: number }): string {
  return `${mtimeMs}-${size}-${ino}`;
}

function stripMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

function tooLarge(size: number): FileText {
  const megabytes = Math.round(size / 1024 / 1024);
  return {
    kind: "unreadable",
    message: `The file is too large to read: ${megabytes} MB, where at most ${maxFileSize / 1024 / 1024} MB are.`,
  };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function isGone(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "EISDIR", "ELOOP"].includes(codeOf(error) ?? "");
}

function reason(error: unknown): string {
  const code = codeOf(error);
  return code === "EACCES" || code === "EPERM" ? "no permission" : (code ?? "unknown error");
}
