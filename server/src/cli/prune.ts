/** `tapedeck prune`: removes recordings that no test can be served, grouped by cause, either all that were agreed to or none. */
import { lstatSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { type Command } from "commander";
import { carriedOut, whyNotWritten } from "../features/causes/carryOut";
import { History } from "../features/causes/history";
import { earlierTests } from "../features/causes/howCaused";
import { readCoverageFile, whyNoCoverage } from "../features/prune/coverageFile";
import { CoveredRecordings } from "../features/prune/covered";
import { groupsOf, type PruneGroup } from "../features/prune/groups";
import { filesWithout, planPrune, type PrunePlan } from "../features/prune/planPrune";
import { plainClient, type Services } from "../features/services";
import { normalizeUri, pathOfUri, uriOfPath } from "../index/uris";
import { joinedCoverage, type Coverage } from "../pytest/coverage/coverage";
import { workspaceAround } from "./check/checkRecordings";
import { pythonOption, repeated, timeoutOption } from "./command";
import { findRecordings, type Found } from "./files";
import { changesStore, changingCommand, decided, verdict, type ChangingOptions } from "./fix/changing";
import { shownFile } from "./fix/shownFile";
import { formatsInUse } from "./formats";
import { complain, jsonText, styleFor, write, writeAsIs } from "./output";
import { collected } from "./prune/collect";
import { groupAsText, keptAsText, pruneJson } from "./prune/told";
import { scanned } from "./scanned";
import { complainOfUnread } from "./unread";

interface Options extends ChangingOptions {
  readonly collect?: boolean;
  readonly coverage?: readonly string[];
  readonly python: string;
  readonly timeout: number;
}

export function pruneCommand(): Command {
  return changingCommand("prune", "Remove recordings that replay cannot serve to any test.")
    .option("--collect", "ask pytest which tests exist if the sources do not show it; test modules are imported")
    .addOption(pythonOption())
    .addOption(timeoutOption())
    .option(
      "--coverage <file>",
      "also prune what no run opened, according to this file of `tapedeck coverage`; can be repeated",
      repeated,
    )
    .addHelpText(
      "after",
      "\nExit codes: 0 nothing is left that can be pruned, 1 something is left, 2 could not check.\n`tapedeck undo` restores them.\nExamples:\n  tapedeck prune --dry-run\n  tapedeck prune --collect --yes\n  tapedeck prune --coverage tapedeck-coverage.json",
    )
    .action(pruneRecordings);
}

async function pruneRecordings(paths: string[], options: Options): Promise<void> {
  const workspace = realpathSync(process.cwd());
  const notes = await changesStore(workspace, options);
  if (notes === undefined) return;
  const { store } = notes;
  const coverage = await coverageOf(options.coverage);
  if (coverage === undefined) return;
  const found = findRecordings(paths, { allowEmpty: options.allowEmpty });
  await scanned(workspaceAround(found), options.cache, async (index) => {
    const services = { workspace: index, client: { ...plainClient, renamesFiles: true } };
    await index.readAlso(found.map(({ path }) => uriOfPath(path)));
    await index.findings.ready();
    if (options.collect === true && !(await collected(services, options))) return;
    complainOfUnread(index, found, options.allowEmpty);
    const plan = await planned(services, found, { coverage, workspace, asked: options.coverage?.length ?? 0 });
    const groups = groupsOf(plan.pruned, coverage.runs.length);
    const chosen = await decided(groups, options, {
      verb: "Prune",
      show: (group) => groupAsText(group, styleFor(process.stdout)),
      sizeOf: ({ recordings }) => recordings.length,
    });
    const pruned = store === undefined || chosen.length === 0 ? 0 : await carryOut(services, store, workspace, chosen);
    await tell(plan, groups, pruned, coverage.runs.length, options);
    const isLeft = pruned < plan.pruned.length || plan.kept.some(({ why }) => why === "in-the-way");
    if (isLeft) process.exitCode = Math.max(Number(process.exitCode ?? 0), 1);
  });
}

/** All runs together; undefined after a complaint. */
async function coverageOf(files: readonly string[] = []): Promise<Coverage | undefined> {
  const all: Coverage[] = [];
  for (const file of files) {
    const read = await readCoverageFile(resolve(file));
    if (typeof read === "string") complain(whyNoCoverage(file, read), 2);
    else all.push(read);
  }
  return all.length < files.length ? undefined : joinedCoverage(all);
}

interface Given {
  readonly coverage: Coverage;
  readonly workspace: string;
  /** The number of coverage files that were given. */
  readonly asked: number;
}

async function planned(services: Services, found: readonly Found[], { coverage, workspace, asked }: Given): Promise<PrunePlan> {
  using history = await History.around(workspace, formatsInUse());
  services.workspace.useHistory((uri, functions) => history.moduleTexts(uri, functions));
  await services.workspace.findings.sources.lookBack();
  const numbers = new Map<string, Set<number | undefined>>();
  for (const { path, number } of found) {
    const uri = normalizeUri(uriOfPath(path));
    numbers.set(uri, (numbers.get(uri) ?? new Set()).add(number));
  }
  return await planPrune(services, {
    uris: [...numbers.keys()],
    isAsked: (uri, number) => numbers.get(uri)?.has(undefined) === true || numbers.get(uri)?.has(number) === true,
    earlier: earlierTests(services, history),
    covered:
      asked === 0
        ? undefined
        : new CoveredRecordings(coverage, services.workspace, (file) => normalizeUri(uriOfPath(resolve(process.cwd(), file)))),
    whyNot: (file) => whyNotWritten(workspace, file),
    nameOf: shownFile,
    bytesOf: (uri) => lstatSync(pathOfUri(uri), { throwIfNoEntry: false })?.size ?? 0,
  });
}

/** Returns how many recordings were removed: all, or none after a complaint. */
async function carryOut(services: Services, store: string, workspace: string, groups: readonly PruneGroup[]): Promise<number> {
  const recordings = groups.flatMap((group) => group.recordings);
  const { files, problems } = await filesWithout(services, recordings);
  for (const problem of problems) complain(`${problem} Nothing was changed.`);
  if (problems.length > 0) return 0;
  const title = groups.map((group) => group.title).join("; ");
  const reasons = await carriedOut(store, workspace, title, files);
  for (const reason of reasons) complain(reason);
  return reasons.length === 0 ? recordings.length : 0;
}

async function tell(
  plan: PrunePlan,
  groups: readonly PruneGroup[],
  pruned: number,
  runs: number,
  options: Options,
): Promise<void> {
  const isCollected = options.collect === true;
  if (options.format === "json") return writeAsIs(`${jsonText(pruneJson(groups, plan, pruned, runs, isCollected), 2)}\n`);
  for (const piece of keptAsText(plan, isCollected, styleFor(process.stdout))) await write(piece);
  await write(verdict({ recordings: plan.pruned.length }, { recordings: pruned }, options, "prune", "pruned"));
}
