/** `tapedeck show`: the conversation of a recording, readably or as JSON. */
import type { Command } from "commander";
import { command, formatOption, JsonPrinter, secretsOption } from "./command";
import { findRecordings, read, type Found } from "./files";
import { Neighbours } from "./neighbours";
import { styleFor, write } from "./output";
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
    .addHelpText("after", "\nExample:\n  tapedeck show 'tests/test_chat.py::test_weather[gpt-4o]'")
    .action(async (what: string[], { format }: { format: "text" | "json" }) => {
      const found = await findRecordings(what, { hash: true, testId: true });
      await (format === "json" ? showJson(found) : showText(found));
    });
}

/** Each is printed as soon as it is read, and then forgotten. */
async function showJson(found: readonly Found[]): Promise<void> {
  const printer = new JsonPrinter(found.length === 1);
  let printed = 0;
  for (const each of found) {
    const file = read(each);
    if (file === undefined) continue;
    await printer.print(shownAsJson(file, each.shown));
    printed++;
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
    const turn = neighbours.turnOf(each.path, file.recording?.testId);
    await write(
      (printed++ === 0 ? "" : `\n${style("dim", "─".repeat(60))}\n\n`) + shownAsText({ file, shown: each.shown, turn }, style),
    );
  }
}
