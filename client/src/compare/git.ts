/** Reads a file's revisions, and its text at a revision, from VS Code's Git extension. */
import type * as vscode from "vscode";
import { largerThan, maxFileSize } from "../../../server/src/disk/read";
import { defineAll, mostEarlier } from "../../../server/src/protocol";
import type { VSCode } from "../vscode";

export interface Commit {
  readonly hash: string;
  readonly message: string;
  readonly authorName?: string;
  readonly commitDate?: Date;
}

/** The part of the Git extension's API (version 1) that is used here. */
interface Repository {
  show(revision: string, path: string): Promise<string>;
  getObjectDetails(revision: string, path: string): Promise<{ readonly mode: string; readonly size: number }>;
  log(options: { readonly maxEntries: number; readonly path: string }): Promise<readonly Commit[]>;
}

interface GitApi {
  getRepository(uri: vscode.Uri): Repository | null;
  toGitUri(uri: vscode.Uri, revision: string): vscode.Uri;
}

interface GitExtension {
  getAPI(version: 1): GitApi;
}

const noGit = "VS Code's Git extension is not available.";

async function api(vscode: VSCode): Promise<GitApi> {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  if (!extension) throw new Error(noGit);
  const exported = extension.isActive ? extension.exports : await extension.activate();
  return exported.getAPI(1);
}

/** In milliseconds: how long git may take, and the Git extension to find the repositories of a newly opened workspace. */
const patience = 60_000;

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("Git did not answer within a minute.")), patience);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** Rejects after this many milliseconds if the Git extension has not found the repository. */
async function repositoryOf(vscode: VSCode, uri: vscode.Uri, milliseconds = patience): Promise<Repository> {
  const git = await api(vscode);
  for (const started = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    const repository = git.getRepository(uri);
    if (repository) return repository;
    if (Date.now() - started > milliseconds) throw new Error("This file is not in a git repository that is open in VS Code.");
  }
}

/** Git's file mode of a symbolic link, whose text is a path. */
const linkMode = "120000";

/** Rejects with a sentence if the file did not exist at that revision, or is too large. */
export async function textAt(vscode: VSCode, uri: vscode.Uri, revision: string): Promise<string> {
  return textIn(await repositoryOf(vscode, uri), uri, revision);
}

async function textIn(repository: Repository, uri: vscode.Uri, revision: string): Promise<string> {
  const details = await inTime(repository.getObjectDetails(revision, uri.fsPath).catch(() => undefined));
  if (details === undefined) throw new Error(`The file does not exist in ${revision}.`);
  if (details.mode === linkMode) throw new Error(`The file is a link in ${revision}.`);
  if (details.size > maxFileSize) throw new Error(`The file is ${largerThan(maxFileSize)} in ${revision}.`);
  return inTime(repository.show(revision, uri.fsPath));
}

/** The newest commits that changed a file, at most `maxEntries`. */
export async function commitsOf(vscode: VSCode, uri: vscode.Uri, maxEntries = 50): Promise<readonly Commit[]> {
  const repository = await repositoryOf(vscode, uri);
  return inTime(repository.log({ maxEntries, path: uri.fsPath }));
}

/** Folders (URIs) without a repository, which are not waited for again. */
const withoutGit = new Set<string>();

/**
 * The texts of a Python file in its last commits, newest first, up to the one that defines all of these functions. Empty if git does
 * not tell; never rejects.
 */
export async function earlierTexts(vscode: VSCode, uri: vscode.Uri, functions: readonly string[]): Promise<readonly string[]> {
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() ?? "";
  if (!vscode.workspace.isTrusted || withoutGit.has(folder)) return [];
  const texts: string[] = [];
  try {
    const repository = await repositoryOf(vscode, uri, 20_000).catch(() => void withoutGit.add(folder));
    if (!repository) return [];
    for (const { hash } of await inTime(repository.log({ maxEntries: mostEarlier, path: uri.fsPath }))) {
      texts.push(await textIn(repository, uri, hash));
      if (defineAll(texts, functions)) break;
    }
  } catch {
    // What was read so far may be enough.
  }
  return texts;
}

/** A URI with which VS Code shows the file's text at that revision. */
export async function gitUri(vscode: VSCode, uri: vscode.Uri, revision: string): Promise<vscode.Uri> {
  return (await api(vscode)).toGitUri(uri, revision);
}
