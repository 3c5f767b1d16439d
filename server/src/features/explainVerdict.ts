/** The summary of an explanation, in one or two sentences. */
import { isWithin, parentOf, slashPath } from "../index/uris";
import type { NotServedReason, NotServedRecording, HashExplanation, LookupPlace } from "../protocol";
import type { Formats } from "../formats/formats";
import { fieldName } from "./fieldName";
import { countOf } from "./recordingTable";
import type { RecordingOfHash } from "./recordingsOfHash";

export interface Facts extends Omit<HashExplanation, "verdict" | "record"> {
  /** The place from which replay serves the hash, and the recording there if it is in the workspace. */
  readonly served: LookupPlace | undefined;
  readonly servedRecording: RecordingOfHash | undefined;
  /** False if the test was inferred from a recording of the hash. */
  readonly testGiven: boolean;
  readonly formats: Formats;
  /** pytest's rootdir (URI). */
  readonly root: string;
}

export interface Verdict {
  readonly text: string;
  /** Whether recording what is missing would help. */
  readonly recordingHelps: boolean;
}

/** The first case that applies is reported. */
export function verdictOn(facts: Facts): Verdict {
  const { elsewhere, served, comparison, hash } = facts;
  const first = (reason: NotServedReason) => elsewhere.find((each) => each.reason === reason);
  const [ofOther, renamed, moved, ofServer, otherScheme, content] = (
    ["test", "name", "folder", "server", "scheme", "content"] as const
  ).map(first);
  const servesOther = ofOther !== undefined && ofOther.uri === served?.file;
  if (served && !servesOther) return helpless(found(served, facts));
  if (renamed) return helpful(byOtherName(renamed, facts));
  if (moved) return helpful(inOtherFolder(moved, facts));
  if (ofServer) return helpful(recordedByServer(ofServer, facts));
  if (otherScheme) return helpless(byOtherScheme(otherScheme, facts));
  if (ofOther) return helpless(ofOtherTest(ofOther, facts));
  if (content) return helpful(nameAlone(content));
  if (comparison) return { text: compared(comparison.differences), recordingHelps: hash !== null };
  return { text: nothingFound(facts), recordingHelps: hash !== null || facts.nearest.length === 0 };
}

const helpful = (text: string): Verdict => ({ text, recordingHelps: true });
const helpless = (text: string): Verdict => ({ text, recordingHelps: false });

function ofOtherTest({ testId: own }: NotServedRecording, { testId }: Facts): string {
  return `The request with this hash is one of another test, ${own ?? ""}, and a hash tells the test: ${testId ?? "this test"} looks for another one.`;
}

function found(served: LookupPlace, { testId, testGiven, lookedIn, servedRecording }: Facts): string {
  if (servedRecording?.summary.broken === true)
    return "A file with this name exists, but it cannot be read as a recording: fix it, or delete it and record the test again.";
  if (servedRecording?.summary.naming && servedRecording.schemes.length === 0)
    return "A file of this name is where replay looks, so replay serves it, but its request has another hash, as if the file was edited or renamed: give it the name of its request, and record the test again.";
  const place = served === lookedIn[0] ? "where replay looks first" : "where replay looks";
  const whose = testGiven || testId === null ? "" : ` for its test, ${testId}`;
  return `A recording of this request is ${place}${whose}, so replay finds it: the failure was of another checkout, folder or test.`;
}

function byOtherName({ fileName, expected, inPlace }: NotServedRecording, { hash, lookedIn, root }: Facts): string {
  const folder = lookedIn[0]?.folder;
  const move = inPlace || folder === undefined ? "rename it" : `rename it and move it to ${pathFrom(root, folder)}`;
  return `This request was recorded, but the file is named ${short(fileName)}, and replay looks for ${short(expected ?? `${hash ?? ""}.json`)}: ${move}, or record the test again.`;
}

function inOtherFolder({ uri }: NotServedRecording, { testId, lookedIn, root }: Facts): string {
  const [first] = lookedIn;
  if (testId === null || first === undefined)
    return `This request was recorded, but in ${pathFrom(root, parentOf(uri))}, where replay looks for no request that belongs to no test.`;
  return `This request was recorded, but in a folder where replay of this test does not look, ${pathFrom(root, parentOf(uri))}: move the file to ${pathFrom(root, first.folder)}, or record the test again.`;
}

function recordedByServer({ fileName }: NotServedRecording, { hash }: Facts): string {
  return `This request was recorded by a server that did not know the test: ${short(fileName)} is named by the hash without it, and replay of a server finds it, but replay in the test's own process looks for ${short(`${hash ?? ""}.json`)}. Run the test against a server, or record it again.`;
}

function byOtherScheme({ fileName, expected, schemes, status }: NotServedRecording, { formats, scheme }: Facts): string {
  const asked = `This is the hash of the request in ${short(fileName)} under scheme ${schemeOf(formats, { fileName, schemes })}`;
  const now = `but the recorder of this workspace uses scheme ${scheme}`;
  if (status === "current")
    return `${asked}, ${now}, by which that file has its right name: the failure was of another version of the recorder.`;
  return `${asked}, ${now} and looks for ${short(expected ?? "another name")}: the failure was of another version of the recorder.`;
}

function nameAlone({ fileName, expected }: NotServedRecording): string {
  const own = expected === null ? "its request cannot be hashed" : `its request has another one, that of ${short(expected)}`;
  return `A file has this hash in its name, ${short(fileName)}, but ${own}: no recording in this workspace is of the request that was looked for.`;
}

function nothingFound({ testId, hash, nearest }: Facts): string {
  if (nearest.length === 0) {
    if (testId === null && hash === null) return "Nothing tells which test made this request: name the test.";
    return testId === null
      ? "No recording in this workspace has this hash, and without a test there is nothing near it to name."
      : "Nothing is recorded for this test: record it.";
  }
  if (nearest.length === 1 && nearest[0]?.testId === testId && hash !== null) {
    return "The one recording of this test has another hash: the request has changed since, or this one was never recorded.";
  }
  const these = `${countOf(nearest.length, "recording")} of ${nearest.some((each) => each.testId === testId) ? "this test" : "tests near it"}`;
  return hash === null
    ? `There ${nearest.length === 1 ? "is" : "are"} ${these}.`
    : `None of the ${these} has this hash: the request has changed since, or was never recorded.`;
}

function compared(differences: NonNullable<HashExplanation["comparison"]>["differences"]): string {
  const counting = differences.filter(({ counts }) => counts);
  if (counting.length === 0)
    return "The request that was given is the one of the nearest recording, whose hash is not the one that was looked for: it was made for another request.";
  const names = counting.slice(0, 3).map(({ pointer }) => fieldName(pointer));
  const more = counting.length > names.length ? ` and ${counting.length - names.length} more` : "";
  return `The nearest recording differs in ${countOf(counting.length, "field")} that the hash is made of: ${names.join(", ")}${more}.`;
}

/** A few words for a list. */
export function whyNotServed(formats: Formats, { reason, expected, fileName, schemes, testId }: NotServedRecording): string {
  switch (reason) {
    case "name":
      return `replay looks for ${short(expected ?? "another name")}`;
    case "folder":
      return "replay of this test does not look in its folder";
    case "server":
      return "a server recorded it: its name is the hash without the test";
    case "content":
      return "its name is not the hash of its request";
    case "scheme":
      return `the hash is its request's under scheme ${formats.describeScheme(schemeOf(formats, { fileName, schemes }))}`;
    case "test":
      return `it is a recording of ${testId ?? "another test"}`;
  }
}

function schemeOf(formats: Formats, { fileName, schemes }: Pick<NotServedRecording, "fileName" | "schemes">): string {
  return formats.hashedOf(fileName).naming.schemeOfName({ fits: schemes }) ?? "";
}

const short = (name: string): string => name.replace(/([0-9a-f]{12})[0-9a-f]{52}/, "$1…");

const pathFrom = (root: string, uri: string): string =>
  isWithin(uri, root) ? slashPath(uri).slice(slashPath(root).length + 1) : slashPath(uri);
