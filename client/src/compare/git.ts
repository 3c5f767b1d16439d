/** What VS Code's own Git extension knows of a file: its text at a revision, and which revisions there are. */
import * as vscode from "vscode";

export interface Commit {
  readonly hash: string;
  readonly message: string;
  readonly authorName?: string;
  readonly commitDate?: Date;
}

/** The part of the Git extension's interface (version 1) that is used here. */
interface Repository {
  show(revision: string, path: string): Promise<string>;
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

async function api(): Promise<GitApi> {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  if (!extension) throw new Error(noGit);
  const exported = extension.isActive ? extension.exports : await extension.activate();
  return exported.getAPI(1);
}

/** Rejects after `patience` milliseconds: so long the Git extension may take to find the repositories of a workspace that was just opened. */
async function repositoryOf(uri: vscode.Uri, patience = 60_000): Promise<Repository> {
  const git = await api();
  for (const started = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    const repository = git.getRepository(uri);
    if (repository) return repository;
    if (Date.now() - started > patience) throw new Error("This file is in no git repository that VS Code has open.");
  }
}

/** Rejects with a sentence when the file was not there at that revision. */
export async function textAt(uri: vscode.Uri, revision: string): Promise<string> {
  const repository = await repositoryOf(uri);
  try {
    return await repository.show(revision, uri.fsPath);
  } catch {
    throw new Error(`The file does not exist in ${revision}.`);
  }
}

/** The newest commits that changed a file, at most `maxEntries`. */
export async function commitsOf(uri: vscode.Uri, maxEntries = 50): Promise<readonly Commit[]> {
  const repository = await repositoryOf(uri);
  return repository.log({ maxEntries, path: uri.fsPath });
}

/** More commits are not looked through for a function that is gone. */
const mostEarlier = 20;

/** Folders (URIs) in which no repository was found: nobody waits for one twice. */
const withoutGit = new Set<string>();

/**
 * The texts that a Python file had in its last commits, the newest first, up to the one that defines all of these functions. Empty where git does
 * not tell; never rejects.
 */
export async function earlierTexts(uri: vscode.Uri, functions: readonly string[]): Promise<readonly string[]> {
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() ?? "";
  if (!vscode.workspace.isTrusted || withoutGit.has(folder)) return [];
  const texts: string[] = [];
  try {
    const repository = await repositoryOf(uri, 20_000).catch(() => void withoutGit.add(folder));
    for (const { hash } of (await repository?.log({ maxEntries: mostEarlier, path: uri.fsPath })) ?? []) {
      texts.push((await repository?.show(hash, uri.fsPath)) ?? "");
      if (functions.every((name) => texts.some((text) => text.includes(`def ${name}(`)))) break;
    }
  } catch {
    // What was read until then may tell already.
  }
  return texts;
}

/** A URI under which VS Code shows the file's text at that revision. */
export async function gitUri(uri: vscode.Uri, revision: string): Promise<vscode.Uri> {
  return (await api()).toGitUri(uri, revision);
}
