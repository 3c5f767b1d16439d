/**
 * Which files differ, and what they contained, according to git. Only reads: runs no hook, no pager, and no program named in a repository's settings.
 */
import { spawn } from "node:child_process";
import { relative, resolve, sep } from "node:path";
import { dirname } from "node:path/posix";
import { findProgram } from "../rerecord/programs";
import type { Revision } from "../protocol";
import { Contents } from "./contents";
import { changedFiles, commitsIn, completeHistories, mostOfFile, mostRenames, type ChangedFile, type FileCommit } from "./raw";
import { UserError } from "../errors";

/** The two states to compare; if `after` is undefined, it is the working tree. */
export interface Range {
  readonly before: string;
  readonly after: string | undefined;
}

/** A problem with git, as a sentence for the user. */
export class GitError extends UserError {}

const quiet = ["--no-optional-locks", "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false"];

const logOptions = ["--raw", "-z", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--format=%x01%H%x00%aI%x00%s"];

/** Git's id of the empty tree. */
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

export class Git {
  private constructor(
    private readonly program: string,
    /** The root of the working tree, an absolute path. */
    readonly top: string,
  ) {}

  /** The repository around a folder. Throws `GitError` if there is none, or git is not installed. */
  static async around(folder: string): Promise<Git> {
    const program = await findProgram("git", [folder]);
    if (program === undefined) throw new GitError("git was not found on the PATH.");
    const ran = await run(program, ["rev-parse", "--show-toplevel"], folder);
    const top = ran.output.toString("utf8").replace(/\r?\n$/, "");
    if (ran.status !== 0 || top === "") throw new GitError(firstLine(ran.errors) || "This is not a git repository.");
    return new Git(program, top);
  }

  /** The commit that a revision names; undefined if it names none. */
  async commit(revision: string): Promise<string | undefined> {
    if (revision === "" || revision.startsWith("-")) return undefined;
    const ran = await this.run(["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]);
    return ran.status === 0 ? ran.output.toString("utf8").trim() : undefined;
  }

  /** The commit of HEAD; the empty tree if there are no commits. */
  async head(): Promise<string> {
    return (await this.commit("HEAD")) ?? emptyTree;
  }

  /** The merge base of two commits; undefined if they have none. */
  async mergeBase(one: string, other: string): Promise<string | undefined> {
    const ran = await this.run(["merge-base", one, other]);
    return ran.status === 0 ? ran.output.toString("utf8").trim() : undefined;
  }

  /** Whether a state of the repository contains this absolute path. */
  async has(state: string, path: string): Promise<boolean> {
    const name = relative(this.top, path).split(sep).join("/");
    return (await this.run(["cat-file", "-e", `${state}:${name}`])).status === 0;
  }

  /** The files below these absolute paths that differ, with renames detected; for the working tree including untracked files. */
  async changed({ before, after }: Range, paths: readonly string[]): Promise<readonly ChangedFile[]> {
    const range = after === undefined ? [before] : [before, after];
    const options = [
      "--raw",
      "-z",
      "--no-abbrev",
      "--find-renames",
      "-l0",
      "--no-ext-diff",
      "--no-textconv",
      "--ignore-submodules",
    ];
    const known = changedFiles(await this.ask(["diff", ...options, ...range, "--", ...paths.map(literally)]));
    if (after !== undefined) return known;
    const others = await this.ask([
      "ls-files",
      "--others",
      "--exclude-standard",
      "-z",
      "--full-name",
      "--",
      ...paths.map(literally),
    ]);
    return [...known, ...names(others).map((path) => ({ before: undefined, after: { path, id: undefined } }))];
  }

  /** The commits that changed a file (a path), also under its earlier names: newest first, without merges. */
  async history(path: string): Promise<readonly FileCommit[]> {
    const args = [...logOptions, "--follow", `--max-count=${mostOfFile}`, "--", literally(path)];
    return commitsIn(await this.ask(["log", ...args])).flatMap(({ changes: [change], ...commit }) =>
      change === undefined ? [] : [{ ...commit, change }],
    );
  }

  /**
   * Like `history`, for many files at once (paths from the root, with forward slashes). Leaves out those that may have been renamed, or are too old.
   */
  async histories(paths: readonly string[]): Promise<ReadonlyMap<string, readonly FileCommit[]>> {
    const folders = [...new Set(paths.map((path) => dirname(path)))];
    const args = [...logOptions, "--full-diff", "--find-renames", `-l${mostRenames}`, "--max-count=500", "--stdin"];
    const input = ["HEAD", "--", ...folders.map(literally), ""].join("\n");
    return completeHistories(paths, commitsIn(await this.ask(["log", ...args], input)));
  }

  /** Revisions to compare with: branches and tags by date, then the last commits, newest first. */
  async revisions(): Promise<readonly Revision[]> {
    const format = "--format=%(refname)%00%(refname:short)%00%(subject)";
    const refs = await this.ask([
      "for-each-ref",
      "--sort=-creatordate",
      "--count=100",
      format,
      "refs/heads",
      "refs/remotes",
      "refs/tags",
    ]);
    const log = await this.run(["log", "--max-count=50", "--format=commit%x00%h%x00%s"]);
    return [refs, log.status === 0 ? log.output.toString("utf8") : ""]
      .flatMap((output) => output.split("\n"))
      .flatMap(revisionIn);
  }

  /** The path of one of git's own files, such as `info/attributes`. */
  async ownFile(name: string): Promise<string> {
    return resolve(this.top, (await this.ask(["rev-parse", "--git-path", name])).replace(/\r?\n$/, ""));
  }

  /** Sets a value in this repository's own configuration; undefined removes it. */
  async configure(name: string, value: string | undefined): Promise<void> {
    if (value !== undefined) await this.ask(["config", "--local", name, value]);
    else await this.run(["config", "--local", "--unset-all", name]);
  }

  /** Reads contents of files by id, one after the other. */
  contents(): Contents {
    return new Contents(
      spawn(this.program, [...quiet, "cat-file", "--batch"], { cwd: this.top, stdio: ["pipe", "pipe", "ignore"] }),
    );
  }

  private async ask(args: readonly string[], input?: string): Promise<string> {
    const { status, output, errors } = await this.run(args, input);
    if (status !== 0) throw new GitError(firstLine(errors) || `git ${args[0] ?? ""} failed.`);
    return output.toString("utf8");
  }

  private run(args: readonly string[], input?: string) {
    return run(this.program, args, this.top, input);
  }
}

interface Ran {
  readonly status: number | null;
  readonly output: Buffer;
  readonly errors: string;
}

async function run(program: string, args: readonly string[], cwd: string, input?: string): Promise<Ran> {
  const child = spawn(program, [...quiet, ...args], { cwd, stdio: ["pipe", "pipe", "pipe"] });
  // Git may exit before it has read everything.
  child.stdin.on("error", () => undefined).end(input);
  const output: Buffer[] = [];
  let errors = "";
  child.stdout.on("data", (part: Buffer) => output.push(part));
  child.stderr.setEncoding("utf8").on("data", (part: string) => (errors = (errors + part).slice(0, 10_000)));
  const status = await new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(null));
    child.on("close", resolve);
  });
  return { status, output: Buffer.concat(output), errors };
}

/** Takes a path literally, not as a pattern. */
const literally = (path: string): string => `:(literal)${path}`;

const firstLine = (text: string): string => (text.split(/\r?\n/, 1)[0] ?? "").replace(/^fatal: /, "");

const names = (output: string): readonly string[] => output.split("\0").filter((name) => name !== "");

function revisionIn(line: string): readonly Revision[] {
  const [ref = "", name = "", subject = ""] = line.split("\0");
  if (name === "" || ref.endsWith("/HEAD")) return [];
  return [{ kind: ref === "commit" ? "commit" : ref.startsWith("refs/tags/") ? "tag" : "branch", name, subject }];
}
