/** Reads files with recordings, blocking the thread. */
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

/** All results are for the given files (URIs), in order. */
export interface RecordingFiles {
  /** Their tests: reads only a kilobyte of most files. */
  list(uris: readonly string[], roots: Roots): EncodedBatch;
  /** Everything that the index keeps. */
  read(uris: readonly string[], roots: Roots): EncodedBatch;
  /** Which of these words (in lower case) occur in their recordings. */
  words(uris: readonly string[], words: readonly string[], roots: Roots): readonly FoundWords[];
}

/** Reads files of these formats. */
export function recordingFiles(formats: Formats): RecordingFiles {
  return {
    list: (uris, roots) => encodeBatch(uris.map((uri) => list(uri, formats, roots))),
    read: (uris, roots) => encodeBatch(uris.map((uri) => read(uri, formats, roots))),
    words: (uris, words, roots) => uris.map((uri) => wordsOf(uri, words, formats, roots)),
  };
}

/** If a file's beginning does not tell its tests, its whole text is searched. undefined if there is no such file, or it is not a recording. */
function list(uri: string, formats: Formats, roots: Roots): readonly Stored[] | undefined {
  const path = pathOfUri(uri);
  const looked = lookSync(path, roots, (text, isWhole) => {
    if (!isRecording(uri, text, formats)) return "none";
    return isWhole ? summarizeTests(uri, text, formats) : summarizeHead(uri, text, formats);
  });
  const summaries = looked ?? testsOf(uri, readTextSync(path, roots), formats);
  return summaries === "none" ? undefined : summaries?.map((summary) => storedOf(summary, { partial: true }, formats));
}

/** Judged by the beginning of the text; for an unreadable file only by its path. */
function isRecording(uri: string, text: string, formats: Formats): boolean {
  return formats.isRecording(slashPath(uri), () => text);
}

/** Whether to report a link that leads out of the roots to a folder that may contain recordings. */
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

/** Empty if the file cannot be read. */
function wordsOf(uri: string, words: readonly string[], formats: Formats, roots: Roots): FoundWords {
  const file = readTextSync(pathOfUri(uri), roots);
  return file.kind === "text" ? wordsIn(readDocument(slashPath(uri), file.text, formats), words) : [];
}
