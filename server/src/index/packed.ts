/**
 * Summaries as text. Fifty thousand objects would cost the main thread seconds to receive and hundreds of megabytes to keep; a text is
 * copied whole, and read when somebody asks.
 */
import type { RecordingSummary } from "./summary";

/** ASCII, so that each character is one byte in memory, in a message and on disk. Without the URI, which its owner keeps. */
export type Packed = string | PackedSlice;

/** A piece of a cache file. */
export interface PackedSlice {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

export function pack(summary: RecordingSummary): string {
  const json = JSON.stringify({ ...summary, uri: undefined });
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The opposite of `pack`: parts that were undefined are left out. */
export function unpack(uri: string, packed: Packed): RecordingSummary {
  const summary = JSON.parse(textOf(packed)) as RecordingSummary;
  return Object.assign(summary, { uri });
}

export function textOf(packed: Packed): string {
  return typeof packed === "string" ? packed : packed.bytes.toString("latin1", packed.start, packed.end);
}
