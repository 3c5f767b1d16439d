/** `tapedeck baseline`: accepts today's findings, so that the editor and `tapedeck check` only report new ones. */
import { lstatSync, realpathSync } from "node:fs";
import type { Command } from "commander";
import { reasonOf } from "../errors";
import { baselineChanges, byCode, type BaselineChange } from "../features/baseline";
import { pathOfUri, uriOfPath } from "../index/uris";
import type { Settings } from "../protocol";
import { writeWhole } from "../rerecord/wholeFile";
import { baselinePath, complainOfBaselines, scopeOf } from "./baseline/given";
import { workspaceAround } from "./check/checkRecordings";
import { allowEmptyOption, cacheOption, command, dryRunOption, formatOption, pathArgument } from "./command";
import { findRecordings } from "./files";
import { shownFile } from "./fix/shownFile";
import type { BaselineOutput } from "./json/baseline";
import { counted } from "../counted";
import { complain, jsonText, oneLineOf, write, writeAsIs } from "./output";
import { ruleOption } from "./ruleOption";
import { scanned } from "./scanned";
import { complainOfUnread } from "./unread";

interface Options {
  readonly prune?: boolean;
  readonly dryRun?: boolean;
  readonly baseline?: string;
  readonly format: "text" | "json";
  readonly rule?: Settings["rules"];
  readonly cache: boolean;
  readonly allowEmpty?: boolean;
}

export function baselineCommand(): Command {
  return command("baseline", "Add all findings to the baseline: they are muted until they change.")
    .addArgument(pathArgument())
    .option("--prune", "only remove entries that no longer occur")
    .addOption(dryRunOption())
    .option("--baseline <file>", "the baseline (default: tapedeck-baseline.json)")
    .addOption(formatOption("text", "json"))
    .addOption(ruleOption())
    .addOption(cacheOption())
    .addOption(allowEmptyOption())
    .addHelpText(
      "after",
      "\nExit codes: 0 the baseline is up to date, 1 with --dry-run: it would change, 2 could not check or write.\nExamples:\n  tapedeck baseline\n  tapedeck baseline --prune --dry-run",
    )
    .action(writeBaseline);
}

async function writeBaseline(paths: string[], options: Options): Promise<void> {
  const found = findRecordings(paths, { allowEmpty: options.allowEmpty });
  const settings = { rules: options.rule ?? {}, baseline: baselinePath(options.baseline) };
  await scanned(workspaceAround(found, settings), options.cache, async (workspace) => {
    await workspace.readAlso(found.map(({ path }) => uriOfPath(path)));
    if (complainOfBaselines(workspace)) return;
    complainOfUnread(workspace, found, options.allowEmpty);
    const scope = scopeOf(workspace, found, paths.length === 0);
    const [change] = baselineChanges({ workspace }, scope, { isAdded: () => options.prune !== true, removes: true });
    if (change === undefined) return;
    const changes = change.added.length + change.removed.length > 0;
    if (changes && options.dryRun === true) process.exitCode = Math.max(Number(process.exitCode ?? 0), 1);
    const isWanted = changes && options.dryRun !== true;
    const isWritten = isWanted && (await written(change));
    if (options.format === "json") await writeAsIs(`${jsonText(asJson(change, isWritten), 2)}\n`);
    else if (isWritten || !isWanted) await write(asText(change, options.dryRun === true));
  });
}

/** Writes the baseline and returns whether that succeeded. If its path is a link, the link's target is replaced. */
async function written({ baseline: { uri }, text }: BaselineChange): Promise<boolean> {
  const path = pathOfUri(uri);
  try {
    const isThere = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    await writeWhole(isThere ? realpathSync(path) : path, text, 0o644);
    return true;
  } catch (error) {
    complain(`${shownFile(uri)} could not be written: ${reasonOf(error)}.`, 2);
    return false;
  }
}

function asJson({ baseline: { uri }, added, removed, entries }: BaselineChange, isWritten: boolean): BaselineOutput {
  const file = shownFile(uri);
  return { file, written: isWritten, entries, added: byCode(added), removed: byCode(removed) };
}

/** "Added 962 findings to tapedeck-baseline.json: 900 hash.mismatch, 62 stream.usage." */
function asText({ baseline: { uri }, added, removed, entries }: BaselineChange, isDryRun: boolean): string {
  const file = oneLineOf(shownFile(uri));
  const [add, remove] = isDryRun ? ["Would add", "Would remove"] : ["Added", "Removed"];
  const occur = removed.length === 1 ? "occurs" : "occur";
  const said = [
    ...(added.length > 0 ? [`${add} ${counted(added.length, "finding")} to ${file}: ${inWords(added)}.`] : []),
    ...(removed.length > 0
      ? [`${remove} ${counted(removed.length, "entry", "entries")} that no longer ${occur}: ${inWords(removed)}.`]
      : []),
  ];
  if (said.length === 0) said.push(`Nothing to change in ${file}.`);
  return `${[...said, `${counted(entries, "finding")} in the baseline.`].join("\n")}\n`;
}

const inWords = (entries: BaselineChange["added"]): string =>
  byCode(entries)
    .map(({ code, count }) => `${count.toLocaleString("en-US")} ${oneLineOf(code)}`)
    .join(", ");
