/** The part of VS Code's Git extension that is used, on the real git. */
import { execFile, execFileSync } from "node:child_process";
import { relative } from "node:path";
import { promisify } from "node:util";
import type { URI } from "vscode-uri";

const execute = promisify(execFile);

/** Runs git in a folder, with a user name. */
export function git(folder: string, ...command: readonly string[]): void {
  execFileSync("git", ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com", ...command], { cwd: folder });
}

/** Commits everything in a folder as its first commit. */
export function commitAll(folder: string, message: string): void {
  git(folder, "init", "--quiet");
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", message);
}

/** The exports of "vscode.git", with this folder as its only repository. */
export function gitExtension(folder: string) {
  const run = async (...command: readonly string[]) => (await execute("git", [...command], { cwd: folder })).stdout;
  const repository = {
    show: (revision: string, path: string) => run("show", `${revision}:${relative(folder, path)}`),
    async getObjectDetails(revision: string, path: string) {
      const [mode, , , size] = (await run("ls-tree", "--long", revision, "--", relative(folder, path))).split(/\s+/);
      if (size === undefined || mode === undefined) throw new Error("There is no such object.");
      return { mode, size: Number(size) };
    },
    async log({ maxEntries, path }: { readonly maxEntries: number; readonly path: string }) {
      const lines = (await run("log", `-${maxEntries}`, "--format=%H %s", "--", relative(folder, path))).trimEnd().split("\n");
      return lines.filter(Boolean).map((line) => ({ hash: line.slice(0, 40), message: line.slice(41), authorName: "Somebody" }));
    },
  };
  const api = {
    getRepository: (uri: URI) => (uri.fsPath.startsWith(folder) ? repository : null),
    toGitUri: (uri: URI, revision: string) => uri.with({ scheme: "git", query: revision }),
  };
  return { getAPI: () => api };
}
