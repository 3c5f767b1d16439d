/** `tapedeck list` and `tapedeck find`: prints recordings, one per line. */
import type { Command } from "commander";
import { modelAsked } from "../recording/request";
import { describeAnswer } from "../recording/describe";
import { shorten } from "../recording/json";
import { maskSecrets } from "../rules/secrets/mask";
import type { ListedRecording } from "./json/list";
import { allowEmptyOption, command, formatOption, JsonPrinter, pathArgument, secretsOption } from "./command";
import { asNodeId, byHash, isHash, isOfTest } from "./asked";
import { findRecordings, type Found } from "./files";
import { read, type ReadRecording } from "./read";
import { complain, oneLineOf, secretsAreShown, styleFor, write, type Style } from "./output";

type Format = "text" | "json";

interface Options {
  readonly format: Format;
  readonly allowEmpty?: boolean;
}

export function listCommand(): Command {
  return command("list", "List recordings.")
    .addArgument(pathArgument())
    .option("--test <id>", "only recordings of this test (without brackets: all parameter sets), class or module")
    .addOption(formatOption("text", "json"))
    .addOption(secretsOption())
    .addOption(allowEmptyOption())
    .action(async (paths: string[], { test, format, allowEmpty }: Options & { readonly test?: string }) => {
      const found = findRecordings(paths, { allowEmpty });
      const printed = await printAll(found, format, test && asNodeId(test));
      if (printed === 0 && test !== undefined && found.length > 0)
        complain(`No recording of the test "${shorten(test, 300)}" was found.`);
    });
}

export function findCommand(): Command {
  return command("find", "Find the recordings of a request by its hash.")
    .argument("<hash>", "hash or at least its first four digits, also as `rec-…`")
    .argument("[path...]", "where to look (default: the current folder)")
    .addOption(formatOption("text", "json"))
    .addOption(secretsOption())
    .addOption(allowEmptyOption())
    .action(async (hash: string, paths: string[], { format, allowEmpty }: Options) => {
      if (!isHash(hash)) {
        complain(`"${shorten(hash, 100)}" is not a hash of 4 to 64 hexadecimal digits.`, 2);
        return;
      }
      const found = findRecordings(paths, { allowEmpty });
      const printed = await printAll(byHash(found, hash), format);
      if (printed === 0 && found.length > 0) complain(`No recording with the hash ${hash} was found.`);
    });
}

/** Returns the number of recordings printed. JSON is always a list. */
async function printAll(found: readonly Found[], format: Format, test?: string): Promise<number> {
  const style = styleFor(process.stdout);
  const printer = new JsonPrinter(false);
  const asked = test === undefined || secretsAreShown() ? test : maskSecrets(test);
  let printed = 0;
  for (const each of found) {
    for (const recording of read(each)) {
      if (asked !== undefined && !recording.testIds.some((testId) => isOfTest(testId, asked))) continue;
      printed++;
      await (format === "json" ? printer.print(asJson(recording, each)) : write(asText(recording, each, style)));
    }
  }
  if (format === "json") await printer.end();
  return printed;
}

function asJson({ file, testIds }: ReadRecording, { shown }: Found): ListedRecording {
  const { recording, reassembled: answer } = file;
  return {
    file: shown,
    ...(file.path.length === 0 ? {} : { index: file.index }),
    testId: file.testId ?? null,
    testIds,
    requestHash: file.hash ?? null,
    family: answer.family,
    model: modelAsked(recording?.request) ?? answer.model,
    streaming: answer.streaming,
    chunkCount: recording?.chunks.length ?? 0,
    finishReasons: answer.choices.flatMap(({ finishReason }) => finishReason?.value ?? []),
    preview: describeAnswer(file),
  };
}

function asText(recording: ReadRecording, found: Found, style: Style): string {
  const { testIds, model, family, preview } = asJson(recording, found);
  const facts = [model ?? family, preview].filter((fact) => fact !== "").map(oneLineOf);
  return [
    `${style("bold", oneLineOf(recording.shown))}\n`,
    ...testIds.map((testId) => `  ${oneLineOf(testId)}\n`),
    `  ${style("dim", facts.join(" · "))}\n`,
  ].join("");
}
