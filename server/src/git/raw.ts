/** What git's raw formats say: which files differ, and which commits changed them. */

/** A file that differs between two states of a repository. */
export interface ChangedFile {
  /** From the top of the repository, with slashes; undefined: that side has no such file. */
  readonly before: GitFile | undefined;
  readonly after: GitFile | undefined;
}

export interface GitFile {
  readonly path: string;
  /** Of its content; undefined: it is the file on disk. */
  readonly id: string | undefined;
}

/** A commit that changed a file. */
export interface FileCommit {
  readonly id: string;
  /** ISO 8601: when its author made it. */
  readonly date: string;
  readonly subject: string;
  readonly change: ChangedFile;
}

/** Of a file so many commits are looked at. */
export const mostOfFile = 50;

/** Of one commit so many new files are compared with those that are gone. */
export const mostRenames = 1000;

/** What `git diff --raw -z` says: `:100644 100644 id id M`, the name, and of renamed files the new one. */
export function changedFiles(output: string): readonly ChangedFile[] {
  const found: ChangedFile[] = [];
  const fields = output.split("\0");
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [oldMode = "", newMode = "", oldId = "", newId = "", status = ""] = (fields[at] ?? "").slice(1).split(" ");
    const path = fields[at + 1] ?? "";
    const isMoved = /^[RC]/.test(status);
    const newPath = isMoved ? (fields[at + 2] ?? "") : path;
    if (isMoved) at++;
    const before = isFile(oldMode) && !status.startsWith("C") ? { path, id: idOf(oldId) } : undefined;
    const after = isFile(newMode) ? { path: newPath, id: idOf(newId) } : undefined;
    if (before ?? after) found.push({ before, after });
  }
  return found;
}

/** With all files that differ from the commit before. */
export type Commit = Omit<FileCommit, "change"> & { readonly changes: readonly ChangedFile[] };

/** What `git log --raw -z` says: the parts of its format, then the files. */
export function commitsIn(output: string): readonly Commit[] {
  return output.split("\x01").flatMap((commit) => {
    const [id = "", date = "", subject = "", ...raw] = commit.split("\0");
    const fields = raw.map((field) => field.trimStart()).filter((field) => field !== "");
    return id === "" ? [] : [{ id, date, subject, changes: changedFiles(fields.join("\0")) }];
  });
}

/** Of the files (paths) whose first commit is among these, and in which they were surely new. */
export function completeHistories(
  paths: readonly string[],
  commits: readonly Commit[],
): ReadonlyMap<string, readonly FileCommit[]> {
  const found = new Map(paths.map((path): [string, FileCommit[]] => [path, []]));
  const complete = new Set<string>();
  for (const { changes, ...commit } of commits) {
    const isCertain = whetherRenamesAreKnown(changes);
    for (const change of changes) {
      const path = change.after?.path ?? change.before?.path ?? "";
      found.get(path)?.push({ ...commit, change });
      if (isCertain && change.before === undefined) complete.add(path);
      else if (change.before?.path !== path) found.delete(path);
    }
  }
  return new Map([...found].flatMap(([path, all]) => (complete.has(path) ? [[path, all.slice(0, mostOfFile)]] : [])));
}

/** Of more files git does not compare the texts. */
function whetherRenamesAreKnown(changes: readonly ChangedFile[]): boolean {
  const isNew = changes.filter(({ before }) => before === undefined).length;
  const isGone = changes.filter(({ after }) => after === undefined).length;
  return isNew * isGone <= mostRenames ** 2;
}

/** Links and modules hold no recording of their own. */
const isFile = (mode: string): boolean => mode.startsWith("100");

/** Zeros: the content lies on disk alone. */
const idOf = (id: string): string | undefined => (/^0+$/.test(id) ? undefined : id);
