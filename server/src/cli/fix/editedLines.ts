/** The lines of a file that a fix changes, with credentials masked. */
import { readDocument } from "../../formats/readDocument";
import type { WrittenFile } from "../../features/causes/plan";
import { slashPath } from "../../index/uris";
import { maskedText } from "../../rules/secrets/mask";
import { formatsInUse } from "../formats";
import { secretsAreShown } from "../output";

/** A changed line; one side is absent if the line was added or removed. */
export interface EditedLine {
  /** Line number in the present file, counted from 1. */
  readonly line: number;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Compares line by line if the number of lines is unchanged; otherwise gives the one stretch that holds all differences. */
export function editedLines({ uri, newUri, before, after }: WrittenFile & { readonly after: string }): readonly EditedLine[] {
  if (before === after) return [];
  const [old, now] = [new Lines(uri, before), new Lines(newUri ?? uri, after)];
  const { start, tail } = sameEnds(old.all, now.all);
  if (old.all.length === now.all.length) {
    const numbers = old.all.flatMap((text, at) => (text === now.all[at] ? [] : [at]));
    return numbers.map((at) => ({ line: at + 1, before: old.shown(at), after: now.shown(at) }));
  }
  const between = (lines: Lines) => Array.from({ length: lines.all.length - tail - start }, (_, at) => start + at);
  const gone = between(old).map((at) => ({ line: at + 1, before: old.shown(at), after: undefined }));
  return [...gone, ...between(now).map((at) => ({ line: start + 1, before: undefined, after: now.shown(at) }))];
}

function sameEnds(old: readonly string[], now: readonly string[]): { readonly start: number; readonly tail: number } {
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old[start] === now[start]) start++;
  let tail = 0;
  while (tail < shorter - start && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  return { start, tail };
}

class Lines {
  readonly all: readonly string[];
  readonly #offsets: readonly number[];
  readonly #masked: ReturnType<typeof maskedText> | undefined;

  constructor(uri: string, text: string) {
    this.all = text.split("\n");
    let offset = 0;
    this.#offsets = this.all.map((line) => (offset += line.length + 1) - line.length - 1);
    this.#masked = secretsAreShown() ? undefined : maskedText(readDocument(slashPath(uri), text, formatsInUse()));
  }

  shown(number: number): string {
    const [line = "", start = 0] = [this.all[number], this.#offsets[number]];
    if (this.#masked === undefined) return line;
    const { text, offsetOf } = this.#masked;
    return text.slice(offsetOf(start), offsetOf(start + line.length));
  }
}
