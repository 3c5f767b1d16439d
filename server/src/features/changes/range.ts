/** Parses a revision range in git's syntax. */
import { shorten } from "../../recording/json";
import { GitError, type Git, type Range } from "../../git/git";

/** `main`, `main..branch`, `main...branch`; undefined if it is not a revision. Throws a `GitError` if two have no common ancestor. */
export async function rangeOf(git: Git, text: string): Promise<Range | undefined> {
  const at = text.indexOf("..");
  if (at < 0) {
    const before = await git.commit(text);
    return before === undefined ? undefined : { before, after: undefined };
  }
  const dots = text.startsWith("...", at) ? "..." : "..";
  const [from, to] = [text.slice(0, at), text.slice(at + dots.length)];
  const [before, after] = [await git.commit(from || "HEAD"), await git.commit(to || "HEAD")];
  if (before === undefined || after === undefined) return undefined;
  if (dots === "..") return { before, after };
  const base = await git.mergeBase(before, after);
  if (base === undefined) throw new GitError(`${shorten(text, 100)}: the two have no commit in common.`);
  return { before: base, after };
}
