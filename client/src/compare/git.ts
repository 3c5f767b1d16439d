/** What VS Code's own Git extension knows of a file: its text at a revision, and which revisions there are. */
import * as vscode from "vscode";
import { largerThan, maxFileSize } from "../../../server/src/disk/read";

export interface Commit {
  readonly hash: string;
  readonly message: string;
  readonly authorName?: string;
  readonly commitDate?: Date;
}

/** The part of the Git extension's interface (version 1) that is used here. */
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

async function api(): Promise<GitApi> {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  if (!extension) throw new Error(noGit);
  const exported = extension.isActive ? extension.exports : await extension.activate();
  return exported.getAPI(1);
}

/** How long, in milliseconds, git may take, and the Git extension to find the repositories of a workspace that was just opened. */
const patience = 60_000;

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("Git did not answer within a minute.")), patience);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

async function repositoryOf(uri: vscode.Uri): Promise<Repository> {
  const git = await api();
  for (const started = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    const repository = git.getRepository(uri);
    if (repository) return repository;
    if (Date.now() - started > patience) throw new Error("This file is in no git repository that VS Code has open.");
  }
}

/** What git calls a symbolic link: its text is a path. */
const linkMode = "120000";

/** Rejects with a sentence when there was no such file at that revision, or one that is too large. */
export async function textAt(uri: vscode.Uri, revision: string): Promise<string> {
  const repository = await repositoryOf(uri);
  const details = await inTime(repository.getObjectDetails(revision, uri.fsPath).catch(() => undefined));
  if (details === undefined) throw new Error(`The file does not exist in ${revision}.`);
  if (details.mode === linkMode) throw new Error(`The file is a link in ${revision}.`);
  if (details.size > maxFileSize) throw new Error(`The file is ${largerThan(maxFileSize)} in ${revision}.`);
  return inTime(repository.show(revision, uri.fsPath));
}

/** The newest commits that changed a file, at most `maxEntries`. */
export async function commitsOf(uri: vscode.Uri, maxEntries = 50): Promise<readonly Commit[]> {
  const repository = await repositoryOf(uri);
  return inTime(repository.log({ maxEntries, path: uri.fsPath }));
}

/** A URI under which VS Code shows the file's text at that revision. */
export async function gitUri(uri: vscode.Uri, revision: string): Promise<vscode.Uri> {
  return (await api()).toGitUri(uri, revision);
}
