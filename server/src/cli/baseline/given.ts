/** Which baseline a command reads, and which part of it is in scope. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import type { BaselineScope } from "../../features/baseline";
import { defaultSettings } from "../../index/settings";
import { uriOfPath } from "../../index/uris";
import type { Workspace } from "../../index/workspace";
import type { Found } from "../files";
import { shownFile } from "../fix/shownFile";
import { complain } from "../output";

/** The path from the command line; false for `--no-baseline`. */
export type BaselineOption = string | false;

/** The `--baseline` option of commands that read a baseline. */
export function baselineOption(): Option {
  return new Option("--baseline <file>", `the baseline (default: ${defaultSettings.baseline}, if it exists)`).argParser(
    (file: string) => {
      if (!existsSync(file)) throw new InvalidArgumentError(`There is no file "${file}".`);
      return file;
    },
  );
}

/** The absolute path of the baseline; "" for none. */
export const baselinePath = (given: BaselineOption = defaultSettings.baseline): string => (given === false ? "" : resolve(given));

/** Complains about each baseline that cannot be used. Returns whether there was one. */
export function complainOfBaselines({ baselines }: Workspace): boolean {
  const broken = baselines.all.flatMap(({ uri, problem }) => (problem ? [{ uri, problem }] : []));
  for (const { uri, problem } of broken) {
    const { line, character } = problem.range.start;
    complain(`${shownFile(uri)}:${line + 1}:${character + 1}: ${problem.message}`, 2);
  }
  return broken.length > 0;
}

/** `isAll`: the files found are all recordings of the current folder, as far as it could be searched. */
export function scopeOf({ index }: Workspace, found: readonly Found[], isAll: boolean): BaselineScope {
  const asked = found.map(({ path, number }) => ({ uri: uriOfPath(path), number }));
  const recordings = asked.flatMap(({ uri, number }) => {
    const all = index.inFile(uri);
    return number === undefined ? all : all.slice(number, number + 1);
  });
  // What was not searched, or not read, was complained about: it is not gone.
  const isIncomplete = process.exitCode === 2;
  return {
    recordings,
    files: new Set(asked.flatMap(({ uri, number }) => (number === undefined ? [uri] : []))),
    isAll: isAll && !isIncomplete,
  };
}
