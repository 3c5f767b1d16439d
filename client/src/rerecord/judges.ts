/** Asks the server about formats: compares new files with old ones, and combines both. */
import type { Judge } from "../../../server/src/rerecord/review";
import type { Splice } from "../../../server/src/rerecord/parts";
import type { Ask } from "../languageClient";
import type { VSCode } from "../vscode";

export interface Judges {
  readonly judge: Judge;
  readonly splice: Splice;
}

export function judgesOf({ Uri }: VSCode, ask: Ask): Judges {
  const uriOf = (path: string) => Uri.file(path).toString();
  return {
    judge: (path, before, after) => ask("tapedeck/judgeStaged", { uri: uriOf(path), before, after }),
    splice: (path, before, after, numbers) => ask("tapedeck/splice", { uri: uriOf(path), before, after, numbers }),
  };
}
