/** Coverage of recordings as an lcov tracefile: each recording is a line, the one on which it begins. */
import { slashes } from "../../disk/paths";
import { readDocument } from "../../formats/readDocument";
import { readTextSync } from "../../index/scan/readText";
import type { Coverage, CoveredFile } from "../../pytest/coverage/coverage";
import type { Found } from "../files";
import { formatsInUse } from "../formats";

/**
 * `found` are the files of the coverage. A whole file counts once for each test that opened it, a recording in a cassette as often as it was played.
 */
export function* asLcov({ files }: Coverage, found: readonly Found[]): Generator<string> {
  const places = new Map(found.map((each) => [each.shown, each]));
  for (const file of files) {
    const hits = hitsOf(file, places.get(file.file));
    const hit = hits.filter(([, count]) => count > 0).length;
    const lines = hits.map(([line, count]) => `DA:${line},${count}\n`).join("");
    yield `TN:\nSF:${file.file.replace(/[\r\n]/g, "?")}\n${lines}LF:${hits.length}\nLH:${hit}\nend_of_record\n`;
  }
}

type Hits = readonly (readonly [line: number, count: number])[];

function hitsOf({ runs, tests, recordings }: CoveredFile, found: Found | undefined): Hits {
  const opened = runs.length === 0 ? 0 : Math.max(1, tests.length);
  const lines = found === undefined ? [1] : linesOf(found);
  // Two recordings that begin on the same line share its count.
  const hits = new Map<number, number>();
  for (const [index, line] of lines.entries()) {
    const count = recordings?.length === lines.length ? (recordings[index]?.plays ?? 0) : opened;
    hits.set(line, Math.max(hits.get(line) ?? 0, count));
  }
  return [...hits];
}

/** The line on which each recording begins, counted from 1. */
function linesOf({ path, roots }: Found): readonly number[] {
  const file = readTextSync(path, roots);
  if (file.kind !== "text") return [1];
  const { recordings, source } = readDocument(slashes(path), file.text, formatsInUse());
  let [line, at] = [1, 0];
  return recordings.map((recording) => {
    const start = source.rangeOf({ path: recording.path }).start;
    for (let next = file.text.indexOf("\n", at); next !== -1 && next < start; next = file.text.indexOf("\n", at)) {
      line++;
      at = next + 1;
    }
    return line;
  });
}
