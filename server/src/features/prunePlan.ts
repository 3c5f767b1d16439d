/** Plans to prune for a client that reviews them first; carried out like plans of fixes. */
import { counted } from "../counted";
import { lstatSync } from "node:fs";
import { relative } from "node:path";
import type { CancellationToken } from "vscode-languageserver/node";
import { megabytes } from "../disk/megabytes";
import { slashes } from "../disk/paths";
import { grouped } from "../grouped";
import { pathOfUri } from "../index/uris";
import { shorten } from "../recording/json";
import type { FixCause, FixedFile, FixReview, LeftCause, Requests } from "../protocol";
import { baseId } from "../pytest/nodeId";
import { whyNotWritten } from "./causes/carryOut";
import { noHistory } from "./causes/earlierTests";
import { earlierTests } from "./causes/howCaused";
import { folderPath, historyOf, isOpenIn, targets, whenRead } from "./fixPlans";
import { keepPlan } from "./keptPlans";
import { coveredOf, coverageOf } from "./prune/sessionCoverage";
import { groupsOf, keptGroupsOf, type PruneGroup } from "./prune/groups";
import { planPrune, type PlannedRecording, type PrunedRecording } from "./prune/planPrune";
import { prunedParts, type PrunedPart, type PrunedParts } from "./prune/prunedFile";
import { pruneKinds } from "./prune/reasons";
import type { Services } from "./services";

/** How many of the removed recordings are named. */
const shownPreviews = 3;

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
  const runs = coverage?.runs.length ?? 0;
  const files = await partsOf(services, plan.pruned);
  const parts = files.flatMap((file) => file.parts);
  const recordings = new Map(parts.map((part) => [part.name, part.recordings]));
  const titleOf = (chosen: readonly string[]) =>
    groupsOf(
      chosen.flatMap((name) => recordings.get(name) ?? []),
      runs,
    )
      .map(({ title }) => title)
      .join("; ");
  const groups = groupsOf([...recordings.values()].flat(), runs);
  return {
    plan: keepPlan(
      workspace,
      files.map(({ file }) => file),
      titleOf,
    ),
    causes: groups.map((group) =>
      causeOf(
        group,
        parts.filter(({ recordings: [first] }) => first?.why === group.kind),
      ),
    ),
    left: leftOf(keptGroupsOf(plan, "editor"), plan.fixable),
    unread: workspace.index.unread,
  };
}

async function partsOf({ workspace }: Services, pruned: readonly PrunedRecording[]): Promise<readonly PrunedParts[]> {
  const found: PrunedParts[] = [];
  for (const [uri, recordings] of grouped(pruned, (each) => each.uri)) {
    const document = await workspace.documents.get(uri);
    if (document) found.push(prunedParts(uri, document.getText(), (text) => workspace.documents.read(uri, text), recordings));
  }
  return found;
}

/** For display. */
function nameBelow(folder: string | undefined, uri: string): string {
  const path = pathOfUri(uri);
  return slashes(folder === undefined ? path : relative(folder, path));
}

function causeOf({ kind, title, bytes, recordings }: PruneGroup, parts: readonly PrunedPart[]): FixCause {
  const testOf = ({ recordings: [first] }: PrunedPart) => (first?.testId === undefined ? "" : baseId(first.testId));
  const tests = [...grouped(parts, testOf)].map(([testId, same]) => ({ testId, files: same.flatMap(fileOf) }));
  return {
    title: `${title}, ${megabytes(bytes)}`,
    short: `${pruneKinds[kind].short}, ${megabytes(bytes)}`,
    code: kind,
    count: recordings.length,
    isSure: true,
    tests,
  };
}

/** Names recordings by their answers: their indices change when others are removed. */
function fileOf({ name, recordings, isAll }: PrunedPart): readonly FixedFile[] {
  const [first] = recordings;
  if (first === undefined) return [];
  const { uri, preview } = first;
  const bytes = recordings.reduce((sum, each) => sum + each.bytes, 0);
  const about = { part: name, uri, recordings: recordings.map(({ id }) => id), bytes };
  if (isAll) return [{ ...about, labels: preview === "" ? [] : [preview], isRemoved: true }];
  const previews = recordings.flatMap((each) => (each.preview === "" ? [] : [shorten(each.preview, 40)]));
  const more = previews.length > shownPreviews ? ["…"] : [];
  return [
    { ...about, labels: [`Remove ${counted(recordings.length, "recording")}`, ...previews.slice(0, shownPreviews), ...more] },
  ];
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
