/** `tapedeck diff`: which recordings differ in meaning between two states of a git repository. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { shorten } from "../recording/json";
import { command, formatOption, secretsOption } from "./command";
import { asJson } from "./diff/asJson";
import { asMarkdown } from "./diff/asMarkdown";
import { asText } from "./diff/asText";
import { changedRecordings, type ChangedRecording } from "../features/changes/changed";
import { rangeOf } from "../features/changes/range";
import { viewerFromHere } from "../features/changes/viewerFromHere";
import { Git, GitError, type Range } from "../git/git";
import { formatsInUse } from "./formats";
import { jsonText, masked, secretsAreShown, styleFor, write, writeAsIs } from "./output";

interface Options {
  readonly format: "text" | "json" | "markdown";
  readonly all?: boolean;
  readonly exitCode?: boolean;
}

export function diffCommand(): Command {
  return command("diff", "Show which recordings changed in meaning since a git revision.")
    .argument(
      "[rev|path...]",
      "revision or range to compare, then files or folders (default: the working tree with HEAD, below the current folder)",
    )
    .addOption(formatOption("text", "json", "markdown"))
    .option("--all", "also list recordings in which only ids, dates and the like changed")
    .option("--exit-code", "exit with 1 if a recording changed in meaning, was added or removed")
    .addOption(secretsOption())
    .addHelpText(
      "after",
      "\nExit codes: 0 compared, 1 changes (with --exit-code), 2 could not compare.\nExamples:\n  tapedeck diff\n  tapedeck diff main...HEAD tests --format markdown",
    )
    .allowExcessArguments()
    .action((_: unknown, options: Options, called: Command) => diff(called.args, options));
}

async function diff(args: readonly string[], options: Options): Promise<void> {
  const git = await Git.around(process.cwd());
  const { range, paths } = await asked(git, args);
  for (const path of paths) if (!(await isAnywhere(git, range, path))) throw new GitError(whatIsMissing(path, path === args[0]));
  const files = await git.changed(range, paths.length === 0 ? [process.cwd()] : paths.map((path) => resolve(path)));
  const viewer = viewerFromHere(formatsInUse(), secretsAreShown());
  const changes: ChangedRecording[] = [];
  for await (const change of changedRecordings(git, files, viewer)) changes.push(change);
  if (options.exitCode === true && changes.some(({ kind }) => kind !== "same-meaning" && kind !== "moved")) process.exitCode = 1;
  await print(changes, options);
}

/** Whether a path exists on disk or in one of the compared states: the file may have been deleted or added in between. */
async function isAnywhere(git: Git, { before, after }: Range, path: string): Promise<boolean> {
  const place = resolve(path);
  return existsSync(place) || (await git.has(before, place)) || (after !== undefined && (await git.has(after, place)));
}

const whatIsMissing = (path: string, mayBeRevision: boolean): string =>
  `There is no ${mayBeRevision ? "revision, " : ""}file or folder "${shorten(path, 100)}".`;

async function print(changes: readonly ChangedRecording[], { format, all = false }: Options): Promise<void> {
  switch (format) {
    case "json":
      return writeAsIs(`${jsonText(asJson(changes), 2)}\n`);
    case "markdown":
      return writeAsIs(masked(asMarkdown(changes)));
    case "text":
      for (const piece of asText(changes, all, styleFor(process.stdout))) await write(piece);
  }
}

/** Like git: if the first argument names a revision, it is one; all others are paths. */
async function asked(git: Git, [first, ...others]: readonly string[]): Promise<{ range: Range; paths: readonly string[] }> {
  const range = first === undefined ? undefined : await rangeOf(git, first);
  if (range) return { range, paths: others };
  return { range: { before: await git.head(), after: undefined }, paths: first === undefined ? [] : [first, ...others] };
}
