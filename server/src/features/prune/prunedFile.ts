/** Prunes the recordings of a file separately for each cause, if its recordings can be removed alone. */
import { grouped } from "../../grouped";
import type { RecordingDocument } from "../../recording/recordingDocument";
import type { KeptFile } from "../keptPlans";
import { fileWithout, type PrunedFile, type PrunedRecording } from "./planPrune";

/** The recordings of a file to prune for one cause. */
export interface PrunedPart {
  /** Its id in the plan. */
  readonly name: string;
  readonly recordings: readonly PrunedRecording[];
  /** Whether these are all recordings of the file. */
  readonly isAll: boolean;
}

export interface PrunedParts {
  readonly file: KeptFile;
  readonly parts: readonly PrunedPart[];
}

/** `before` is the text of the file, `read` parses texts, and the recordings are all that are to be pruned of the file. */
export function prunedParts(
  uri: string,
  before: string,
  read: (text: string) => RecordingDocument,
  recordings: readonly PrunedRecording[],
): PrunedParts {
  const document = read(before);
  const numbersOf = (some: readonly PrunedRecording[]) => new Set(some.map(({ number }) => number));
  const partOf = (why: string, some: readonly PrunedRecording[]): PrunedPart => ({
    ...{ name: `${why} ${uri}`, recordings: some },
    isAll: some.length === document.recordings.length,
  });
  const byCause = [...grouped(recordings, ({ why }) => why)].map(([why, same]) => partOf(why, same));
  const isApart = byCause.every((part) => typeof fileWithout(uri, before, document, numbersOf(part.recordings)) !== "string");
  const why = recordings[0]?.why;
  const whole =
    why &&
    partOf(
      why,
      recordings.map((each) => ({ ...each, why })),
    );
  const parts = isApart || !whole ? byCause : [whole];
  return {
    file: keptFile(
      uri,
      before,
      read,
      parts.map(({ name, recordings: same }) => [name, numbersOf(same)]),
    ),
    parts,
  };
}

type Numbered = readonly (readonly [name: string, numbers: ReadonlySet<number>])[];

function keptFile(uri: string, before: string, read: (text: string) => RecordingDocument, parts: Numbered): KeptFile {
  const written = (chosen: readonly string[]): PrunedFile => {
    const numbers = new Set(parts.flatMap(([name, some]) => (chosen.includes(name) ? [...some] : [])));
    const file = fileWithout(uri, before, read(before), numbers);
    return typeof file === "string" ? { uri, before, after: before } : file;
  };
  return {
    uri,
    parts: parts.map(([name]) => name),
    written,
    without: (chosen) => {
      const { after } = written(chosen);
      const others = parts.filter(([name]) => !chosen.includes(name));
      if (after === undefined || others.length === 0) return undefined;
      const gone = parts.flatMap(([name, some]) => (chosen.includes(name) ? [...some] : []));
      const moved = (number: number) => number - gone.filter((each) => each < number).length;
      return keptFile(
        uri,
        after,
        read,
        others.map(([name, some]) => [name, new Set([...some].map(moved))]),
      );
    },
  };
}
