/** Whatever a stream of the three big families says is in the answer or beside it: a field that nobody knows, put into any of its objects, is found again. */
import { describe, expect, it } from "vitest";
import { readRecordingFile } from "../../../../server/src/formats/readDocument";
import { isObject } from "../../../../server/src/recording/json";
import { anthropicStreams, betaStreams } from "../../../judges/support/anthropicStreams";
import { chatStreams } from "../../../judges/support/chatStreams";
import { wireOf } from "../../../judges/support/clients";
import type { Event } from "../../../judges/support/mutate";
import { responseStreams } from "../../../judges/support/responseStreams";
import { recordingText } from "../../../support/recordings";
import { openSent } from "../../../support/sent";

const mark = { nobody: ["knows-this-7"] };

/** The same value with a field more in one of its objects, for each of them, and where that is. */
function* withMark(value: unknown, path = ""): Generator<readonly [string, unknown]> {
  if (Array.isArray(value)) {
    for (const [at, each] of value.entries())
      for (const [where, marked] of withMark(each, `${path}/${at}`)) yield [where, value.with(at, marked)];
  } else if (isObject(value)) {
    yield [path, { ...value, never_heard_of: mark }];
    for (const [name, each] of Object.entries(value))
      for (const [where, marked] of withMark(each, `${path}/${name}`)) yield [where, { ...value, [name]: marked }];
  }
}

type Client = Parameters<typeof wireOf>[0];
const families: readonly [Client, string, Readonly<Record<string, readonly Event[]>>][] = [
  ["openai.chat", "/v1/chat/completions", chatStreams],
  ["openai.responses", "/v1/responses", responseStreams],
  ["anthropic.messages", "/v1/messages", { ...anthropicStreams, ...betaStreams }],
];

describe.each(families)("a stream of %s", (client, endpoint, streams) => {
  it("drops no field, recorded as objects, as lines and as events of a cassette", { timeout: 120_000 }, () => {
    const dropped: string[] = [];
    let tried = 0;
    for (const [name, events] of Object.entries(streams)) {
      for (const [where, marked] of withMark(events)) {
        const wire = wireOf(client, marked as Event[]);
        const files = [
          readRecordingFile("x.json", recordingText(marked, true, { endpoint })),
          readRecordingFile("x.json", recordingText(wire.split("\n"), true, { endpoint })),
          openSent({ url: `https://api.example.com${endpoint}`, request: { stream: true }, body: wire.split(/(?<=\n\n)/) }),
        ];
        for (const [at, { reassembled }] of files.entries()) {
          tried++;
          const { also, choices, data, error } = reassembled;
          if (!JSON.stringify([also, choices, data, error]).includes("knows-this-7")) dropped.push(`${name}${where} (${at})`);
        }
      }
    }
    console.log(`${client}: ${tried} streams`);
    expect(dropped).toEqual([]);
  });
});
