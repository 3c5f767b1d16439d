/** Recordings that match a hash but that replay of a test does not serve for it, with the reason. */
import type { LookupPlace } from "../protocol";
import type { RecordingSummary } from "../index/store/summary";
import { baseName, parentOf } from "../index/uris";
import type { NotServedReason } from "../protocol";
import { baseId } from "../pytest/nodeId";
import type { Formats } from "../formats/formats";
import { knowsTests, sameHash, type HashScheme, type Naming } from "../recording/naming";
import type { RecordingOfHash } from "./recordingsOfHash";

export interface NotServed {
  readonly summary: RecordingSummary;
  readonly reason: NotServedReason;
  /** The name by which replay would find it under the scheme in use; null if its request is not hashed. */
  readonly expected: string | null;
  /** The schemes under which the hash is that of its request. */
  readonly schemes: readonly HashScheme[];
  /** Whether it is in a folder that replay of the test searches. */
  readonly inPlace: boolean;
}

interface Asked {
  readonly formats: Formats;
  readonly hash: string | undefined;
  readonly testId: string | undefined;
  readonly scheme: HashScheme;
  readonly lookedIn: readonly LookupPlace[];
  /** The file that replay serves (URI), if any. */
  readonly served: string | undefined;
}

/** The test whose replay looks up a hash: that of a recording whose request has it, or else of one whose name has it. */
export function testOfHash(recordings: readonly RecordingOfHash[]): string | undefined {
  const sure = recordings.filter(({ schemes }) => schemes.length > 0);
  return [...sure, ...recordings].find(({ summary }) => summary.testId !== undefined)?.summary.testId;
}

/** Without the one that is served. */
export function notServedRecordings(recordings: readonly RecordingOfHash[], asked: Asked): readonly NotServed[] {
  const folders = new Set(asked.lookedIn.map(({ folder }) => folder));
  return recordings.flatMap((each) => {
    const { summary, schemes } = each;
    if (summary.uri === asked.served && !isOfOtherTest(each, asked)) return [];
    const inPlace = folders.has(parentOf(summary.uri));
    const reason = reasonOf(each, asked, inPlace);
    return reason === undefined ? [] : [{ summary, reason, expected: expectedName(each, asked), schemes, inPlace }];
  });
}

/** The first reason that applies; undefined if replay would serve it but for an earlier one. */
function reasonOf(recording: RecordingOfHash, asked: Asked, inPlace: boolean): NotServedReason | undefined {
  const { hash, scheme } = asked;
  const { summary, schemes } = recording;
  const isNamed = summary.hash !== undefined && hash !== undefined && sameHash(summary.hash, hash);
  if (isOfOtherTest(recording, asked)) return "test";
  if (schemes.length === 0) return "content";
  if (isOfServer(recording)) return "server";
  if (!schemes.includes(scheme)) return "scheme";
  if (!isNamed) return "name";
  return inPlace ? undefined : "folder";
}

/** A hash identifies the test, except for what tests share: tool results, model lists, and everything hashed without a test. */
function isOfOtherTest({ summary, schemes, hash }: RecordingOfHash, { formats, testId }: Asked): boolean {
  const { uri, testId: own, family, naming } = summary;
  const tells = schemes.some((scheme) => knowsTests(formats.hashedOf(baseName(uri)).naming, scheme));
  const isShared =
    family.startsWith("tool") ||
    naming?.digest !== undefined ||
    !tells ||
    (naming?.withTest !== undefined && hash === summary.hash);
  if (isShared || own === undefined || testId === undefined || own === testId) return false;
  return baseId(own) !== testId;
}

/** Whether the requested hash is the one with the test, which a server did not know when it recorded. */
function isOfServer({ summary, hash }: RecordingOfHash): boolean {
  return summary.naming?.withTest?.some((each) => each.hash === hash) === true;
}

/** By the requested hash if it is one of the scheme in use, because model lists have two in the same scheme. */
function expectedName(recording: RecordingOfHash, { formats, scheme }: Asked): string | null {
  const { summary, schemes, hash } = recording;
  const { naming } = summary;
  const own = naming && (naming.fits.includes(scheme) ? summary.hash : hashUnder(naming, scheme));
  const expected = schemes.includes(scheme) && !isOfServer(recording) ? hash : own;
  return expected === undefined ? null : formats.hashedOf(baseName(summary.uri)).naming.fileNameOf(expected, naming?.digest);
}

function hashUnder({ hashes, others = [] }: Naming, scheme: HashScheme): string | undefined {
  return hashes?.[scheme] ?? others.find((each) => each.scheme === scheme)?.hash;
}
