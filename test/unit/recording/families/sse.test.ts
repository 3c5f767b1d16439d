/** Lines and pieces of a server-sent-event stream, and the events a client makes of them. */
import { createParser } from "eventsource-parser";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sseEvents } from "../../../../server/src/recording/families/sse";
import { cutText } from "../../../support/wire";

const asChunks = (texts: readonly unknown[]) => texts.map((data, index) => ({ index, data }));
const eventsOf = (...texts: readonly unknown[]) => sseEvents(asChunks(texts));

/** What the npm library makes of the same text. */
function judged(text: string) {
  const events: { event: string | undefined; data: string }[] = [];
  createParser({ onEvent: ({ event, data }) => events.push({ event, data }) }).feed(text);
  return events;
}

const field = fc.constantFrom("data: ", "data:", "event: ", "event:", "id: ", "retry: ", ": ", "odd: ", "");
const word = fc.constantFrom('{"a":1}', "[DONE]", "x", "", "日本 🗼", "a:b", " two", "100");
const line = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(field, word).map((parts) => parts.join("")) },
  { weight: 1, arbitrary: fc.constant("") },
);
const lines = fc.array(line, { minLength: 5, maxLength: 30 });

describe("events of a recorded stream", () => {
  it("are told apart by blank lines, and know their chunks", () => {
    const events = eventsOf(
      "event: start",
      'data: {"n":1}',
      "",
      ": keep-alive",
      "",
      'data: {"n":',
      "data: 2}",
      "",
      "data: [DONE]",
      "",
    );
    expect(events).toEqual([
      {
        event: "start",
        data: '{"n":1}',
        value: { n: 1 },
        done: false,
        ended: true,
        firstChunk: 0,
        lastChunk: 2,
        dataChunks: [1],
        chunk: 1,
        isLine: true,
      },
      {
        event: undefined,
        data: '{"n":\n2}',
        value: { n: 2 },
        done: false,
        ended: true,
        firstChunk: 5,
        lastChunk: 7,
        dataChunks: [5, 6],
        chunk: 6,
        isLine: false,
      },
      {
        event: undefined,
        data: "[DONE]",
        value: undefined,
        done: true,
        ended: true,
        firstChunk: 8,
        lastChunk: 9,
        dataChunks: [8],
        chunk: 8,
        isLine: true,
      },
    ]);
  });

  it("may come as lines with their line breaks, as blocks, or as the network cut them", () => {
    const text = 'event: a\r\ndata: {"text":"data\\nevent"}\r\n\r\ndata: 2\r\n\r\n';
    const expected = judged(text);
    for (const chunks of [[text], text.split(/(?<=\n)/), text.split(/(?<=\n\r\n)/), cutText(text, [])]) {
      expect(eventsOf(...chunks).map(({ event, data }) => ({ event, data }))).toEqual(expected);
    }
  });

  it("that nothing ended are kept and marked", () => {
    expect(eventsOf("data: 1", "", "data: {")).toMatchObject([
      { data: "1", ended: true },
      { data: "{", value: undefined, ended: false },
    ]);
  });

  it("are told apart even where a recorder dropped the blank lines", () => {
    expect(eventsOf("event: a", 'data: {"n":1}', 'data: {"n":2}', "event: b", "data: [DONE]")).toMatchObject([
      { event: "a", value: { n: 1 }, ended: false, chunk: 1 },
      { event: undefined, value: { n: 2 }, ended: false, chunk: 2 },
      { event: "b", done: true, ended: false, chunk: 4 },
    ]);
  });

  it("are those that the eventsource-parser library finds", () => {
    let events = 0;
    fc.assert(
      fc.property(lines, fc.constantFrom("\n", "\r\n", "\r"), (all, lineBreak) => {
        // A line of its own at the end: the library waits for what may follow a last carriage return.
        const text = [...all, ": end", ""].join(lineBreak);
        const expected = judged(`${text}:\n`);
        for (const chunks of [[text], [...all, ": end"], all.map((each) => each + lineBreak)]) {
          const found = eventsOf(...chunks).filter(({ ended }) => ended);
          expect(found.map(({ event, data }) => ({ event, data }))).toEqual(expected);
        }
        events += expected.length;
      }),
      { numRuns: 300 },
    );
    expect(events).toBeGreaterThan(20);
  });

  it("stay the same wherever the network cuts the stream", () => {
    const sound = fc.array(fc.tuple(fc.constantFrom("", "event: e\n"), fc.json()), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(sound, fc.infiniteStream(fc.nat({ max: 12 })), (all, lengths) => {
        const text = all.map(([name, json]) => `${name}data: ${json}\n\n`).join("");
        // Where each cut looks like the start of a line by chance, the pieces cannot be told from lines.
        const pieces = cutText(text, lengths);
        const cuts = pieces.slice(1).filter((_, at) => pieces[at]?.endsWith("\n") === false);
        fc.pre(cuts.length === 0 || cuts.some((piece) => !/^(data|event|id|retry)?:/.test(piece)));
        const found = sseEvents(asChunks(pieces));
        expect(found.map(({ event, data }) => ({ event, data }))).toEqual(judged(text));
      }),
    );
  });

  it("come out of anything without a throw, and in order", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string(), fc.anything())), (chunks) => {
        const events = sseEvents(asChunks(chunks));
        const places = events.flatMap(({ firstChunk, dataChunks, lastChunk }) => [firstChunk, ...dataChunks, lastChunk]);
        expect(places).toEqual([...places].sort((one, other) => one - other));
      }),
    );
  });
});
