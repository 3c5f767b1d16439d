/** Streams on the wire: split into pieces like a network might, or into lines like the recorder does. */
import type { Family } from "../../server/src/recording/families/family";
import { stringOf } from "../../server/src/recording/json";
import type { Choice, Reassembled, TracedText } from "../../server/src/recording/reassembled";
import { readRecordingFile } from "../../server/src/formats/readDocument";
import { recordingText } from "./recordings";

export type Data = Readonly<Record<string, unknown>>;

/** Splits a text into pieces of the given lengths (at least 1 each), without splitting surrogate pairs. */
export function cutText(text: string, lengths: Iterable<number>): string[] {
  const pieces: string[] = [];
  const source = lengths[Symbol.iterator]();
  for (let start = 0; start < text.length;) {
    const length = 1 + Math.max(0, Number(source.next().value ?? 0));
    const splitsPair =
      /[\ud800-\udbff]/.test(text[start + length - 1] ?? "") && /[\udc00-\udfff]/.test(text[start + length] ?? "");
    const end = start + length + (splitsPair ? 1 : 0);
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

/** The recorder's lines of a stream of events; `name` is the property with an event's name, if the lines contain it. */
export function sseLines(objects: readonly Data[], name?: string): string[] {
  return objects.flatMap((data) => [
    ...(name === undefined ? [] : [`event: ${stringOf(data[name]) ?? ""}`]),
    `data: ${JSON.stringify(data)}`,
    "",
  ]);
}

/** How a family reads a response body. */
export function joined(family: Family, body: unknown, streaming = true): Reassembled {
  const { recording } = readRecordingFile("x.json", recordingText(body, streaming));
  if (recording === undefined) throw new Error("This is not a recording.");
  return family.read(recording).reassembled;
}

/** An answer without its chunks, for comparing streams that were split differently. */
export function said(answer: Reassembled) {
  return { model: answer.model, usage: answer.usage, error: answer.error, choices: answer.choices.map(saidBy) };
}

function saidBy(choice: Choice) {
  const { index, role, content, reasoning, refusal, toolCalls, annotations, items, logprobs, finishReason } = choice;
  return {
    index,
    role,
    content: content?.text ?? "",
    reasoning: reasoning?.text ?? "",
    refusal: refusal?.text ?? "",
    calls: toolCalls.map((call) => ({
      id: call.id?.value ?? null,
      name: call.name?.value ?? null,
      arguments: call.arguments.text,
    })),
    annotations: annotations.map(({ value }) => value),
    items: items.map(({ type, value }) => ({ type, value })),
    logprobs: logprobs.map(({ token, logprob }) => ({ token, logprob })),
    finish: finishReason?.value ?? null,
  };
}

/** Every text in an answer. */
export function textsOf(answer: Reassembled): TracedText[] {
  return answer.choices.flatMap(({ content, reasoning, refusal, toolCalls }) =>
    [content, reasoning, refusal, ...toolCalls.map((call) => call.arguments)].filter((text) => text !== null),
  );
}
