/** What git knows about a recording: its earlier test ids, and the commit that introduced a finding. */
import { join, relative, sep } from "node:path";
import { logFailure } from "../../log";
import { textIn } from "../../disk/gunzip";
import { summarizeText } from "../../index/scan/summarize";
import type { RecordingSummary } from "../../index/store/summary";
import { pathOfUri, slashPath, uriOfPath } from "../../index/uris";
import { defineAll, mostEarlier } from "../../pytest/earlierModule";
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
  /** Files (paths from the root) that git may be asked about, and its answer for all of them. */
  #expected: ReadonlySet<string> = new Set();
  #commits: Promise<ReadonlyMap<string, readonly FileCommit[]> | undefined> | undefined;

  private constructor(
    private readonly git: Git | undefined,
    private readonly formats: Formats,
  ) {}

  /** The history of the repository around a folder (a path); without one, nothing is known. */
  static async around(folder: string, formats: Formats): Promise<History> {
    return new History(await Git.around(folder).catch(unlessGit), formats);
  }

  get isKnown(): boolean {
    return this.git !== undefined;
  }

  /** Announces files (URIs), so that git is asked about all of them at once. */
  expect(uris: readonly string[]): void {
    this.#expected = new Set(uris.flatMap((uri) => this.#pathOf(uri) ?? []));
    this.#commits = undefined;
  }

  /** The distinct test ids that a file (URI) had, newest first; computed lazily. Never rejects. */
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

  /** The texts of a test module (URI) in its last commits, newest first, up to the one that defines all of these functions. Never rejects. */
  async moduleTexts(uri: string, functions: readonly string[]): Promise<readonly string[]> {
    const texts: string[] = [];
    for await (const { text } of this.#versions(uri)) {
      texts.push(text);
      if (defineAll(texts, functions) || texts.length >= mostEarlier) break;
    }
    return texts;
  }

  /** undefined if git does not tell, or the rule depends on other files. Never rejects. */
  async blame(uri: string, code: string): Promise<Blame | undefined> {
    const isFree = code === mismatch.code ? fitsItsName : ownRules.has(code) ? without(code) : undefined;
    if (isFree === undefined) return undefined;
    for await (const { uri: name, text, replacedBy } of this.#versions(uri)) {
      if (!summarizeText(name, text, this.formats).every(isFree)) continue;
      return replacedBy === undefined ? { kind: "uncommitted" } : blameOf(replacedBy);
    }
    return undefined;
  }

  /** Ends the git process. */
  [Symbol.dispose](): void {
    this.#contents?.end();
    this.#contents = undefined;
  }

  /** The versions of a file (URI), newest first: the last commit's needs no search. */
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

  /** Relative to the root; git knows real paths. */
  #pathOf(uri: string): string | undefined {
    return this.git && relative(this.git.top, pathOfUri(uri)).replaceAll(sep, "/");
  }

  /** Yields nothing if git has no readable content. */
  async *#version(git: Git, { path: name, id = "" }: GitFile, replacedBy: FileCommit | undefined): AsyncGenerator<Version> {
    const content = await (this.#contents ??= git.contents()).of(id);
    const path = join(git.top, name);
    if (typeof content !== "string") yield { uri: uriOfPath(path), text: textIn(path, content), replacedBy };
  }
}

/** A file's content with the name that it had. */
interface Version {
  readonly uri: string;
  readonly text: string;
  /** undefined for the version in the last commit. */
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
