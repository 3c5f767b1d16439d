/** `tapedeck show`: the conversation of a recording, readably or as JSON. */
import type { Command } from "commander";
import { messageOf } from "../errors";
import { allowEmptyOption, command, formatOption, JsonPrinter, secretsOption } from "./command";
import { findRecordings, read, type Found } from "./files";
import { Neighbours } from "./neighbours";
import { complain, styleFor, write } from "./output";
import { shownAsJson } from "./showJson";
import { shownAsText } from "./showText";

export function showCommand(): Command {
  return command("show", "Print the conversations of recordings.")
    .argument(
      "[what...]",
      "files, folders, globs, hashes (or their first digits), or pytest node ids; nothing: the current folder",
    )
    .addOption(formatOption("text", "json"))
    .addOption(secretsOption())
    .addOption(allowEmptyOption())
    .addHelpText("after", "\nExample:\n  tapedeck show 'tests/test_chat.py::test_weather[gpt-4o]'")
    .action(async (what: string[], { format, allowEmpty }: { format: "text" | "json"; allowEmpty?: boolean }) => {
      const found = findRecordings(what, { hash: true, testId: true, allowEmpty });
      await (format === "json" ? showJson(found) : showText(found));
    });
}

/** Each is printed as soon as it is read, and then forgotten. */
async function showJson(found: readonly Found[]): Promise<void> {
  const printer = new JsonPrinter(found.length === 1);
  const neighbours = new Neighbours();
  let printed = 0;
  for (const each of found) {
    const file = read(each);
    if (file === undefined) continue;
    try {
      await printer.print(shownAsJson({ file, shown: each.shown, turn: neighbours.turnOf(each, file.recording?.testId) }));
      printed++;
    } catch (error) {
      cannotShow(each, error);
    }
  }
  if (found.length !== 1 || printed > 0) await printer.end();
}

async function showText(found: readonly Found[]): Promise<void> {
  const style = styleFor(process.stdout);
  const neighbours = new Neighbours();
  let printed = 0;
  for (const each of found) {
    const file = read(each);
    if (file === undefined) continue;
    try {
      const text = shownAsText({ file, shown: each.shown, turn: neighbours.turnOf(each, file.recording?.testId) }, style);
      await write((printed++ === 0 ? "" : `\n${style("dim", "─".repeat(60))}\n\n`) + text);
    } catch (error) {
      cannotShow(each, error);
    }
  }
}

/** One file's trouble must not cost the user the others. */
function cannotShow({ shown }: Found, error: unknown): void {
  complain(`${shown} cannot be shown: ${messageOf(error)}`, 2);
}
