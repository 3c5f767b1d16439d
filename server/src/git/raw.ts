/** Parses git's raw output formats: which files differ, and which commits changed them. */

/** A file that differs between two states of a repository. */
export interface ChangedFile {
  /** Path from the root of the repository, with forward slashes; undefined if that side has no such file. */
  readonly before: GitFile | undefined;
  readonly after: GitFile | undefined;
}

export interface GitFile {
  readonly path: string;
  /** The id of its content; undefined if it is the file on disk. */
  readonly id: string | undefined;
}

/** A commit that changed a file. */
export interface FileCommit {
  readonly id: string;
  /** The author date, in ISO 8601. */
  readonly date: string;
  readonly subject: string;
  readonly change: ChangedFile;
}

/** The most commits that are read for one file. */
export const mostOfFile = 50;

/** The most new files of a commit that git compares with the removed ones. */
export const mostRenames = 1000;

/** Parses the output of `git diff --raw -z`: `:100644 100644 id id M`, the name, and for renames the new name. */
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

/** A commit with all files that it changed. */
export type Commit = Omit<FileCommit, "change"> & { readonly changes: readonly ChangedFile[] };

/** Parses the output of `git log --raw -z`: the parts of its format, then the files. */
export function commitsIn(output: string): readonly Commit[] {
  return output.split("\x01").flatMap((commit) => {
    const [id = "", date = "", subject = "", ...raw] = commit.split("\0");
    const fields = raw.map((field) => field.trimStart()).filter((field) => field !== "");
    return id === "" ? [] : [{ id, date, subject, changes: changedFiles(fields.join("\0")) }];
  });
}

/** The histories of those files (paths) whose first commit is included, and in which they were certainly not renamed. */
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

/** Git only detects renames up to this number of files. */
function whetherRenamesAreKnown(changes: readonly ChangedFile[]): boolean {
  const isNew = changes.filter(({ before }) => before === undefined).length;
  const isGone = changes.filter(({ after }) => after === undefined).length;
  return isNew * isGone <= mostRenames ** 2;
}

/** Links and submodules hold no recordings. */
const isFile = (mode: string): boolean => mode.startsWith("100");

/** An id of zeros means the file on disk. */
const idOf = (id: string): string | undefined => (/^0+$/.test(id) ? undefined : id);
