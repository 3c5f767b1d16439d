/** Finds the folder that a coverage file's paths are relative to: that of the run, which may have been on another machine. */
import { normalizeUri, outermost, parentOf, pathOfUri, uriOfPath } from "../../index/uris";
import type { Workspace } from "../../index/workspace";
import type { Coverage } from "../../pytest/coverage/coverage";

/** The most files to try in each folder. */
const mostTried = 200;

/**
 * A function that makes the URI of a file in the coverage, relative to the folder in which most of them are recordings: a folder around the file
 * (URI) that it was read from, a workspace folder, or a project root. undefined if there is none.
 */
export function baseOf(
  workspace: Workspace,
  from: string,
  { files }: Pick<Coverage, "files">,
): ((file: string) => string) | undefined {
  const { index, folders, findings } = workspace;
  const step = Math.max(1, Math.floor(files.length / mostTried));
  const tried = files.filter((_, at) => at % step === 0);
  const tops = outermost(folders.all.map(({ uri }) => uri));
  const candidates = new Set([
    ...ancestors(from, tops),
    ...folders.all.map(({ uri }) => uri),
    ...findings.cassettes.sources.projects,
  ]);
  let best: { readonly base: (file: string) => string; readonly count: number } | undefined;
  for (const folder of candidates) {
    const path = pathOfUri(folder);
    const base = (file: string) => normalizeUri(uriOfPath(`${path}/${file}`));
    const count = tried.filter(({ file }) => index.storedFile(base(file)) !== undefined).length;
    if (count > (best?.count ?? 0)) best = { base, count };
  }
  return best?.base;
}

/** The folders around a file, nearest first, within these folders. */
function ancestors(uri: string, tops: readonly string[]): readonly string[] {
  const top = tops.find((each) => uri.startsWith(`${each}/`));
  const found: string[] = [];
  for (let at = parentOf(uri); top !== undefined && at.length >= top.length; at = parentOf(at)) found.push(at);
  return found;
}
