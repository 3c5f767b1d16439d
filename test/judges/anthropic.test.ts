import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRecordingFile } from "../../server/src/formats/readDocument";
import { check } from "../../server/src/rules/check";
import type { RecordingInDocument } from "../../server/src/recording/recordingDocument";
import { recordingText } from "../support/recordings";
import { openSent } from "../support/sent";
import { seeded } from "../support/seeded";
import { dueOf, oursOf } from "./support/anthropicOracle";
import { anthropicStreams, betaStreams, tools } from "./support/anthropicStreams";
import { Clients, wireOf, type ClientName } from "./support/clients";
import { mutations, sample, type Event } from "./support/mutate";

const count = Number(process.env.JUDGED ?? 2400);
const seed = Number(process.env.JUDGE_SEED ?? 20261130);

let clients: Clients;
beforeAll(async () => {
  clients = await Clients.start();
});
afterAll(() => clients.close());

const request = { stream: true, tools: tools.map((name) => ({ name, input_schema: { type: "object" } })) };
const url = "https://api.example.com/v1/messages";

/** As lines of a recording, and as the events of a cassette. */
const forms: readonly ((wire: string) => RecordingInDocument)[] = [
  (wire) => {
    const lines = wire.replace(/\n$/, "").split("\n");
    return readRecordingFile("x.json", recordingText(lines, true, { endpoint: "/v1/messages", body: request }));
  },
  (wire) => openSent({ url, request, body: wire.split(/(?<=\n\n)/) }),
];

async function judged(client: ClientName, events: readonly Event[]) {
  const wire = wireOf(client, events);
  const judgement = await clients.judge(client, wire);
  return forms.map((open) => outcomeOf(events, judgement, open(wire)));
}

function outcomeOf(events: readonly Event[], judgement: Parameters<typeof dueOf>[1], file: RecordingInDocument) {
  const due = dueOf(events, judgement, oursOf(file.reassembled));
  const findings = check(file).map((each) => ({ ...each, said: `${each.severity} ${each.code}: ${each.message}` }));
  const made = [
    ...findings.filter(({ severity }) => severity === "error" || severity === "warning").map(({ said }) => said),
    ...file.reassembled.disagreements.map(({ what, readings }) => `differ: ${what} ${JSON.stringify(readings)}`),
  ];
  // Failures that a test may have meant, and arguments that the token limit cut off, are information.
  const told = findings.filter(({ code }) => code === "provider.failure" || code === "tool.arguments");
  return { due, made, isTold: made.length + told.length > 0 };
}

/** Beside the words of the stream itself. */
const words = {
  stop_reason: ["tool_use", "pause_turn", "refusal"],
  type: ["text", "tool_use", "text_delta", "error", "message_start", "content_block_stop"],
};

describe("What is said of an Anthropic stream", () => {
  it("is what the clients make of it", async () => {
    const streams = [
      ...Object.entries(anthropicStreams).map(([name, events]) => ({ client: "anthropic.messages" as const, name, events })),
      ...Object.entries(betaStreams).map(([name, events]) => ({ client: "anthropic.beta" as const, name, events })),
    ];
    const sound = streams.map((stream) => ({ ...stream, kind: "sound", what: "as it is" }));
    const all = streams.flatMap(({ client, name, events }) =>
      mutations(events, { words }).map((mutation) => ({ client, name, ...mutation })),
    );
    const rows = new Map<string, { tried: number; due: number; made: number; missed: number; false: number }>();
    const wrong: string[] = [];
    for (const { client, name, kind, what, events } of [...sound, ...sample(all, count, seeded(seed))]) {
      const row = rows.get(kind) ?? { tried: 0, due: 0, made: 0, missed: 0, false: 0 };
      rows.set(kind, row);
      for (const { due, made, isTold } of await judged(client, events)) {
        row.tried++;
        if (due.length > 0) row.due++;
        if (made.length > 0) row.made++;
        const missed = due.length > 0 && !isTold;
        if (!missed && (due.length > 0 || made.length === 0)) continue;
        row[missed ? "missed" : "false"]++;
        wrong.push(`${missed ? "MISSED" : "FALSE"} ${name}, ${what}\n    ${[...due, ...made].join("\n    ")}`);
      }
    }
    console.table(Object.fromEntries(rows));
    console.log(`${sound.length} sound streams, ${Math.min(count, all.length)} of ${all.length} damaged ones (seed ${seed})`);
    expect(wrong).toEqual([]);
  });
});
