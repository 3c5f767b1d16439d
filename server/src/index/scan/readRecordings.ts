/** Reads files with recordings, for a thread that may wait. */
import type { Roots } from "../../disk/roots";
import type { Formats } from "../../formats/formats";
import { encodeBatch, type EncodedBatch } from "../store/encodedBatch";
import { storedOf, type Stored } from "../store/stored";
import { readDocument } from "../../formats/readDocument";
import type { RecordingSummary } from "../store/summary";
import { mayBeFolder, pathOfUri, slashPath } from "../uris";
import { fileStampSync, isSettled, lookSync, readTextSync, type FileText } from "./readText";
import { wordsIn, type FoundWords } from "./words";
import { summarizeHead, summarizeTests, summarizeText, unreadable } from "./summarize";

/** What each gives is about these files (URIs), in their order. */
export interface RecordingFiles {
  /** Which tests they belong to: a kilobyte of most is read. */
  list(uris: readonly string[], roots: Roots): EncodedBatch;
  /** All that is to be known of them. */
  read(uris: readonly string[], roots: Roots): EncodedBatch;
  /** Which of these words (in lower case) their recordings say. */
  words(uris: readonly string[], words: readonly string[], roots: Roots): readonly FoundWords[];
}

/** Files of these formats. */
export function recordingFiles(formats: Formats): RecordingFiles {
  return {
    list: (uris, roots) => encodeBatch(uris.map((uri) => list(uri, formats, roots))),
    read: (uris, roots) => encodeBatch(uris.map((uri) => read(uri, formats, roots))),
    words: (uris, words, roots) => uris.map((uri) => wordsOf(uri, words, formats, roots)),
  };
}

/** Of a file whose beginning does not say which tests it has the whole text is looked at. undefined for no file, and for no recording. */
function list(uri: string, formats: Formats, roots: Roots): readonly Stored[] | undefined {
  const path = pathOfUri(uri);
  const looked = lookSync(path, roots, (text, isWhole) => {
    if (!isRecording(uri, text, formats)) return "none";
    return isWhole ? summarizeTests(uri, text, formats) : summarizeHead(uri, text, formats);
  });
  const summaries = looked ?? testsOf(uri, readTextSync(path, roots), formats);
  return summaries === "none" ? undefined : summaries?.map((summary) => storedOf(summary, { partial: true }, formats));
}

/** Told by its beginning; of a file that cannot be read by its place alone. */
function isRecording(uri: string, text: string, formats: Formats): boolean {
  return formats.isRecording(slashPath(uri), () => text);
}

/** A link to a folder where recordings may be, out of the roots, is told of. */
function holdsRecordings(uri: string, file: FileText, formats: Formats): boolean {
  return (file.kind === "unreadable" && mayBeFolder(uri)) || isRecording(uri, textOf(file), formats);
}

const textOf = (file: FileText): string => (file.kind === "text" ? file.text : "");

function testsOf(uri: string, file: FileText, formats: Formats): readonly RecordingSummary[] | undefined {
  if (file.kind === "gone" || !holdsRecordings(uri, file, formats)) return undefined;
  return file.kind === "text" ? summarizeTests(uri, file.text, formats) : [unreadable(uri, file.message, formats)];
}

function read(uri: string, formats: Formats, roots: Roots): readonly Stored[] | undefined {
  const path = pathOfUri(uri);
  const file = readTextSync(path, roots);
  if (file.kind === "gone" || !holdsRecordings(uri, file, formats)) return undefined;
  const stamp = file.kind === "text" ? file.stamp : fileStampSync(path);
  const validity = isSettled(file) ? "lasting" : "passing";
  const summaries = file.kind === "text" ? summarizeText(uri, file.text, formats) : [unreadable(uri, file.message, formats)];
  return summaries.map((summary) => storedOf(summary, { stamp, validity, partial: false }, formats));
}

/** None of a file that cannot be read. */
function wordsOf(uri: string, words: readonly string[], formats: Formats, roots: Roots): FoundWords {
  const file = readTextSync(pathOfUri(uri), roots);
  return file.kind === "text" ? wordsIn(readDocument(slashPath(uri), file.text, formats), words) : [];
}
