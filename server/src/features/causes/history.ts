/** What git knows of a recording: the test ids that it had, and the commit since which a finding is there. */
import { join, relative, sep } from "node:path";
import { logFailure } from "../../log";
import { textIn } from "../../disk/gunzip";
import { summarizeText } from "../../index/scan/summarize";
import type { RecordingSummary } from "../../index/store/summary";
import { pathOfUri, slashPath, uriOfPath } from "../../index/uris";
import { mismatch } from "../../rules/hashRules";
import { rules } from "../../rules/registry";
import type { Formats } from "../../formats/formats";
import { readDocument } from "../../formats/readDocument";
import type { Contents } from "../../git/contents";
import { Git, GitError } from "../../git/git";
import type { FileCommit, GitFile } from "../../git/raw";
import type { Blame } from "../../protocol";

export class History {
  #contents: Contents | undefined;
  /** Files (paths from the top) of which git may be asked, and what it says of all of them. */
  #expected: ReadonlySet<string> = new Set();
  #commits: Promise<ReadonlyMap<string, readonly FileCommit[]> | undefined> | undefined;

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

  /** Of these files (URIs) more may be asked: git is then asked for all of them in one go. */
  expect(uris: readonly string[]): void {
    this.#expected = new Set(uris.flatMap((uri) => this.#pathOf(uri) ?? []));
    this.#commits = undefined;
  }

  /** The test ids that a file (URI) had, each once, the newest first; what was not asked for yet is not looked for. Never rejects. */
  async *testIds(uri: string): AsyncGenerator<string> {
    const found = new Set<string>();
    for await (const version of this.#versions(uri)) {
      for (const { testId } of readDocument(slashPath(version.uri), version.text, this.formats).recordings) {
        if (testId === undefined || found.has(testId)) continue;
        found.add(testId);
        yield testId;
      }
    }
  }

  /** undefined where git does not tell, or the rule looks beyond the file. Never rejects. */
  async blame(uri: string, code: string): Promise<Blame | undefined> {
    const isFree = code === mismatch.code ? fitsItsName : ownRules.has(code) ? without(code) : undefined;
    if (isFree === undefined) return undefined;
    for await (const { uri: name, text, replacedBy } of this.#versions(uri)) {
      if (!summarizeText(name, text, this.formats).every(isFree)) continue;
      return replacedBy === undefined ? { kind: "uncommitted" } : blameOf(replacedBy);
    }
    return undefined;
  }

  /** Ends the git that was asked. */
  [Symbol.dispose](): void {
    this.#contents?.end();
    this.#contents = undefined;
  }

  /** Of a file (URI), the newest first: that of the last commit needs no search. */
  async *#versions(uri: string): AsyncGenerator<Version> {
    const { git } = this;
    const path = this.#pathOf(uri);
    if (git === undefined || path === undefined) return;
    try {
      yield* this.#version(git, { path, id: `HEAD:${path}` }, undefined);
      for (const commit of await this.#commitsOf(git, path)) {
        const { before } = commit.change;
        if (before === undefined) return;
        yield* this.#version(git, before, commit);
      }
    } catch (error) {
      if (!(error instanceof GitError)) logFailure("Asking git for the versions of a recording", error);
    }
  }

  async #commitsOf(git: Git, path: string): Promise<readonly FileCommit[]> {
    if (!this.#expected.has(path)) return git.history(path);
    this.#commits ??= git.histories([...this.#expected]).catch(unlessGit);
    return (await this.#commits)?.get(path) ?? git.history(path);
  }

  /** From the top; git knows real paths. */
  #pathOf(uri: string): string | undefined {
    return this.git && relative(this.git.top, pathOfUri(uri)).replaceAll(sep, "/");
  }

  /** None where git has no content that could be read. */
  async *#version(git: Git, { path: name, id = "" }: GitFile, replacedBy: FileCommit | undefined): AsyncGenerator<Version> {
    const content = await (this.#contents ??= git.contents()).of(id);
    const path = join(git.top, name);
    if (typeof content !== "string") yield { uri: uriOfPath(path), text: textIn(path, content), replacedBy };
  }
}

/** What a file held, under the name that it had. */
interface Version {
  readonly uri: string;
  readonly text: string;
  /** undefined: it is that of the last commit. */
  readonly replacedBy: FileCommit | undefined;
}

const ownRules: ReadonlySet<string> = new Set(rules.map(({ code }) => code));

const fitsItsName = ({ naming }: RecordingSummary): boolean => (naming?.fits.length ?? 0) > 0;

const without =
  (code: string) =>
  ({ findings, broken }: RecordingSummary): boolean =>
    !broken && !findings.some((each) => each.code === code);

const blameOf = ({ id, date, subject }: FileCommit): Blame => ({ kind: "commit", commit: id, date, subject });

function unlessGit(error: unknown): undefined {
  if (!(error instanceof GitError)) throw error;
}
