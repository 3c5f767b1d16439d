/** The text of a baseline: one muted finding per line, so that two branches rarely change the same one. Pure. */
import * as z from "zod/mini";
import type { OffsetRange } from "../../recording/document";
import { pathText } from "../../recording/difference/fields";
import { jsonSource } from "../../source/json";

/** A finding that is muted. */
export interface BaselineEntry {
  /** Path relative to the baseline's folder, with forward slashes. */
  readonly file: string;
  /** Code of the rule. */
  readonly code: string;
  /** Identifies what the finding is about; see `fingerprintOf`. */
  readonly fingerprint: string;
}

export type BaselineText =
  | { readonly kind: "read"; readonly entries: readonly BaselineEntry[] }
  /** `message` is one sentence, `range` its place. */
  | { readonly kind: "broken"; readonly message: string; readonly range: OffsetRange };

const version = 1;
const schema = z.object({
  version: z.literal(version),
  findings: z.array(z.object({ file: z.string(), code: z.string(), fingerprint: z.string() })),
});

/** The consequence in messages about a broken baseline. */
export const follows = "so no finding is muted";

/** Never throws. If any part cannot be read, the whole baseline is broken, because it would be unclear which findings are missing. */
export function readBaseline(text: string): BaselineText {
  const source = jsonSource(text);
  const broken = (message: string, range: OffsetRange) => ({ kind: "broken" as const, message, range });
  const { problem } = source;
  if (problem?.kind === "merge-conflict")
    return broken(`The baseline contains merge conflict markers, ${follows} until they are resolved.`, problem.range);
  if (problem)
    return broken(`The baseline is ${problem.kind === "empty" ? "empty" : "not valid JSON"}, ${follows}.`, problem.range);
  const read = schema.safeParse(source.value);
  if (read.success) return { kind: "read", entries: read.data.findings };
  const [{ path } = { path: [] }] = read.error.issues;
  const steps = path.map((step) => (typeof step === "symbol" ? String(step) : step));
  const range = source.rangeOf({ path: steps });
  if (steps[0] === "version" && typeof (source.value as { version?: unknown }).version === "number")
    return broken(`The baseline has a version that this version of Tapedeck does not know, ${follows}.`, range);
  return broken(
    `The baseline ${steps.length === 0 ? "is not an object" : `has no valid \`${pathText(steps)}\``}, ${follows}.`,
    range,
  );
}

/** Writes entries, in any order, as a sorted text without duplicates. */
export function baselineText(entries: Iterable<BaselineEntry>): string {
  const lines = new Set([...entries].map(asLine));
  const sorted = [...lines].sort((a, b) => (a < b ? -1 : 1));
  return `{\n  "version": ${version},\n  "findings": [${sorted.length === 0 ? "" : `\n${sorted.join(",\n")}\n  `}]\n}\n`;
}

const asLine = ({ file, code, fingerprint }: BaselineEntry): string => `    ${JSON.stringify({ file, code, fingerprint })}`;
