/** Differences between two answers. */
import { readJson } from "../depth";
import type { Choice, ProviderError, Reassembled, ToolCall } from "../reassembled";
import { fieldDifferences, isSame, type FieldDifference } from "./fields";
import { isObject } from "../json";
import { withoutNoise, withoutOwnNoise } from "./noise";
import { textDifference, type TextPart } from "./texts";

/** One difference between two answers. `what` names it: "text", "arguments of weather", "finish reason of choice 1". */
export type AnswerChange =
  /** A text, compared word by word. */
  | { readonly kind: "text"; readonly what: string; readonly parts: readonly TextPart[] }
  /** A short value; null if this side has none. */
  | { readonly kind: "value"; readonly what: string; readonly before: string | null; readonly after: string | null }
  /** A structure, compared field by field. */
  | { readonly kind: "fields"; readonly what: string; readonly fields: readonly FieldDifference[] };

/** Everything that differs in meaning, in reading order. Empty if a client gets the same answer, apart from ids. */
export function answerChanges(before: Reassembled, after: Reassembled): readonly AnswerChange[] {
  return [
    ...value("error", errorText(before.error), errorText(after.error)),
    ...choicesOf(before, after),
    ...fields("result", resultOf(before), resultOf(after)),
    ...value("model", before.model, after.model),
    ...fields("usage", before.usage, after.usage),
    ...value("form", form(before), form(after)),
  ];
}

/** The same if one of the two may be missing. */
export function answerChangesOf(before: Reassembled | undefined, after: Reassembled | undefined): readonly AnswerChange[] {
  const other = before ?? after;
  if (other === undefined) return [];
  const nothing: Reassembled = {
    ...{ family: other.family, streaming: other.streaming, model: null, choices: [], usage: null, error: null },
    ...{ disagreements: [], also: [], notes: [] },
  };
  return answerChanges(before ?? nothing, after ?? nothing).map((each) =>
    each.kind === "fields" ? { ...each, fields: each.fields.flatMap(fieldByField) } : each,
  );
}

/** Lists the fields of an object that replaces nothing. */
function fieldByField(field: FieldDifference): readonly FieldDifference[] {
  const { path, before, after } = field;
  if (path.length > 0 || !(isObject(before) || isObject(after))) return [field];
  return fieldDifferences(before ?? {}, after ?? {});
}

const form = ({ streaming }: Reassembled): string => (streaming ? "streamed" : "in one piece");

function choicesOf(before: Reassembled, after: Reassembled): AnswerChange[] {
  const indices = [...new Set([...before.choices, ...after.choices].map(({ index }) => index))].sort((a, b) => a - b);
  const find = ({ choices }: Reassembled, index: number) => choices.find((choice) => choice.index === index);
  return indices.flatMap((index) => {
    const suffix = indices.length > 1 ? ` of choice ${index}` : "";
    return choiceChanges(find(before, index), find(after, index), suffix);
  });
}

function choiceChanges(before: Choice | undefined, after: Choice | undefined, suffix: string): AnswerChange[] {
  const part = (name: "reasoning" | "content" | "refusal") => [before?.[name]?.text ?? "", after?.[name]?.text ?? ""] as const;
  const listed = (name: "annotations" | "items") =>
    fields(`${name}${suffix}`, withoutNoise(valuesOf(before?.[name])), withoutNoise(valuesOf(after?.[name])));
  return [
    ...value(`role${suffix}`, before?.role, after?.role),
    ...text(`reasoning${suffix}`, ...part("reasoning")),
    ...text(`text${suffix}`, ...part("content")),
    ...text(`refusal${suffix}`, ...part("refusal")),
    ...callsOf(before?.toolCalls ?? [], after?.toolCalls ?? [], suffix),
    ...listed("annotations"),
    ...listed("items"),
    ...value(`finish reason${suffix}`, before?.finishReason?.value, after?.finishReason?.value),
  ];
}

const valuesOf = (list: readonly { readonly value: unknown }[] | undefined): readonly unknown[] =>
  (list ?? []).map((each) => each.value);

/** Compares calls in order: the index is the provider's numbering, and the id is noise. */
function callsOf(before: readonly ToolCall[], after: readonly ToolCall[], suffix: string): AnswerChange[] {
  const count = Math.max(before.length, after.length);
  return Array.from({ length: count }, (_, at) =>
    callChanges(before[at], after[at], count > 1 ? ` ${at + 1}` : "", suffix),
  ).flat();
}

function callChanges(before: ToolCall | undefined, after: ToolCall | undefined, number: string, suffix: string): AnswerChange[] {
  const what = `tool call${number}${suffix}`;
  if (!before || !after) return value(what, callText(before), callText(after));
  const sent = [before.arguments.text, after.arguments.text] as const;
  const [old, now] = sent.map(parsed);
  const named = `arguments of ${before.name?.value ?? what}${number === "" ? "" : ` (call${number})`}${suffix}`;
  return [
    ...value(`name of ${what}`, before.name?.value, after.name?.value),
    ...(old === undefined || now === undefined ? text(named, ...sent) : fields(named, old, now)),
  ];
}

const callText = (call: ToolCall | undefined): string | null =>
  call ? `${call.name?.value ?? "?"}(${call.arguments.text})` : null;

/** undefined if it is not JSON. */
function parsed(json: string): unknown {
  try {
    return readJson(json);
  } catch {
    return undefined;
  }
}

const errorText = (error: ProviderError | null): string | null =>
  error && [error.type, error.status, error.message].filter((part) => part !== null && part !== "").join(" ");

function text(what: string, before: string, after: string): AnswerChange[] {
  return before === after ? [] : [{ kind: "text", what, parts: textDifference(before, after) }];
}

function value(what: string, before: string | null | undefined, after: string | null | undefined): AnswerChange[] {
  const [old, now] = [before ?? null, after ?? null];
  return old === now ? [] : [{ kind: "value", what, before: old, after: now }];
}

function fields(what: string, before: unknown, after: unknown): AnswerChange[] {
  return isSame(before, after) ? [] : [{ kind: "fields", what, fields: fieldDifferences(before, after) }];
}

/** The response's data besides choices; for an unknown format, its only chunk or all of them. */
function resultOf({ data }: Reassembled): unknown {
  switch (data?.kind) {
    case "unknown": {
      const chunks = data.chunks.map((chunk) => (isObject(chunk) ? withoutOwnNoise(chunk) : chunk));
      return chunks.length === 1 ? chunks[0] : chunks;
    }
    case "models":
      return data.models.map(({ id, details }) => ({ id, ...withoutOwnNoise(details) }));
    default:
      return data;
  }
}
