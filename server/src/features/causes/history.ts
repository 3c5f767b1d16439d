/** What git knows of a recording: the test ids that it had, and the commit since which a finding is there. */
import { join, relative, sep } from "node:path";
import { logFailure } from "../../log";
import { textIn } from "../../disk/gunzip";
import { summarizeText } from "../../index/scan/summarize";
import type { RecordingSummary } from "../../index/store/summary";
import { pathOfUri, uriOfPath } from "../../index/uris";
import { mismatch } from "../../rules/hashRules";
import { rules } from "../../rules/registry";
import type { Formats } from "../../formats/formats";
import { Git, GitError, type FileCommit, type GitFile } from "../../git/git";
import type { Blame } from "../../protocol";

export class History {
  private constructor(
    private readonly git: Git | undefined,
    private readonly formats: Formats,
  ) {}

  /** Of the repository around a folder (a path); where there is none, nothing is known. */
  static async around(folder: string, formats: Formats): Promise<History> {
    return new History(await Git.around(folder).catch(unlessGit), formats);
  }

  get isKnown(): boolean {
    return this.git !== undefined;
  }

  /** The test ids that a file (URI) had, the newest first. Never rejects. */
  async testIds(uri: string): Promise<readonly string[]> {
    const found = new Set<string>();
    await this.#walk(uri, (summaries) => {
      for (const { testId } of summaries) if (testId !== undefined) found.add(testId);
      return false;
    });
    return [...found];
  }

  /** undefined where git does not tell, or the rule looks beyond the file. Never rejects. */
  async blame(uri: string, code: string): Promise<Blame | undefined> {
    const isFree = code === mismatch.code ? fitsItsName : ownRules.has(code) ? without(code) : undefined;
    return isFree && this.#walk(uri, (summaries) => summaries.every(isFree));
  }

  /** The commit after the newest version that is wanted; undefined where none is. */
  async #walk(uri: string, isWanted: (summaries: readonly RecordingSummary[]) => boolean): Promise<Blame | undefined> {
    const { git, formats } = this;
    if (git === undefined) return undefined;
    const contents = git.contents();
    const is = async (file: GitFile | undefined) => {
      if (file?.id === undefined) return false;
      const content = await contents.of(file.id);
      const path = join(git.top, file.path);
      return typeof content !== "string" && isWanted(summarizeText(uriOfPath(path), textIn(path, content), formats));
    };
    try {
      const commits = await git.history(pathIn(git, uri));
      if (await is(commits[0]?.change.after)) return { kind: "uncommitted" };
      for (const commit of commits) {
        const { before } = commit.change;
        if (before === undefined || (await is(before))) return before && blameOf(commit);
      }
    } catch (error) {
      if (!(error instanceof GitError)) logFailure("Asking git for the versions of a recording", error);
    } finally {
      contents.end();
    }
    return undefined;
  }
}

const ownRules: ReadonlySet<string> = new Set(rules.map(({ code }) => code));

const fitsItsName = ({ naming }: RecordingSummary): boolean => (naming?.fits.length ?? 0) > 0;

const without =
  (code: string) =>
  ({ findings, broken }: RecordingSummary): boolean =>
    !broken && !findings.some((each) => each.code === code);

const blameOf = ({ id, date, subject }: FileCommit): Blame => ({ kind: "commit", commit: id, date, subject });

/** git knows real paths. */
function pathIn(git: Git, uri: string): string {
  return relative(git.top, pathOfUri(uri)).replaceAll(sep, "/");
}

function unlessGit(error: unknown): undefined {
  if (!(error instanceof GitError)) throw error;
}
