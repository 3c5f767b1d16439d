/** Recordings that a hash leads to and that replay of a test does not serve for it: what is wrong with each. */
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
  /** What replay would find it by, under the scheme in use; null where its request is not hashed. */
  readonly expected: string | null;
  /** Of `scheme`: the schemes under which the hash is that of its request. */
  readonly schemes: readonly HashScheme[];
  /** Whether it lies in a folder where replay of the test looks. */
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

/** The test whose replay asks for a hash: that of a recording whose request has it, before one whose name only says so. */
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

/** The first that holds; undefined for one that replay would serve if none came before it. */
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

/** A hash tells the test, but for what all tests share: tool results, model lists, and all that was hashed without one. */
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

/** Whether the hash that was asked for is the one with the test, which a server did not know when it recorded. */
function isOfServer({ summary, hash }: RecordingOfHash): boolean {
  return summary.naming?.withTest?.some((each) => each.hash === hash) === true;
}

/** By the hash that was asked for, where it is one of the scheme in use: model lists have two of the same scheme. */
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
