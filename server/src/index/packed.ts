/**
 * Summaries as text. Fifty thousand objects would cost the main thread seconds to receive and hundreds of megabytes to keep; a text is
 * copied whole, and read when somebody asks.
 */
import { hashOfName } from "../recording/names";
import { nothingRead } from "./nothingRead";
import type { RecordingSummary } from "./summary";
import { baseName } from "./uris";

/** ASCII, so that each character is one byte in memory, in a message and on disk. Without the URI, which its owner keeps. */
export type Packed = string | PackedSlice;

/** A piece of a cache file, or of what a worker read. */
export interface PackedSlice {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

const usual = nothingRead("");

/** What is as in a recording of which nothing is known is left out. */
export function pack(summary: RecordingSummary): string {
  // Written out, so that JSON is made of objects of one shape.
  const unusual: Readonly<Record<Exclude<keyof RecordingSummary, FromUri>, unknown>> = {
    testId: summary.testId,
    testIdRange: unless(usual.testIdRange, summary.testIdRange),
    parameterRange: summary.parameterRange,
    naming: summary.naming,
    family: unless(usual.family, summary.family),
    model: summary.model,
    streaming: unless(usual.streaming, summary.streaming),
    chunkCount: unless(usual.chunkCount, summary.chunkCount),
    preview: unless(usual.preview, summary.preview),
    finishReasons: unlessEmpty(summary.finishReasons),
    inputTokens: summary.inputTokens,
    outputTokens: summary.outputTokens,
    conversation: unlessEmpty(summary.conversation),
    said: unlessEmpty(summary.said),
    quotes: unlessEmpty(summary.quotes),
    quotedCalls: unlessEmpty(summary.quotedCalls),
    broken: unless(usual.broken, summary.broken),
    findings: unlessEmpty(summary.findings),
  };
  const json = JSON.stringify(unusual);
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The name of the file says the hash. */
type FromUri = "uri" | "hash";

const unless = <T>(usual: T, value: T): T | undefined => (value === usual ? undefined : value);
const unlessEmpty = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

/** The opposite of `pack`. */
export function unpack(uri: string, packed: Packed): RecordingSummary {
  const unusual = JSON.parse(textOf(packed)) as Partial<RecordingSummary>;
  // Written out as above: a spread of objects of many shapes takes as long as the parsing.
  return {
    uri,
    testId: unusual.testId,
    testIdRange: unusual.testIdRange ?? usual.testIdRange,
    parameterRange: unusual.parameterRange,
    hash: hashOfName(baseName(uri)),
    naming: unusual.naming,
    family: unusual.family ?? usual.family,
    model: unusual.model,
    streaming: unusual.streaming ?? usual.streaming,
    chunkCount: unusual.chunkCount ?? usual.chunkCount,
    preview: unusual.preview ?? usual.preview,
    finishReasons: unusual.finishReasons ?? usual.finishReasons,
    inputTokens: unusual.inputTokens,
    outputTokens: unusual.outputTokens,
    conversation: unusual.conversation ?? usual.conversation,
    said: unusual.said ?? usual.said,
    quotes: unusual.quotes ?? usual.quotes,
    quotedCalls: unusual.quotedCalls ?? usual.quotedCalls,
    broken: unusual.broken ?? usual.broken,
    findings: unusual.findings ?? usual.findings,
  };
}

export function bytesOf(packed: Packed): Buffer {
  return typeof packed === "string" ? Buffer.from(packed, "latin1") : packed.bytes.subarray(packed.start, packed.end);
}

export function textOf(packed: Packed): string {
  return typeof packed === "string" ? packed : packed.bytes.toString("latin1", packed.start, packed.end);
}
