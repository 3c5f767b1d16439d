/** A plan of what to prune, as text and as JSON. */
import { keptGroupsOf, type PruneGroup } from "../../features/prune/groups";
import { megabytes } from "../../disk/megabytes";
import { counted } from "../../counted";
import type { PlannedRecording, PrunedRecording, PrunePlan } from "../../features/prune/planPrune";
import { baseId } from "../../pytest/nodeId";
import { numberIn } from "../../recordingId";
import { shownFile } from "../fix/shownFile";
import { grouped } from "../../grouped";
import type { PruneOutput, PruneRecording } from "../json/prune";
import { oneLineOf, type Style } from "../output";

export function pruneJson(
  groups: readonly PruneGroup[],
  plan: PrunePlan,
  pruned: number,
  runs: number,
  isCollected: boolean,
): PruneOutput {
  return {
    pruned,
    causes: groups.map(({ kind, title, bytes, recordings }) => ({
      ...{ kind, title, count: recordings.length, bytes, recordings: recordings.map(recordingJson) },
    })),
    kept: keptGroupsOf(plan, isCollected ? "collected" : "terminal").map(({ kind, title, reason, recordings }) => ({
      ...{ kind, title, count: recordings.length, reason: reason ?? null, recordings: recordings.map(recordingJson) },
    })),
    fixable: plan.fixable.map(recordingJson),
    runs,
  };
}

function recordingJson({ id, uri, number, testId }: PlannedRecording): PruneRecording {
  return { file: shownFile(uri), ...(numberIn(id) === "" ? {} : { index: number }), testId: testId ?? null };
}

/** "3 recordings belong to tests that no longer exist, 1.2 MB", and below it the recordings of each test. */
export function* groupAsText({ title, bytes, recordings }: PruneGroup, style: Style): Generator<string> {
  yield `${style("bold", oneLineOf(title))}, ${megabytes(bytes)}\n`;
  const byTest = grouped(recordings, ({ testId }) => (testId === undefined ? "" : baseId(testId)));
  for (const [test, same] of byTest) {
    yield `  ${test === "" ? "no test" : oneLineOf(test)}\n`;
    for (const ofFile of grouped(same, ({ uri }) => uri).values()) yield* fileAsText(ofFile, style);
  }
}

/** One line for a file that is deleted, otherwise one for each recording. */
function* fileAsText(recordings: readonly PrunedRecording[], style: Style): Generator<string> {
  const [first, ...others] = recordings;
  if (first === undefined) return;
  if (first.removesFile && others.length > 0) {
    yield `    ${oneLineOf(shownFile(first.uri))}  ${style("dim", `${recordings.length} recordings`)}\n`;
    return;
  }
  for (const each of recordings) {
    const preview = each.preview === "" ? "" : `  ${style("dim", oneLineOf(each.preview))}`;
    yield `    ${oneLineOf(each.removesFile ? shownFile(each.uri) : shownRecording(each))}${preview}\n`;
  }
}

/** The file's path, with the recording's number if the file holds several. */
export const shownRecording = ({ id, uri, number }: PlannedRecording): string =>
  `${shownFile(uri)}${numberIn(id) === "" ? "" : `#${number}`}`;

/** One line for each reason why recordings are kept. */
export function* keptAsText(plan: PrunePlan, isCollected: boolean, style: Style): Generator<string> {
  for (const { title, reason, recordings } of keptGroupsOf(plan, isCollected ? "collected" : "terminal")) {
    const names = recordings.slice(0, 3).map(shownRecording).join(", ");
    const why = reason === undefined ? "" : style("dim", `: ${reason} ${names}${recordings.length > 3 ? ", …" : ""}`);
    yield `kept: ${oneLineOf(`${title}${why}`)}\n`;
  }
  const fixable = plan.fixable.length;
  if (fixable > 0) yield `${counted(fixable, "recording")} could be fixed: tapedeck fix\n`;
}
