/** Plans to prune for a client that reviews them first; carried out like plans of fixes. */
import { counted } from "../counted";
import { lstatSync } from "node:fs";
import { relative } from "node:path";
import type { CancellationToken } from "vscode-languageserver/node";
import { megabytes } from "../disk/megabytes";
import { slashes } from "../disk/paths";
import { grouped } from "../grouped";
import { pathOfUri } from "../index/uris";
import type { FixCause, FixedRecording, FixReview, LeftCause, Requests } from "../protocol";
import { baseId } from "../pytest/nodeId";
import { whyNotWritten } from "./causes/carryOut";
import { noHistory } from "./causes/earlierTests";
import { earlierTests } from "./causes/howCaused";
import { folderPath, historyOf, isOpenIn, keepPlan, targets, whenRead } from "./fixPlans";
import { coveredOf, coverageOf } from "./prune/sessionCoverage";
import { groupsOf, keptGroupsOf, type PruneGroup } from "./prune/groups";
import { filesWithout, planPrune, type PlannedRecording, type PrunedRecording } from "./prune/planPrune";
import { pruneKinds } from "./prune/reasons";
import type { Services } from "./services";

/** Waits until every recording is read. */
export async function prunePlan(
  services: Services,
  { uris, history }: Requests["tapedeck/prunePlan"]["params"],
  token: CancellationToken,
): Promise<FixReview> {
  const { workspace } = services;
  await whenRead(services, token);
  const wanted = targets(services, uris);
  using git = history ? await historyOf(services, wanted[0]) : undefined;
  const coverage = coverageOf(workspace);
  const plan = await planPrune(services, {
    uris: wanted,
    isAsked: () => true,
    earlier: earlierTests(services, git ?? noHistory),
    covered: coveredOf(workspace),
    whyNot: (file) => whyNotWritten(folderPath(services, file.uri), file, isOpenIn(services)(file.uri)),
    nameOf: (uri) => nameBelow(folderPath(services, uri), uri),
    bytesOf: (uri) => lstatSync(pathOfUri(uri), { throwIfNoEntry: false })?.size ?? 0,
    isCancelled: () => token.isCancellationRequested,
  });
  const { files } = await filesWithout(services, plan.pruned);
  const runs = coverage?.runs.length ?? 0;
  // A file is one entry, at its first recording.
  const firstOf = new Map([...plan.pruned].reverse().map((each) => [each.uri, each.why]));
  const groups = groupsOf(
    plan.pruned.map((each) => ({ ...each, why: firstOf.get(each.uri) ?? each.why })),
    runs,
  );
  const titleOf = (chosen: readonly string[]) => {
    const isChosen = new Set(chosen);
    return groupsOf(
      groups.flatMap(({ recordings }) => recordings.filter(({ uri }) => isChosen.has(uri))),
      runs,
    )
      .map(({ title }) => title)
      .join("; ");
  };
  return {
    plan: keepPlan(workspace, files, titleOf),
    causes: groups.map(causeOf),
    left: leftOf(keptGroupsOf(plan, "editor"), plan.fixable),
    unread: workspace.index.unread,
  };
}

/** For display. */
function nameBelow(folder: string | undefined, uri: string): string {
  const path = pathOfUri(uri);
  return slashes(folder === undefined ? path : relative(folder, path));
}

function causeOf({ kind, title, bytes, recordings }: PruneGroup): FixCause {
  const files = [...grouped(recordings, ({ uri }) => uri).values()];
  const byTest = grouped(files, ([first]) => (first?.testId === undefined ? "" : baseId(first.testId)));
  const tests = [...byTest].map(([testId, same]) => ({ testId, files: same.flatMap(fileOf) }));
  return {
    title: `${title}, ${megabytes(bytes)}`,
    short: `${pruneKinds[kind].short}, ${megabytes(bytes)}`,
    code: kind,
    count: files.length,
    isSure: true,
    tests,
  };
}

function fileOf(recordings: readonly PrunedRecording[]): readonly FixedRecording[] {
  const [first] = recordings;
  if (first === undefined) return [];
  const { uri, removesFile, preview } = first;
  const bytes = recordings.reduce((sum, each) => sum + each.bytes, 0);
  if (removesFile) return [{ uri, labels: preview === "" ? [] : [preview], isRemoved: true, bytes }];
  const numbers = recordings.map(({ number }) => `#${number}`).join(", ");
  return [{ uri, labels: [`Remove ${recordings.length === 1 ? "recording" : "recordings"} ${numbers}`], bytes }];
}

function leftOf(kept: ReturnType<typeof keptGroupsOf>, fixable: readonly PlannedRecording[]): readonly LeftCause[] {
  const urisOf = (recordings: readonly PlannedRecording[]) => [...new Set(recordings.map(({ uri }) => uri))];
  const left = kept.map(({ kind, title, reason, recordings }) => ({
    ...{ title, code: kind, uris: urisOf(recordings) },
    ...(reason === undefined ? {} : { reason }),
  }));
  if (fixable.length === 0) return left;
  return [
    ...left,
    { title: `${counted(fixable.length, "recording")} could be fixed: Fix Recordings`, code: "fixable", uris: urisOf(fixable) },
  ];
}
