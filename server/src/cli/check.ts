/** `tapedeck check`: prints the findings that the editor underlines, for people, programs and build servers. */
import { resolve } from "node:path";
import { Option, type Command } from "commander";
import { version } from "../../../package.json";
import { documentedRules } from "../rules/documented";
import type { Severity } from "../rules/rule";
import { recordingUnreadable } from "../rules/unreadable";
import { asGithub } from "./check/asGithub";
import { asJson } from "./check/asJson";
import { asSarif } from "./check/asSarif";
import { asText } from "./check/asText";
import { baselineOption } from "./baseline/given";
import { checkRecordings, type CheckOptions } from "./check/checkRecordings";
import { fails, severities, type Checked } from "./check/checked";
import { cacheOption, command, formatOption, pathArgument, secretsOption } from "./command";
import { findRecordings, type Found } from "./files";
import { ruleOption } from "./ruleOption";
import { jsonText, masked, noMarks, styleFor, write, writeAsIs } from "./output";

interface Options extends CheckOptions {
  readonly format: "text" | "json" | "sarif" | "github";
  readonly failOn: Severity | "never";
  readonly reportSuppressed?: boolean;
}

export function checkCommand(): Command {
  return command("check", "Check recordings for problems.")
    .addArgument(pathArgument())
    .addOption(formatOption("text", "json", "sarif", "github"))
    .addOption(secretsOption())
    .addOption(
      new Option("--fail-on <severity>", "lowest severity that makes the command exit with 1")
        .choices([...severities, "never"])
        .default("warning"),
    )
    .addOption(ruleOption())
    .addOption(baselineOption())
    .option("--no-baseline", "also report the findings in the baseline")
    .option("--report-suppressed", "with --format json or sarif, include the findings in the baseline as suppressed")
    .addOption(cacheOption())
    .option("--allow-empty", "succeed if there are no recordings, and skip files that are not recordings")
    .addHelpText(
      "after",
      "\nExit codes: 0 no findings, 1 findings, 2 could not check: no recordings, or files that cannot be read.\nExample:\n  tapedeck check --format sarif --rule stream.usage=off > tapedeck.sarif",
    )
    .action(async (paths: string[], options: Options) => {
      const found = findRecordings(paths, { allowEmpty: options.allowEmpty });
      const checked = await checkRecordings(found, paths.length === 0, options);
      // Set before printing, because the process ends as soon as the reader closes the pipe.
      if (fails(checked, options.failOn)) process.exitCode = Math.max(Number(process.exitCode ?? 0), 1);
      // A file that cannot be read was not checked, so a build server must not take the result for clean.
      if (checked.findings.some(({ code }) => code === recordingUnreadable.code)) process.exitCode = 2;
      await print(checked, found, options);
    });
}

async function print(checked: Checked, found: readonly Found[], options: Options): Promise<void> {
  const { baseline, format, reportSuppressed = false } = options;
  switch (format) {
    case "text": {
      // Nothing could be read. That was reported already, and must not be followed by "no findings".
      if (process.exitCode === 2 && checked.summary.recordings === 0 && checked.findings.length === 0) return;
      const paths = new Map(found.map(({ shown, path }) => [shown, path]));
      const pathOf = (file: string) => paths.get(file) ?? resolve(file);
      for (const piece of asText(
        checked,
        { pathOf, baseline: baseline === false ? undefined : baseline },
        styleFor(process.stdout),
      ))
        await write(piece);
      return;
    }
    case "json":
      return writeAsIs(`${jsonText(asJson(checked, reportSuppressed), 2)}\n`);
    case "sarif":
      return writeAsIs(
        `${jsonText(asSarif(reportSuppressed ? checked : { findings: checked.findings }, documentedRules, version), 2)}\n`,
      );
    case "github":
      return writeAsIs(noMarks(masked(asGithub(checked))));
  }
}
