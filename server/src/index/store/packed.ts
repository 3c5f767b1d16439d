/**
 * Summaries as text. Fifty thousand objects would take the main thread seconds to receive and hundreds of megabytes to keep; a text is
 * transferred as it is, and parsed on demand.
 */
import { formats as knownFormats, type Formats } from "../../formats/formats";
import { asciiJson } from "./asciiJson";
import { emptySummary } from "./emptySummary";
import { fileOf, type RecordingId } from "../../recordingId";
import type { RecordingSummary } from "./summary";
import { baseName } from "../uris";

/** ASCII, so that each character is one byte in memory, in a message and on disk. Does not contain the id, which its owner keeps. */
export type Packed = string | PackedSlice;

/** A piece of a cache file, or of a worker's results. */
export interface PackedSlice {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

const usual = emptySummary("");

/** What lists show of a recording. It can be unpacked separately, because a list may have tens of thousands. */
export interface Listing extends Pick<RecordingSummary, "id" | "uri" | "testId" | "model" | "family" | "asked" | "preview"> {
  /** The number of messages in its request, which sorts the turns of a test. */
  readonly messages: number;
}

/** Two lines: first what lists show, then the rest. Values that are the same as in an empty summary are left out. */
export function pack(summary: RecordingSummary): string {
  const { testId, model, conversation } = summary;
  // Written out, so that all objects have the same shape.
  const shown: Readonly<Record<Exclude<keyof Listing, FromId>, unknown>> = {
    testId,
    model,
    family: unless(usual.family, summary.family),
    asked: unless(usual.asked, summary.asked),
    preview: unless(usual.preview, summary.preview),
    messages: unless(0, conversation.length),
  };
  const rest: Readonly<Record<Exclude<keyof RecordingSummary, FromId | keyof Listing>, unknown>> = {
    testIdRange: unless(usual.testIdRange, summary.testIdRange),
    parameterRange: summary.parameterRange,
    identity: unless(usual.identity, summary.identity),
    format: unless(usual.format, summary.format),
    naming: summary.naming,
    streaming: unless(usual.streaming, summary.streaming),
    chunkCount: unless(usual.chunkCount, summary.chunkCount),
    finishReasons: unlessEmpty(summary.finishReasons),
    inputTokens: summary.inputTokens,
    outputTokens: summary.outputTokens,
    answeredOn: summary.answeredOn,
    conversation: unlessEmpty(conversation),
    fingerprints: unlessEmpty(summary.fingerprints),
    references: unlessEmpty(summary.references),
    quotedCalls: unlessEmpty(summary.quotedCalls),
    broken: unless(usual.broken, summary.broken),
    findings: unlessEmpty(summary.findings),
  };
  return `${asciiJson(shown)}\n${asciiJson(rest)}`;
}

/** The id contains the file's URI, and its name the hash. */
type FromId = "id" | "uri" | "hash";

const unless = <T>(usual: T, value: T): T | undefined => (value === usual ? undefined : value);
const unlessEmpty = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

/** A packed summary with what its owner stores next to it. */
interface Kept extends Pick<RecordingSummary, "id" | "testId"> {
  readonly packed: Packed;
}

/** The inverse of `pack`. The test id is the owner's, so that it is not in memory twice. */
export function unpack({ id, testId, packed }: Kept, formats: Formats = knownFormats): RecordingSummary {
  const text = textOf(packed);
  const unusual = JSON.parse(text.slice(text.indexOf("\n") + 1)) as Partial<RecordingSummary>;
  const { uri, model, family, asked, preview } = listingIn(id, text);
  // Written out as above, because spreading objects of different shapes takes as long as parsing.
  return {
    id,
    uri,
    testId,
    testIdRange: unusual.testIdRange ?? usual.testIdRange,
    parameterRange: unusual.parameterRange,
    hash: formats.hashOfName(baseName(uri)),
    identity: unusual.identity ?? usual.identity,
    format: unusual.format ?? usual.format,
    naming: unusual.naming,
    family,
    model,
    streaming: unusual.streaming ?? usual.streaming,
    chunkCount: unusual.chunkCount ?? usual.chunkCount,
    asked,
    preview,
    finishReasons: unusual.finishReasons ?? usual.finishReasons,
    inputTokens: unusual.inputTokens,
    outputTokens: unusual.outputTokens,
    answeredOn: unusual.answeredOn,
    conversation: unusual.conversation ?? usual.conversation,
    fingerprints: unusual.fingerprints ?? usual.fingerprints,
    references: unusual.references ?? usual.references,
    quotedCalls: unusual.quotedCalls ?? usual.quotedCalls,
    broken: unusual.broken ?? usual.broken,
    findings: unusual.findings ?? usual.findings,
  };
}

const lineFeed = 10;

/** Unpacks only what lists show. */
export function unpackListing(id: RecordingId, packed: Packed): Listing {
  if (typeof packed === "string") return listingIn(id, packed);
  const { bytes, start } = packed;
  return listingIn(id, textOf({ bytes, start, end: bytes.indexOf(lineFeed, start) + 1 }));
}

function listingIn(id: RecordingId, text: string): Listing {
  const shown = JSON.parse(text.slice(0, text.indexOf("\n"))) as Partial<Listing>;
  return {
    id,
    uri: fileOf(id),
    testId: shown.testId,
    model: shown.model,
    family: shown.family ?? usual.family,
    asked: shown.asked ?? usual.asked,
    preview: shown.preview ?? usual.preview,
    messages: shown.messages ?? 0,
  };
}

/** Whether the summaries are equal. */
export function isSame(one: Packed, other: Packed): boolean {
  return lengthOf(one) === lengthOf(other) && bytesOf(one).equals(bytesOf(other));
}

function lengthOf(packed: Packed): number {
  return typeof packed === "string" ? packed.length : packed.end - packed.start;
}

/** Whether it contains an ASCII text; unpacks nothing. */
export function holds(packed: Packed, text: string): boolean {
  if (typeof packed === "string") return packed.includes(text);
  return packed.bytes.subarray(packed.start, packed.end).includes(text, 0, "latin1");
}

export function bytesOf(packed: Packed): Buffer {
  return typeof packed === "string" ? Buffer.from(packed, "latin1") : packed.bytes.subarray(packed.start, packed.end);
}

export function textOf(packed: Packed): string {
  return typeof packed === "string" ? packed : packed.bytes.toString("latin1", packed.start, packed.end);
}
