/** A plan of fixes for people. */
import { baseName } from "../../index/uris";
import { shorten } from "../../recording/json";
import { grouped } from "../../grouped";
import { oneLineOf, type Style } from "../output";
import { editedLines, type EditedLine } from "./editedLines";
import { testOf, type FilePart, type FixGroup, type LeftGroup } from "../../features/causes/groups";
import { written } from "../../features/causes/plan";
import { shownFile } from "./shownFile";

/** The most lines shown for each file. */
const mostLines = 6;

/** The title of a group, the commit that introduced it, and the files of each test. */
export function* groupAsText({ cause, files, blame }: FixGroup, style: Style): Generator<string> {
  yield `${style("bold", oneLineOf(cause.title))}\n`;
  if (blame?.kind === "uncommitted") yield `  ${style("dim", "since the last commit")}\n`;
  if (blame?.kind === "commit") {
    const { commit, date, subject } = blame;
    yield `  ${style("dim", `since ${commit.slice(0, 12)} of ${oneLineOf(date.slice(0, 10))}: ${oneLineOf(shorten(subject, 100))}`)}\n`;
  }
  for (const [test, same] of grouped(files, testOf)) {
    yield `  ${test === "" ? "of no test" : oneLineOf(test)}\n`;
    for (const file of same) yield* fileAsText(file, style);
  }
}

function* fileAsText({ file, part }: FilePart, style: Style): Generator<string> {
  const becomes = written(file, [part]);
  const { uri, newUri } = becomes;
  const name = newUri === undefined ? "" : ` → ${newName(uri, newUri)}`;
  yield `    ${oneLineOf(shownFile(uri))}${oneLineOf(name)}\n`;
  const lines = editedLines(becomes);
  for (const each of lines.slice(0, mostLines)) yield lineAsText(each, style);
  if (lines.length > mostLines) yield `      … and ${lines.length - mostLines} more lines\n`;
}

/** The new path, or only the name if the folder stays the same. */
function newName(uri: string, newUri: string): string {
  const [old, now] = [shownFile(uri), shownFile(newUri)];
  const folder = old.slice(0, old.lastIndexOf("/") + 1);
  return now.startsWith(folder) && !now.slice(folder.length).includes("/") ? baseName(newUri) : now;
}

function lineAsText({ line, before, after }: EditedLine, style: Style): string {
  const start = sameStart(before, after);
  const shown = (mark: string, text: string) => {
    const from = start > 60 ? start - 30 : 0;
    return `      ${line}: ${mark} ${from > 0 ? "…" : ""}${oneLineOf(shorten(text.slice(from).trim(), 140))}\n`;
  };
  const old = before === undefined ? "" : style("red", shown("-", before));
  return old + (after === undefined ? "" : style("green", shown("+", after)));
}

function sameStart(before = "", after = ""): number {
  let at = 0;
  while (at < before.length && before[at] === after[at]) at++;
  return at;
}

/** One line for each cause that is not fixed. */
export function* leftAsText(left: readonly LeftGroup[], style: Style): Generator<string> {
  if (left.length === 0) return;
  yield `${style("bold", "Not fixed")}\n`;
  for (const { cause, reason } of left) {
    const files = [...cause.tests.values()].flat();
    const names = reason === undefined ? "" : ` ${files.slice(0, 3).map(shownFile).join(", ")}${files.length > 3 ? ", …" : ""}`;
    const why = reason === undefined ? "" : style("dim", `: ${oneLineOf(`${reason}${names}`)}`);
    yield `  ${oneLineOf(cause.title)} (${cause.code})${why}\n`;
  }
}
