/** Reads the recordings that a command prints. */
import { slashes } from "../disk/paths";
import { readTextSync } from "../index/scan/readText";
import { readDocument } from "../formats/readDocument";
import type { RecordingInDocument } from "../recording/recordingDocument";
import { maskedDocument } from "../rules/secrets/mask";
import { testsOf } from "../index/tests/testsOnDisk";
import type { Found } from "./files";
import { formatsInUse } from "./formats";
import { complain, secretsAreShown } from "./output";

/** A recording to print, and how the user would name it. */
export interface ReadRecording {
  readonly file: RecordingInDocument;
  /** With the recording's number if the file has several: `chat.json#2`. */
  readonly shown: string;
  /** The tests it belongs to; several if they share a cassette. */
  readonly testIds: readonly string[];
}

/** Reads the recordings of a file, with credentials masked unless the user asked for them. Complains if the file cannot be read. */
export function read({ path, shown, number, roots }: Found): readonly ReadRecording[] {
  const file = readTextSync(path, roots);
  if (file.kind !== "text") {
    complain(file.kind === "gone" ? `${shown} is not a file.` : `${shown}: ${file.message}`, 2);
    return [];
  }
  const tests = testsOf(path, file.text, formatsInUse());
  const document = readDocument(slashes(path), file.text, formatsInUse(), { testId: tests[0] });
  const { recordings } = secretsAreShown() ? document : maskedDocument(document);
  const isAlone = recordings[0].path.length === 0;
  const found = recordings.filter(({ index }) => number === undefined || index === number);
  if (number !== undefined && found.length === 0) complainOfNumber(shown, number, recordings.length);
  return found.map((each) => ({
    file: each,
    shown: isAlone ? shown : `${shown}#${each.index}`,
    testIds: tests.length > 0 || each.testId === undefined ? tests : [each.testId],
  }));
}

/** Complains that a file with `count` recordings has none with this number. */
export function complainOfNumber(shown: string, number: number, count: number): void {
  complain(`${shown} has no recording ${number}: the last is ${count - 1}.`, 2);
}
