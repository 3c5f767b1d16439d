/** A plan of fixes and its result, as JSON. */
import type { Cause } from "../../features/causes/causes";
import { written } from "../../features/causes/plan";
import { editedLines } from "./editedLines";
import type { FilePart, FixGroup, LeftGroup, sizeOf } from "../../features/causes/groups";
import { shownFile } from "./shownFile";

/** `fixed` is what was changed. */
export function asJson(groups: readonly FixGroup[], left: readonly LeftGroup[], fixed: ReturnType<typeof sizeOf>) {
  return {
    fixed: fixed.recordings,
    fixedFiles: fixed.files,
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

function fileJson({ file, part }: FilePart) {
  const becomes = written(file, [part]);
  const { uri, newUri } = becomes;
  const { causes } = part;
  return {
    file: shownFile(uri),
    newFile: newUri === undefined ? null : shownFile(newUri),
    testId: causes[0].testId ?? null,
    recordings: causes.length,
    lines: editedLines(becomes).map((each) => ({
      line: each.line,
      before: each.before ?? null,
      after: each.after ?? null,
    })),
  };
}
