/** An event stream that was recorded line by line is shown event by event; the filter reads over the rows. */
import { describe, expect, test } from "vitest";
import { filteredRows, rowAt, rowsOf } from "../../../client/webview/rows";
import { chatStream, recordingText } from "../../support/recordings";
import { viewOf } from "../../support/viewOf";

const delta = (content: string) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}`;
const lined = (...lines: readonly string[]) => rowsOf(viewOf(recordingText(lines, true)));
const short = (rows: ReturnType<typeof rowsOf>) =>
  rows.map(({ first, last, chunk, kind, adds }) => [first, last, chunk, kind, adds]);

describe("rows", () => {
  test("of lines: an event with its blank line, and what stands before it", () => {
    const rows = lined(delta("It "), "", ": ping", "", "event: message", delta("is."), "", "data: [DONE]", "");
    expect(short(rows)).toEqual([
      [0, 1, 0, "text", "It "],
      [2, 6, 5, "text", "is."],
      [7, 8, 7, "empty", ""],
    ]);
    expect(rows.map(({ name }) => name)).toEqual([null, "message", null]);
    expect([0, 1, 2, 6, 8].map((chunk) => rowAt(rows, chunk))).toEqual([0, 0, 1, 1, 2]);
  });

  test("of chunks that are events, or hold several of them: one each", () => {
    const chunks = rowsOf(viewOf(chatStream(["It ", "is."])));
    expect(chunks.map(({ first, last, chunk }) => [first, last, chunk])).toEqual([0, 1, 2].map((at) => [at, at, at]));
    const several = lined(`${delta("It ")}\n\n${delta("is")}\n\n`, `${delta(".")}\n\n`);
    expect(several.map(({ first, last }) => [first, last])).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });
});

describe("the filter", () => {
  const rows = rowsOf(viewOf(chatStream(["It is co", "ld in Os", "", "lo.", "Cold"])));
  const found = (wanted: string) => filteredRows(rows, wanted);

  test("finds words that are parted over rows, in every row that holds a part", () => {
    expect(found("cold")).toEqual([0, 1, 4]);
    expect(found("oslo")).toEqual([1, 3]);
    expect(found("d i")).toEqual([1]);
  });

  test("finds kinds, and nothing that is not there", () => {
    expect(found("finish")).toEqual([5]);
    expect(found("osl in")).toEqual([]);
    expect(found("")).toHaveLength(6);
  });
});
