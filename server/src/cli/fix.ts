/** `tapedeck fix`: fixes what needs no re-recording, by cause, all that is agreed to or nothing. */
import { realpathSync } from "node:fs";
import { plainClient } from "../features/services";
import { InvalidArgumentError, Option, type Command } from "commander";
import { earlierTests } from "../features/causes/howCaused";
import { written, type FixPlan } from "../features/causes/plan";
import { planFixes } from "../features/causes/planFixes";
import { carriedOut, possible } from "../features/causes/carryOut";
import { chosenOf, groupsOf, leftOf, sizeOf, type FixGroup } from "../features/causes/groups";
import { History } from "../features/causes/history";
import { uriOfPath } from "../index/uris";
import { documentedRules } from "../rules/documented";
import { workspaceAround } from "./check/checkRecordings";
import { findRecordings } from "./files";
import { asJson } from "./fix/asJson";
import { groupAsText, leftAsText } from "./fix/asText";
import { repeated } from "./command";
import { changesStore, changingCommand, decided, verdict, type ChangingOptions } from "./fix/changing";
import { formatsInUse } from "./formats";
import { complain, jsonText, styleFor, write, writeAsIs } from "./output";
import { scanned } from "./scanned";
import { complainOfUnread } from "./unread";

interface Options extends ChangingOptions {
  readonly code?: readonly string[];
  readonly blame?: boolean;
}

export function fixCommand(): Command {
  return changingCommand("fix", "Fix problems that need no re-recording.")
    .addOption(
      new Option("--code <code>", "only fix findings of this rule, including unverified fixes; can be repeated").argParser(codes),
    )
    .option("--blame", "show the git commit that introduced each cause")
    .addHelpText(
      "after",
      "\nExit codes: 0 nothing is left to fix, 1 something is left, 2 could not check.\n`tapedeck undo` undoes the last fix.\nExamples:\n  tapedeck fix --dry-run\n  tapedeck fix tests/integration --code hash.mismatch --yes",
    )
    .action(fixRecordings);
}

const known = new Set(documentedRules.map(({ code }) => code));

function codes(given: string, earlier: readonly string[] | undefined): readonly string[] {
  if (!known.has(given)) throw new InvalidArgumentError(`There is no rule "${given}".`);
  return repeated(given, earlier);
}

async function fixRecordings(paths: string[], options: Options): Promise<void> {
  const workspace = realpathSync(process.cwd());
  const notes = await changesStore(workspace, options);
  if (notes === undefined) return;
  const { store } = notes;
  using history = await History.around(workspace, formatsInUse());
  const plan = await planned(paths, options, history, workspace);
  const groups = groupsOf(plan.files);
  if (history.isKnown && (options.blame === true || options.format === "text")) await blameAll(groups, history, options.blame);
  const chosen = await decided(groups, options, {
    verb: "Fix",
    show: (group) => groupAsText(group, styleFor(process.stdout)),
    sizeOf: ({ cause }) => cause.count,
  });
  const isDone = store !== undefined && chosen.length > 0 && (await done(store, workspace, chosen));
  const fixed = isDone ? chosen : [];
  await tell(plan, groups, fixed, options);
  if (fixed.length < groups.length || plan.left.some(({ reason }) => reason !== undefined))
    process.exitCode = Math.max(Number(process.exitCode ?? 0), 1);
}

/** Splits what was found into what can be written and what is left, with the reason. */
async function planned(paths: readonly string[], options: Options, history: History, workspace: string): Promise<FixPlan> {
  const found = findRecordings(paths, { allowEmpty: options.allowEmpty });
  return scanned(workspaceAround(found), options.cache, async (index) => {
    const uris = found.map(({ path }) => uriOfPath(path));
    await index.readAlso(uris);
    await index.findings.ready();
    complainOfUnread(index, found, options.allowEmpty);
    index.useHistory((uri, functions) => history.moduleTexts(uri, functions));
    await index.findings.sources.lookBack();
    const services = { workspace: index, client: { ...plainClient, renamesFiles: true } };
    const earlier = earlierTests(services, history);
    const codesAsked = options.code && new Set(options.code);
    const plan = await planFixes(services, { uris, codes: codesAsked, unsure: codesAsked !== undefined, earlier });
    return possible(plan, () => workspace);
  });
}

/** For people, only of names that do not fit: others seldom ask. */
async function blameAll(groups: readonly FixGroup[], history: History, all = false): Promise<void> {
  for (const group of groups) {
    const { cause, files } = group;
    const uri = files[0]?.file.uri;
    if (uri !== undefined && (all || cause.code === "hash.mismatch")) group.blame = await history.blame(uri, cause.code);
  }
}

/** Returns whether the files were changed: all, or none after a complaint. */
async function done(store: string, workspace: string, groups: readonly FixGroup[]): Promise<boolean> {
  const files = [...chosenOf(groups)].map(([file, parts]) => written(file, parts));
  const reasons = await carriedOut(store, workspace, groups.map(({ cause }) => cause.title).join("; "), files);
  for (const reason of reasons) complain(reason);
  return reasons.length === 0;
}

async function tell(plan: FixPlan, groups: readonly FixGroup[], fixed: readonly FixGroup[], options: Options): Promise<void> {
  const left = leftOf(plan);
  if (options.format === "json") return writeAsIs(`${jsonText(asJson(groups, left, sizeOf(fixed)), 2)}\n`);
  for (const piece of leftAsText(left, styleFor(process.stdout))) await write(piece);
  await write(verdict(sizeOf(groups), sizeOf(fixed), options, "fix", "fixed"));
}
