/** Differences of a recording as short lines of plain text. */
import { counted } from "../../counted";
import { compactJson, oneLine, shorten } from "../../recording/json";
import { pathText, type AnswerChange, type Difference, type FieldDifference, type TextPart } from "../../recording/difference";
import { changeKinds, kindWords, type ChangeKind } from "../../protocol";
import type { ChangedRecording } from "./changed";

/** Most important first. */
export const kinds: readonly ChangeKind[] = changeKinds;

export const kindInWords = (kind: ChangeKind): string => kindWords[kind];

/** "3 recordings changed, 1 removed, 12 only noise." */
export function summaryOf(changes: readonly Pick<ChangedRecording, "kind">[]): string {
  const counts = kinds.flatMap((kind) => {
    const count = changes.filter((each) => each.kind === kind).length;
    return count === 0 ? [] : [{ count, kind }];
  });
  const [first, ...others] = counts;
  if (first === undefined) return "No recording changed.";
  const rest = others.map(({ count, kind }) => `, ${count} ${kindWords[kind]}`).join("");
  return `${counted(first.count, "recording")} ${kindWords[first.kind]}${rest}.`;
}

/** The most places for each kind of change. */
const mostPlaces = 8;
/** The most characters of a value. */
const longestValue = 200;

/** A change that a test, or its reader, would notice. */
export interface ToldChange {
  /** "text", "request body.model". */
  readonly what: string;
  /** The change, on one line. */
  readonly said: string;
}

export function toldChanges({ difference }: Pick<ChangedRecording, "difference">): readonly ToldChange[] {
  if (difference === undefined) return [];
  const { answer, request, unread } = difference;
  return [
    ...unread.map(({ side, message }) => ({ what: side === "both" ? "both versions" : side, said: message })),
    ...answer.flatMap(ofAnswer),
    ...ofFields("request", request),
  ];
}

/** "response ids and chunk boundaries"; empty if only the spelling differs. */
export const noiseOf = ({ noise }: Difference): string => noise.join(", ");

function ofAnswer(change: AnswerChange): readonly ToldChange[] {
  switch (change.kind) {
    case "text":
      return [{ what: change.what, said: wordDiff(change.parts) }];
    case "value":
      return [{ what: change.what, said: `${valueText(change.before ?? undefined)} → ${valueText(change.after ?? undefined)}` }];
    case "fields":
      return ofFields(change.what, change.fields);
  }
}

function ofFields(what: string, fields: readonly FieldDifference[]): readonly ToldChange[] {
  const shown = fields.slice(0, mostPlaces).map(({ path, before, after }) => {
    const at = pathText(path);
    const place = at === "" ? what : `${what} ${at}`;
    const isText = typeof before === "string" && typeof after === "string";
    return {
      what: place,
      said: `${valueText(before, isText ? after : undefined)} → ${valueText(after, isText ? before : undefined)}`,
    };
  });
  const left = fields.length - shown.length;
  return left > 0 ? [...shown, { what, said: counted(left, "more field") }] : shown;
}

/** A value on one line; for a long text the part that differs from the other. */
function valueText(value: unknown, other?: string): string {
  if (value === undefined) return "(none)";
  if (typeof value !== "string" || other === undefined || value.length <= longestValue) return compactJson(value, longestValue);
  let same = 0;
  while (same < value.length && value[same] === other[same]) same++;
  const start = Math.max(0, same - 40);
  return compactJson(`${start > 0 ? "…" : ""}${value.slice(start, start + longestValue)}`, longestValue + 10);
}

/** The number of unchanged characters around a change, and the most characters of a change. */
const around = 40;
const longestChange = 160;

/** "It is [-sunny-]{+raining+} in …", like `git diff --word-diff`. */
function wordDiff(parts: readonly TextPart[]): string {
  const last = parts.length - 1;
  const text = parts.map((part, at) => {
    switch (part.kind) {
      case "added":
        return `{+${shorten(part.text, longestChange)}+}`;
      case "removed":
        return `[-${shorten(part.text, longestChange)}-]`;
      case "same":
        return between(part.text, at === 0, at === last);
    }
  });
  return shorten(oneLine(text.join("")), 600);
}

/** The beginning and end of an unchanged part, as far as they are next to a change. */
function between(text: string, isFirst: boolean, isLast: boolean): string {
  if (isFirst) return text.length <= around ? text : `…${text.slice(-around)}`;
  if (isLast) return text.length <= around ? text : `${text.slice(0, around)}…`;
  return text.length <= 2 * around ? text : `${text.slice(0, around)}…${text.slice(-around)}`;
}
