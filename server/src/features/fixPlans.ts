/** Fixes of many recordings for a client that reviews them first: planned, shown, carried out, undone. File system errors never throw. */
import { realpath } from "node:fs/promises";
import type { CancellationToken } from "vscode-languageserver/node";
import { storeOf } from "../disk/store";
import { grouped } from "../grouped";
import { hasAncestor, normalizeUri, pathOfUri } from "../index/uris";
import type { FixCause, FixedFile, FixObstacle, FixOutcome, FixReview, FixTargets, Requests } from "../protocol";
import { undoFix } from "../rerecord/fix";
import { maskedText } from "../rules/secrets/mask";
import { causesOf, type Cause } from "./causes/causes";
import { carriedOut, possible, whyNotWritten } from "./causes/carryOut";
import { groupsOf, leftOf, testOf, type FixGroup } from "./causes/groups";
import { History } from "./causes/history";
import { noHistory } from "./causes/earlierTests";
import { earlierTests } from "./causes/howCaused";
import type { PlannedPart } from "./causes/plan";
import { planFixes } from "./causes/planFixes";
import { keepPlan, keptFile, keptPlan } from "./keptPlans";
import type { Services } from "./services";

/** Resolves when every recording is read, or the request is cancelled. */
export async function whenRead({ workspace }: Services, token: CancellationToken): Promise<void> {
  await Promise.race([workspace.whenIndexed(), new Promise((resolve) => token.onCancellationRequested(resolve))]);
  await workspace.findings.ready();
}

/** Waits until every recording is read. */
export async function fixPlan(
  services: Services,
  { uris, codes, history }: Requests["tapedeck/fixPlan"]["params"],
  token: CancellationToken,
): Promise<FixReview> {
  const { workspace } = services;
  await whenRead(services, token);
  const wanted = targets(services, uris);
  using git = history ? await historyOf(services, wanted[0]) : undefined;
  const plan = await planFixes(services, {
    uris: wanted,
    codes: codes && new Set(codes),
    unsure: true,
    earlier: earlierTests(services, git ?? noHistory),
    isCancelled: () => token.isCancellationRequested,
  });
  const { files, left } = await possible(plan, (uri) => folderPath(services, uri), isOpenIn(services));
  const names = new Map<PlannedPart, string>(
    files.flatMap((file, at) => file.parts.map((part, number) => [part, `${at}.${number}`])),
  );
  const parts = new Map([...names].map(([part, name]) => [name, part]));
  const titleOf = (chosen: readonly string[]) =>
    causesOf(chosen.flatMap((name) => parts.get(name)?.causes ?? []))
      .map((cause) => cause.title)
      .join("; ");
  const kept = files.map((file) =>
    keptFile(
      file,
      file.parts.map((part) => names.get(part) ?? ""),
    ),
  );
  return {
    plan: keepPlan(workspace, kept, titleOf),
    causes: groupsOf(files).map((group) => causeOf(group, names)),
    left: leftOf({ left }).map(({ cause: { title, short, code, tests }, reason }) => ({
      ...{ title, short, code, uris: [...new Set([...tests.values()].flat())] },
      ...(reason === undefined ? {} : { reason }),
    })),
    unread: workspace.index.unread,
  };
}

/** Files with recordings: the given ones, those in given folders, and those of given test modules. */
export function targets({ workspace: { index } }: Services, uris: FixTargets["uris"]): readonly string[] {
  if (uris === undefined) return index.uris();
  const named = new Set(uris.map((uri) => normalizeUri(uri).replace(/\/$/, "")));
  const ofModules = [...named].flatMap((uri) => index.ofModule(uri).map(({ summary }) => summary.uri));
  const wanted = new Set([...ofModules, ...index.uris().filter((uri) => named.has(uri) || hasAncestor(uri, named))]);
  return [...wanted];
}

function causeOf({ cause, isSure, files }: FixGroup, ids: ReadonlyMap<PlannedPart, string>): FixCause {
  const { title, code, count } = cause;
  const tests = [...grouped(files, testOf)].map(([testId, same]) => ({
    testId,
    files: same.map(({ file: { uri }, part }): FixedFile => {
      const { labels, newUri, causes } = part;
      const recordings = causes.map(({ id }) => id);
      return { part: ids.get(part) ?? "", uri, recordings, labels, ...(newUri === undefined ? {} : { newUri }) };
    }),
  }));
  return { title, ...inShort(cause), code, count, isSure, tests };
}

function inShort({ kind, short, change }: Cause): Pick<FixCause, "short" | "more"> {
  if (change === undefined) return { short };
  const words = `${change.from} → ${change.to}`;
  return kind === "older-scheme" ? { short, more: words } : { short: words, more: short };
}

export function fixedText(
  services: Services,
  { plan, part }: Requests["tapedeck/fixedText"]["params"],
): Requests["tapedeck/fixedText"]["result"] {
  const [file] = keptPlan(services.workspace, plan)?.written([part]) ?? [];
  const { documents } = services.workspace;
  const masked = (of: string, text: string) => maskedText(documents.read(of, text)).text;
  return file ? { before: masked(file.uri, file.before), after: masked(file.newUri ?? file.uri, file.after ?? "") } : null;
}

export async function fixObstacles(
  services: Services,
  { plan, uris }: Requests["tapedeck/fixObstacles"]["params"],
): Promise<readonly FixObstacle[]> {
  const found: FixObstacle[] = [];
  for (const file of keptPlan(services.workspace, plan)?.files(uris) ?? []) {
    const reason = await whyNotWritten(folderPath(services, file.uri), file, isOpenIn(services)(file.uri));
    if (reason !== undefined) found.push({ uri: file.uri, reason });
  }
  return found;
}

/** All or nothing: with several workspace folders, changes in the first are undone if another refuses. */
export async function carryOutFixes(
  services: Services,
  { plan, parts }: Requests["tapedeck/fix"]["params"],
): Promise<FixOutcome> {
  const kept = keptPlan(services.workspace, plan);
  const files = kept?.written(parts);
  if (kept === undefined || files === undefined) return refused("The review is out of date. Refresh it and try again.");
  const done: Place[] = [];
  const began = new Date();
  for (const [path, same] of grouped(files, ({ uri }) => folderPath(services, uri) ?? "")) {
    const place = await placeOf(path);
    if (place === undefined) return refused(noStore);
    const title = kept.titleOf(parts, same);
    const reasons = await carriedOut(place.store, path, title, same, began);
    if (reasons.length > 0) {
      for (const each of done.reverse()) await undoFix(each.store, each.path);
      return { kind: "refused", reasons };
    }
    done.push(place);
  }
  kept.done(parts);
  return { kind: "fixed" };
}

const refused = (reason: string): FixOutcome => ({ kind: "refused", reasons: [reason] });

export const noStore = "There is no folder to store undo data: neither HOME nor XDG_CACHE_HOME is an absolute path.";

/** A workspace folder, and where its fixes are stored, which is the same place as for the command line. */
export interface Place {
  readonly path: string;
  readonly store: string;
}

/** undefined if the user has no folder for it. */
export async function placeOf(path: string): Promise<Place | undefined> {
  const store = storeOf(await realpath(path).catch(() => path), "fixes");
  return store === undefined ? undefined : { path, store };
}

export function folderPath({ workspace: { folders } }: Services, uri: string): string | undefined {
  const folder = folders.folderOf(uri);
  return folder === undefined ? undefined : pathOfUri(folder);
}

export const isOpenIn =
  ({ workspace: { documents } }: Services) =>
  (uri: string) =>
    documents.isOpen(uri);

export async function historyOf(services: Services, uri: string | undefined): Promise<History | undefined> {
  const folder = uri === undefined ? undefined : folderPath(services, uri);
  return folder === undefined ? undefined : History.around(await realpath(folder), services.workspace.formats);
}

/** The commit that introduced a rule's findings in a file; null if git does not tell. */
export async function fixBlame(
  services: Services,
  { uri, code }: Requests["tapedeck/fixBlame"]["params"],
): Promise<Requests["tapedeck/fixBlame"]["result"]> {
  using history = await historyOf(services, normalizeUri(uri));
  return (await history?.blame(normalizeUri(uri), code)) ?? null;
}
