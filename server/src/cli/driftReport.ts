/** What `tapedeck drift` prints. */
import { counted } from "../counted";
import { relative } from "node:path";
import { TextDocument } from "vscode-languageserver-textdocument";
import { readDocument } from "../formats/readDocument";
import { Roots } from "../disk/roots";
import { readTextSync } from "../index/scan/readText";
import { pathText } from "../recording/difference";
import type { JsonPath } from "../recording/jsonPath";
import { unplayedIn } from "../index/replays";
import type { Drift, DriftedField, ReplayedFile } from "../protocol";
import { passedTests, placeOfField } from "../rerecord/drift";
import { slashes } from "../disk/paths";
import type { Replay } from "../rerecord/replayRun";
import { testsFromHere } from "../index/tests/testsOnDisk";
import { formatsInUse } from "./formats";
import type { DriftOutput } from "./json/drift";
import { complain, jsonText, oneLineOf, styleFor, write, writeAsIs, type Style } from "./output";

type Replayed = Extract<Replay, { readonly kind: "replayed" }>;

/** `nodeIds` are the tests pytest was asked to run. Sets the exit code to 1 if anything drifted, missed or failed. */
export async function printDrift(
  replay: Replayed,
  played: readonly ReplayedFile[],
  nodeIds: readonly string[],
  format: "text" | "json",
): Promise<void> {
  const run = { nodeIds, passed: new Set(passedTests(replay.events)) };
  const files = played.map((file) => ({ ...file, unplayed: unplayedOf(file, run) }));
  const ran = replay.events.filter((event) => event.event === "ran");
  const count = (outcome: string) => ran.filter((each) => each.outcome === outcome).length;
  const tests = { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
  const misses = files.reduce((sum, each) => sum + each.misses, 0);
  const drifted = files.flatMap(({ drift }) => drift);
  if (format === "json")
    await writeAsIs(
      `${jsonText({ problem: replay.problem ?? null, tests, files: files.map(asJson) } satisfies DriftOutput, 2)}\n`,
    );
  else await write(`\n${[...files.flatMap((file) => asText(file, styleFor(process.stdout))), summaryOf(files)].join("\n")}\n`);
  if (drifted.length > 0) process.exitCode = 1;
  if (misses > 0) complain(`${counted(misses, "request")} found no recording, so later requests were not compared.`);
  if (tests.failed > 0) complain(`${counted(tests.failed, "test")} failed, so not all of their requests were compared.`);
}

/** A replayed file with the recordings that no test plays. */
interface Reported extends ReplayedFile {
  readonly unplayed: readonly number[];
}

function unplayedOf(file: ReplayedFile, run: Parameters<typeof unplayedIn>[2]): readonly number[] {
  if (!file.plays.includes(0)) return [];
  return unplayedIn(file, testsFromHere(file.path), run);
}

function asJson(file: Reported): DriftOutput["files"][number] {
  const lineOf = linesOf(file);
  return {
    file: shownPath(file.path),
    recordings: file.recordings,
    plays: file.plays,
    unplayed: file.unplayed,
    dropped: file.dropped,
    misses: file.misses,
    tests: file.tests,
    drift: file.drift.map(({ index, testId, count, fields }) => ({
      ...{ index, testId, count },
      fields: fields.map(({ path, recorded, asked }) => ({
        path: pathText(path),
        line: lineOf(index, path),
        recorded,
        asked,
      })),
    })),
  };
}

function asText(file: Reported, style: Style): readonly string[] {
  const unplayed = file.unplayed.map((index) => {
    const why = file.dropped.includes(index) ? "dropped by the suite's hooks" : "not played by any test";
    return `${style("bold", oneLineOf(`${shownPath(file.path)}#${index}`))}  ${style("dim", why)}`;
  });
  return [...driftLines(file, style), ...unplayed];
}

function driftLines(file: Reported, style: Style): readonly string[] {
  if (file.drift.length === 0) return [];
  const lineOf = linesOf(file);
  return file.drift.flatMap((drift) => [
    `${style("bold", oneLineOf(`${shownPath(file.path)}#${drift.index}`))}  ${style("dim", oneLineOf(drift.testId))}`,
    ...drift.fields.flatMap((field) => fieldLines(field, lineOf(drift.index, field.path), style)),
    ...rest(drift),
  ]);
}

function fieldLines({ path, recorded, asked }: DriftedField, line: number | null, style: Style): readonly string[] {
  const value = (text: string | null) => (text === null ? "missing" : oneLineOf(text));
  const name = path.length === 0 ? "the body" : oneLineOf(pathText(path));
  return [
    `  ${name}${line === null ? "" : style("dim", `  line ${line}`)}`,
    `    ${style("red", `- recorded ${value(recorded)}`)}`,
    `    ${style("green", `+ asked    ${value(asked)}`)}`,
  ];
}

function rest({ count, fields }: Drift): readonly string[] {
  return count > fields.length ? [`  … and ${count - fields.length} more`] : [];
}

function summaryOf(files: readonly Reported[]): string {
  const played = files.reduce((sum, { plays }) => sum + plays.filter((times) => times > 0).length, 0);
  if (played === 0) return "No recording was played, so nothing was compared.";
  const drifted = new Set(files.flatMap(({ path, drift }) => drift.map(({ index }) => `${path}#${index}`))).size;
  const of = `${counted(played, "recording")} in ${counted(files.length, "cassette")} ${played === 1 ? "was" : "were"} played`;
  const unplayed = files.reduce((sum, each) => sum + each.unplayed.length, 0);
  const rest = unplayed === 0 ? "" : `; ${unplayed} not played by any test`;
  return `${of}; ${drifted === 0 ? "none" : drifted} would not match if request bodies were compared${rest}.`;
}

/** The line of a field in a request's body, counted from 1; null if the file can no longer be read or has no such recording. */
type Lines = (index: number, path: JsonPath) => number | null;

function linesOf({ path }: ReplayedFile): Lines {
  const file = readTextSync(path, new Roots([process.cwd()]));
  if (file.kind !== "text") return () => null;
  const document = readDocument(slashes(path), file.text, formatsInUse());
  const text = TextDocument.create("", "", 0, file.text);
  return (index, field) => {
    const place = placeOfField(document, index, field);
    return place === undefined ? null : text.positionAt(document.source.rangeOf({ path: place }).start).line + 1;
  };
}

function shownPath(path: string): string {
  const from = relative(process.cwd(), path);
  return from.startsWith("..") ? path : slashes(from);
}
