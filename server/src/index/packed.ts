/**
 * Summaries as text. Fifty thousand objects would cost the main thread seconds to receive and hundreds of megabytes to keep; a text is
 * copied whole, and read when somebody asks.
 */
import { nothingRead } from "./nothingRead";
import type { RecordingSummary } from "./summary";

/** ASCII, so that each character is one byte in memory, in a message and on disk. Without the URI, which its owner keeps. */
export type Packed = string | PackedSlice;

/** A piece of a cache file. */
export interface PackedSlice {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

const usual = nothingRead("");
/** The URI is its owner's, and says the hash. */
const keys = (Object.keys(usual) as (keyof RecordingSummary)[]).filter((key) => key !== "uri" && key !== "hash");

/** What is as in a recording of which nothing is known is left out. */
export function pack(summary: RecordingSummary): string {
  const unusual: Partial<Record<keyof RecordingSummary, unknown>> = {};
  for (const key of keys) if (!isSame(summary[key], usual[key])) unusual[key] = summary[key];
  const json = JSON.stringify(unusual);
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The opposite of `pack`. */
export function unpack(uri: string, packed: Packed): RecordingSummary {
  return { ...nothingRead(uri), ...(JSON.parse(textOf(packed)) as Partial<RecordingSummary>) };
}

function isSame(value: unknown, usual: unknown): boolean {
  return value === usual || (Array.isArray(value) && value.length === 0);
}

export function textOf(packed: Packed): string {
  return typeof packed === "string" ? packed : packed.bytes.toString("latin1", packed.start, packed.end);
}
