/** `tapedeck show`: prints the conversation of a recording, as text or JSON. */
import type { Command } from "commander";
import { messageOf } from "../errors";
import { allowEmptyOption, command, formatOption, JsonPrinter, secretsOption } from "./command";
import { findRecordings, type Found } from "./files";
import { read, type ReadRecording } from "./read";
import { Neighbours } from "./neighbours";
import { complain, styleFor, write } from "./output";
import { shownAsJson } from "./showJson";
import { shownAsText } from "./showText";

export function showCommand(): Command {
  return command("show", "Print the conversations of recordings.")
    .argument(
      "[what...]",
      "files, folders, globs, test modules, hashes (or their first digits) or pytest node ids (default: the current folder)",
    )
    .addOption(formatOption("text", "json"))
    .addOption(secretsOption())
    .addOption(allowEmptyOption())
    .addHelpText("after", "\nExample:\n  tapedeck show 'tests/test_chat.py::test_weather[gpt-4o]'")
    .action(async (what: string[], { format, allowEmpty }: { format: "text" | "json"; allowEmpty?: boolean }) => {
      const found = findRecordings(what, { hash: true, allowEmpty });
      await (format === "json" ? showJson(found) : showText(found));
    });
}

/** Prints each recording as soon as it is read, and does not keep it. */
async function showJson(found: readonly Found[]): Promise<void> {
  let printer: JsonPrinter | undefined;
  const neighbours = new Neighbours();
  let printed = 0;
  for (const each of found) {
    const recordings = read(each);
    printer ??= new JsonPrinter(found.length === 1 && recordings.length <= 1);
    for (const recording of recordings) {
      try {
        const { file } = recording;
        await printer.print(shownAsJson({ file, shown: each.shown, turn: neighbours.turnOf(each, file) }));
        printed++;
      } catch (error) {
        cannotShow(recording, error);
      }
    }
  }
  if (found.length !== 1 || printed > 0) await (printer ?? new JsonPrinter(false)).end();
}

async function showText(found: readonly Found[]): Promise<void> {
  const style = styleFor(process.stdout);
  const neighbours = new Neighbours();
  let printed = 0;
  for (const each of found) {
    for (const { file, shown } of read(each)) {
      try {
        const text = shownAsText({ file, shown, turn: neighbours.turnOf(each, file) }, style);
        await write((printed++ === 0 ? "" : `\n${style("dim", "─".repeat(60))}\n\n`) + text);
      } catch (error) {
        cannotShow({ shown }, error);
      }
    }
  }
}

/** A recording that cannot be shown must not hide the others. */
function cannotShow({ shown }: Pick<ReadRecording, "shown">, error: unknown): void {
  complain(`${shown} cannot be shown: ${messageOf(error)}`, 2);
}
