/** Prints a file as text for git to compare. */
import { basename } from "node:path";
import { readWhole } from "../disk/read";
import { Roots } from "../disk/roots";
import { readDocument } from "../formats/readDocument";
import { readTextSync } from "../index/scan/readText";
import { requestLine } from "../recording/request";
import { readSide } from "../rules/readSide";
import { maskedDocument } from "../rules/secrets/mask";
import { formatsInUse } from "./formats";
import { complain, secretsAreShown, write, writeAsIs } from "./output";
import { shownAsText } from "./showText";

/** Prints the recordings in a file as text. Any other file, and one that cannot be read completely, is printed unchanged. */
export async function printForGit(path: string): Promise<void> {
  const file = readTextSync(path, new Roots([process.cwd(), path]));
  if (file.kind === "gone") {
    complain(`${path} is not a file.`, 2);
    return;
  }
  // Git passes a temporary file without its folder, so only the content tells the format.
  const format = file.kind === "text" ? formatsInUse().find(`/${basename(path)}`, file.text) : undefined;
  if (file.kind !== "text" || format === undefined) return writeAsIs(await readWhole(path, Infinity));
  const read = readDocument(`/${basename(path)}`, file.text, formatsInUse());
  const { recordings } = secretsAreShown() ? read : maskedDocument(read);
  // A recording that cannot be read completely is compared as its own text, or a change to it would be missed.
  if (recordings.some((each) => readSide(each).unread.length > 0)) return write(file.text);
  const plain = (_: unknown, text: string) => text;
  const texts = recordings.map((each) => {
    const shown = each.path.length === 0 ? "" : requestLine(each.recording?.request);
    return shownAsText({ file: each, shown, turn: undefined }, plain);
  });
  await write(texts.join(`\n${"─".repeat(60)}\n\n`));
}
