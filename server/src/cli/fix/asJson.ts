/** A plan of fixes and its result, as JSON. */
import type { Cause } from "../../features/causes/causes";
import type { PlannedFile } from "../../features/causes/planFixes";
import { editedLines } from "./editedLines";
import type { FixGroup, LeftGroup } from "../../features/causes/groups";
import { shownFile } from "./shownFile";

/** `fixed` is the number of files that were changed. */
export function asJson(groups: readonly FixGroup[], left: readonly LeftGroup[], fixed: number) {
  return {
    fixed,
    causes: groups.map(({ cause, files, blame }) => ({
      ...causeJson(cause),
      ...(blame && { blame }),
      files: files.map(fileJson),
    })),
    left: left.map(({ cause, reason }) => ({
      ...causeJson(cause),
      ...(reason === undefined ? {} : { reason }),
      files: [...new Set([...cause.tests.values()].flat())].map((uri) => ({ file: shownFile(uri) })),
    })),
  };
}

function causeJson({ kind, code, title, change, count }: Cause) {
  return { kind, code, title, count, ...(change && { change }) };
}

function fileJson(file: PlannedFile) {
  const { uri, newUri, cause } = file;
  return {
    file: shownFile(uri),
    newFile: newUri === undefined ? null : shownFile(newUri),
    testId: cause.testId ?? null,
    lines: editedLines(file).map((each) => ({
      line: each.line,
      before: each.before ?? null,
      after: each.after ?? null,
    })),
  };
}
