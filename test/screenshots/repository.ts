import { execFileSync } from "node:child_process";

/** Makes a folder a repository with all its files in one commit; returns how git is asked there. */
export function makeRepository(folder: string): (...command: readonly string[]) => void {
  const git = (...command: readonly string[]) => {
    const author = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"];
    execFileSync("git", [...author, ...command], { cwd: folder });
  };
  git("init", "--quiet", "--initial-branch", "main");
  git("add", "--all");
  git("commit", "--quiet", "--message", "Recorded");
  return git;
}
