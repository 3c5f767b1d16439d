/** The answer at any chunk, and the marks of the time line. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chunkAtOffset, offsetsOf, textAfter } from "../../../client/webview/text/pieces";
import { answerAt } from "../../../client/webview/timeLine/answerAt";
import { markAtShare, edgesOf, marksOf } from "../../../client/webview/timeLine/layout";
import type { ChunkNote, TracedText } from "../../../server/src/protocol";
import { chatChunk, chatStream, deltaChunk } from "../../support/recordings";
import { viewOf } from "../../support/viewOf";

const traced = (...pieces: readonly (readonly [chunk: number, text: string])[]): TracedText => ({
  text: pieces.map(([, text]) => text).join(""),
  pieces: pieces.map(([chunk, text]) => ({ chunk, length: text.length })),
});

describe("the answer after a chunk", () => {
  const call = (delta: object) => deltaChunk({ tool_calls: [{ index: 0, ...delta }] });
  const { answer } = viewOf(
    chatStream(
      [
        deltaChunk({ role: "assistant", content: "" }),
        deltaChunk({ content: "It is " }),
        deltaChunk({ content: "cold." }),
        call({ id: "c1", function: { name: "coat", arguments: "" } }),
        call({ function: { arguments: '{"warm":' } }),
        call({ function: { arguments: "true}" } }),
        deltaChunk({}, "tool_calls"),
        chatChunk({ usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } }),
      ],
      { finish: null },
    ),
  );
  const at = (chunk: number) => {
    const { choices, usage } = answerAt(answer, chunk);
    const [choice] = choices;
    const calls = choice?.toolCalls.map(({ name, arguments: sent }) => `${name?.value ?? ""}(${sent.text})`);
    return [choice?.content?.text ?? "", calls?.join() ?? "", choice?.finishReason?.value ?? "", usage?.totalTokens ?? 0];
  };

  test("grows as the client saw it grow", () => {
    expect(Array.from({ length: 8 }, (_, chunk) => at(chunk))).toEqual([
      ["", "", "", 0],
      ["It is ", "", "", 0],
      ["It is cold.", "", "", 0],
      ["It is cold.", "coat()", "", 0],
      ["It is cold.", 'coat({"warm":)', "", 0],
      ["It is cold.", 'coat({"warm":true})', "", 0],
      ["It is cold.", 'coat({"warm":true})', "tool_calls", 0],
      ["It is cold.", 'coat({"warm":true})', "tool_calls", 3],
    ]);
  });

  test("is the whole answer at the end, as the same object", () => {
    expect(answerAt(answer, null)).toBe(answer);
    expect(answerAt(answer, answer.notes.length - 1)).toBe(answer);
  });
});

describe("pieces of text", () => {
  test("a text that was settled out of order has at each chunk what had come by then", () => {
    const text = traced([2, "late "], [0, "early "], [3, "last"]);
    expect([0, 1, 2, 3].map((chunk) => textAfter(text, chunk)?.text)).toEqual([
      "early ",
      "early ",
      "late early ",
      "late early last",
    ]);
  });

  test("of any split, each character is found by its chunk and each chunk by its characters", () => {
    const anyPieces = fc.array(fc.tuple(fc.nat(3), fc.string({ minLength: 1, maxLength: 5 })), { maxLength: 30 });
    fc.assert(
      fc.property(anyPieces, (steps) => {
        let chunk = 0;
        const text = traced(...steps.map(([step, part]) => [(chunk += step), part] as const));
        for (const each of new Set(text.pieces.map((piece) => piece.chunk))) {
          for (const [start, end] of offsetsOf(text, each)) {
            for (let offset = start; offset < end; offset++) expect(chunkAtOffset(text, offset)).toBe(each);
          }
          const expected = text.pieces.filter((piece) => piece.chunk <= each).reduce((sum, { length }) => sum + length, 0);
          expect(textAfter(text, each)?.text).toBe(text.text.slice(0, expected));
        }
        expect(chunkAtOffset(text, text.text.length)).toBeNull();
      }),
    );
  });
});

describe("marks", () => {
  const note = (kind: ChunkNote["kind"], length: number): ChunkNote => ({ kind, adds: "x".repeat(length) });

  test("more text is wider, and every chunk can be pointed at", () => {
    const notes = [note("role", 0), note("text", 3), note("text", 300), note("finish", 4)];
    const edges = edgesOf(notes);
    const widths = notes.map((_, index) => edges[index + 1]! - edges[index]!);
    expect(widths[2]).toBeGreaterThan(widths[1]!);
    expect(widths[1]).toBeGreaterThan(widths[0]!);
    expect(edges.at(-1)).toBeCloseTo(1);
    const middles = notes.map((_, index) => (edges[index]! + edges[index + 1]!) / 2);
    expect(middles.map((share) => markAtShare(edges, share))).toEqual([0, 1, 2, 3]);
    expect([markAtShare(edges, -1), markAtShare(edges, 2)]).toEqual([0, 3]);
  });

  test("20,000 chunks are no more marks than pixels, and the end is still seen", () => {
    const notes = [...Array.from({ length: 20_000 }, () => note("text", 5)), note("finish", 4)];
    const marks = marksOf(notes, edgesOf(notes), 500);
    expect(marks.length).toBeLessThanOrEqual(500);
    expect(marks.at(-1)?.kind).toBe("finish");
  });

  test("no chunks are no marks", () => {
    expect(marksOf([], edgesOf([]), 500)).toEqual([]);
    expect(markAtShare(edgesOf([]), 0.5)).toBe(0);
  });
});
