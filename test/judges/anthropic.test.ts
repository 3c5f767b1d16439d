import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRecordingFile } from "../../server/src/formats/readDocument";
import { check } from "../../server/src/rules/check";
import { recordingText } from "../support/recordings";
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

const request = { tools: tools.map((name) => ({ name, input_schema: { type: "object" } })) };

async function judged(client: ClientName, events: readonly Event[]) {
  const wire = wireOf(client, events);
  const lines = wire.replace(/\n$/, "").split("\n");
  const file = readRecordingFile("x.json", recordingText(lines, true, { endpoint: "/v1/messages", body: request }));
  const due = dueOf(events, await clients.judge(client, wire), oursOf(file.reassembled));
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
      const { due, made, isTold } = await judged(client, events);
      const row = rows.get(kind) ?? { tried: 0, due: 0, made: 0, missed: 0, false: 0 };
      rows.set(kind, row);
      row.tried++;
      if (due.length > 0) row.due++;
      if (made.length > 0) row.made++;
      const missed = due.length > 0 && !isTold;
      if (!missed && (due.length > 0 || made.length === 0)) continue;
      row[missed ? "missed" : "false"]++;
      wrong.push(`${missed ? "MISSED" : "FALSE"} ${name}, ${what}\n    ${[...due, ...made].join("\n    ")}`);
    }
    console.table(Object.fromEntries(rows));
    console.log(`${sound.length} sound streams, ${Math.min(count, all.length)} of ${all.length} damaged ones (seed ${seed})`);
    expect(wrong).toEqual([]);
  });
});
