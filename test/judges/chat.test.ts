/**
 * Chat streams, damaged in every way, before both clients of OpenAI's and before the class that replay asks: wherever a client raises, has another
 * answer than we show, or the class refuses a chunk, something is said; where not, nothing is. `JUDGED=20000` tries all of them.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRecordingFile } from "../../server/src/formats/readDocument";
import { check } from "../../server/src/rules/check";
import type { Finding } from "../../server/src/rules/rule";
import { chunkType, recordingText } from "../support/recordings";
import { seeded } from "../support/seeded";
import { oursOf, theirsOf } from "./support/chatSaid";
import { chatStreams } from "./support/chatStreams";
import { Clients, wireOf, type Judgement } from "./support/clients";
import { mutations, sample, type Event } from "./support/mutate";
import { Table } from "./support/table";

const count = Number(process.env.JUDGED ?? 2400);
const seed = Number(process.env.JUDGE_SEED ?? 20261130);

let clients: Clients;
beforeAll(async () => {
  clients = await Clients.start();
});
afterAll(() => clients.close());

const words = {
  role: ["user", "tool"],
  finish_reason: ["stop", "length", "tool_calls", "content_filter", "eos"],
  object: ["chat.completion", "text_completion"],
  type: ["function", "custom"],
};

/** What rules say of a call's meaning, which clients hand on unread: that it can be run, and its result given back. */
const ofMeaning = new Set(["tool.arguments", "tool.no-calls", "tool.unknown", "tool.incomplete", "tool.repeated-name"]);

function isAlarm({ code, severity }: Finding): boolean {
  return (severity === "error" || severity === "warning") && !ofMeaning.has(code);
}

/** OpenRouter's own field: what is of the wrong type inside it is nobody's text, and each client keeps it in its own way. */
const isOddDetail = /^(?:retype|object for text) .*reasoning_details\.0/;

/** Why something is due, and what is said: `alarms` are wrong where nothing is due. */
async function judged(events: readonly Event[]) {
  const stream = events.map((data) => ({ __type__: chunkType, __data__: data }));
  const file = readRecordingFile("x.json", recordingText(stream, true));
  const ours = JSON.stringify(oursOf(file.reassembled));
  const { python, node } = await clients.judge("openai.chat", wireOf("openai.chat", events));
  const refused = (await clients.refusals(chunkType, events)).filter((place) => place !== null);
  const due = [...dueOf("python", python, ours), ...dueOf("node", node, ours), ...refused.map((place) => `refused ${place}`)];
  const findings = check(file).filter(({ code }) => code !== "tool.unknown" && code !== "chunk.id");
  const differ = file.reassembled.disagreements.map(({ what }) => `differ: ${what}`);
  const spelled = (list: readonly Finding[]) => list.map(({ code, message }) => `${code}: ${message}`);
  return { due, made: [...spelled(findings), ...differ], alarms: [...spelled(findings.filter(isAlarm)), ...differ] };
}

function dueOf(client: string, { result, error }: Judgement, ours: string): string[] {
  if (result === undefined) return [`${client} raises ${error ?? ""}`];
  const theirs = JSON.stringify(theirsOf(result));
  return theirs === ours ? [] : [`${client} has ${theirs} and we ${ours}`];
}

describe("What is said of a chat stream", () => {
  it("is what the clients make of it", async () => {
    const all = Object.entries(chatStreams).flatMap(([name, events]) =>
      mutations(events, { words })
        .filter(({ what }) => !isOddDetail.test(what))
        .map((mutation) => ({ name, ...mutation })),
    );
    const sound = Object.entries(chatStreams).map(([name, events]) => ({ name, kind: "none", what: "sound", events }));
    const table = new Table();
    for (const { name, kind, what, events } of [...sound, ...sample(all, count, seeded(seed))]) {
      table.add(kind, `${name}, ${what}`, await judged(events));
    }
    table.print(`chat streams, of ${all.length} mutations (seed ${seed})`);
    expect(table.wrong).toEqual([]);
  });
});
