/** A file as text for git to compare. */
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

/** Prints the recordings in a file as text, and any other file, or one that cannot be read in full, as it is. */
export async function printForGit(path: string): Promise<void> {
  const file = readTextSync(path, new Roots([process.cwd(), path]));
  if (file.kind === "gone") {
    complain(`${path} is not a file.`, 2);
    return;
  }
  // Git's names tell nothing of the folder, so only the content says what a file is.
  const format = file.kind === "text" ? formatsInUse().find(`/${basename(path)}`, file.text) : undefined;
  if (file.kind !== "text" || format === undefined) return writeAsIs(await readWhole(path, Infinity));
  const read = readDocument(`/${basename(path)}`, file.text, formatsInUse());
  const { recordings } = secretsAreShown() ? read : maskedDocument(read);
  // What cannot be read whole is compared as it stands, or a change of it would not be seen.
  if (recordings.some((each) => readSide(each).unread.length > 0)) return write(file.text);
  const plain = (_: unknown, text: string) => text;
  const texts = recordings.map((each) => {
    const shown = each.path.length === 0 ? "" : requestLine(each.recording?.request);
    return shownAsText({ file: each, shown, turn: undefined }, plain);
  });
  await write(texts.join(`\n${"─".repeat(60)}\n\n`));
}
