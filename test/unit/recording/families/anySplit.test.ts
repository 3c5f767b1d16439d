/** However an answer is cut into pieces, and those into chunks, lines and events: the same answer comes out, each part with its chunk. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anthropicMessages } from "../../../../server/src/recording/families/anthropicMessages";
import type { Family } from "../../../../server/src/recording/families/family";
import { geminiGenerate } from "../../../../server/src/recording/families/geminiGenerate";
import { geminiInteractions } from "../../../../server/src/recording/families/geminiInteractions";
import { ollamaChat, ollamaGenerate } from "../../../../server/src/recording/families/ollama";
import type { Reassembled } from "../../../../server/src/recording/reassembled";
import { readRecordingFile } from "../../../../server/src/formats/readDocument";
import { recordingText } from "../../../support/recordings";
import { cutText, joined, said, sseLines, textsOf, type Data } from "../../../support/wire";
import {
  answers,
  anthropicEvents,
  contentEvents,
  geminiChunks,
  ollamaChunks,
  ollamaCompletionChunks,
  stepEvents,
  type Cut,
  type PlainAnswer,
} from "../../../support/wireAnswers";

interface Format {
  readonly title: string;
  readonly family: Family;
  readonly objects: (answer: PlainAnswer, cut: Cut) => Data[];
  /** The property that names an event in its `event:` line. */
  readonly event?: string;
  /** The role, the words for an end with and without calls. */
  readonly role: string | null;
  readonly ends: readonly [withCalls: string, without: string];
  readonly total: boolean;
  readonly calls?: false;
}

const formats: readonly Format[] = [
  {
    title: "Anthropic messages",
    family: anthropicMessages,
    objects: anthropicEvents,
    event: "type",
    role: "assistant",
    ends: ["tool_use", "end_turn"],
    total: false,
  },
  {
    title: "Gemini answers",
    family: geminiGenerate,
    objects: (answer, cut) => geminiChunks(answer, cut, false),
    role: "model",
    ends: ["STOP", "STOP"],
    total: true,
  },
  {
    title: "Gemini answers in camelCase",
    family: geminiGenerate,
    objects: (answer, cut) => geminiChunks(answer, cut, true),
    role: "model",
    ends: ["STOP", "STOP"],
    total: true,
  },
  {
    title: "Gemini interactions",
    family: geminiInteractions,
    objects: stepEvents,
    event: "event_type",
    role: null,
    ends: ["requires_action", "completed"],
    total: true,
  },
  {
    title: "Gemini interactions, first generation",
    family: geminiInteractions,
    objects: contentEvents,
    event: "event_type",
    role: "model",
    ends: ["requires_action", "completed"],
    total: true,
  },
  { title: "Ollama chats", family: ollamaChat, objects: ollamaChunks, role: "assistant", ends: ["stop", "stop"], total: false },
  {
    title: "Ollama completions",
    family: ollamaGenerate,
    objects: ollamaCompletionChunks,
    role: null,
    ends: ["stop", "stop"],
    total: false,
    calls: false,
  },
];

/** What was meant, in the words of the model. */
function meant(answer: PlainAnswer, { role, ends, total, calls }: Format) {
  const made = calls === false ? [] : answer.calls;
  return {
    usage: { inputTokens: answer.input, outputTokens: answer.output, totalTokens: total ? answer.input + answer.output : null },
    error: null,
    choices: [
      {
        role,
        content: answer.text,
        reasoning: answer.reasoning,
        calls: made.map(({ id, name, input }) => ({ id, name, arguments: JSON.stringify(input) })),
        finish: ends[made.length > 0 ? 0 : 1],
      },
    ],
  };
}

/** Each text consists of its pieces, and none is said by a chunk that is not there. */
function expectTraced(answer: Reassembled, chunks: number): void {
  for (const { text, pieces } of textsOf(answer)) {
    expect(pieces.reduce((length, piece) => length + piece.length, 0)).toBe(text.length);
    const order = pieces.map(({ chunk }) => chunk);
    expect(order.every((chunk) => chunk >= 0 && chunk < chunks)).toBe(true);
  }
  expect(answer.notes).toHaveLength(chunks);
}

const lengths = fc.infiniteStream(fc.nat({ max: 9 }));

describe.each(formats)("$title", (format) => {
  const { family, objects, event } = format;

  it("are the same answer however they are cut and written down", () => {
    fc.assert(
      fc.property(answers, lengths, lengths, (answer, textCuts, networkCuts) => {
        const chunks = objects(answer, (text) => cutText(text, textCuts));
        const lines = sseLines(chunks, event);
        const bodies = {
          objects: chunks,
          lines,
          linesWithBreaks: lines.map((line) => `${line}\n`),
          blocks: sseLines(chunks, event)
            .join("\n")
            .split(/(?<=\n\n)/),
          network: cutText(`: a comment first\n${lines.map((line) => `${line}\r\n`).join("")}`, networkCuts),
          jsonLines: chunks.map((chunk) => JSON.stringify(chunk)),
        };
        for (const body of Object.values(bodies)) {
          const result = joined(family, body);
          expect(said(result)).toMatchObject(meant(answer, format));
          expectTraced(result, body.length);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("say in a note what each object adds, and that the lines between them add nothing", () => {
    fc.assert(
      fc.property(answers, lengths, (answer, cuts) => {
        const lines = sseLines(
          objects(answer, (text) => cutText(text, cuts)),
          event,
        );
        const { notes } = joined(family, lines);
        for (const [at, line] of lines.entries())
          if (!line.startsWith("data:")) expect(notes[at]).toEqual({ kind: "empty", adds: "" });
        const added = (kind: string) => notes.flatMap((note) => (note.kind === kind ? note.adds : [])).join("");
        expect({ text: added("text"), reasoning: added("reasoning") }).toEqual({
          text: answer.text,
          reasoning: answer.reasoning,
        });
      }),
      { numRuns: 30 },
    );
  });

  it("have nothing wrong with them, and are known by each object and each line of data", () => {
    fc.assert(
      fc.property(answers, lengths, (answer, cuts) => {
        const chunks = objects(answer, (text) => cutText(text, cuts));
        for (const body of [chunks, sseLines(chunks, event)]) {
          const { recording } = readRecordingFile("x.json", recordingText(body, true));
          for (const chunk of recording?.chunks ?? []) expect(family.validate(chunk)).toEqual([]);
          const known = recording?.chunks.filter((chunk) => family.recognises(chunk)).length ?? 0;
          expect(known).toBeGreaterThanOrEqual(chunks.length - 1 - chunks.filter(({ type }) => type === "ping").length);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("may end anywhere, or hold anything, and are still joined as far as they go", () => {
    const broken = fc.anything({ withNullPrototype: false, maxDepth: 3 });
    fc.assert(
      fc.property(answers, lengths, fc.nat(), fc.nat(), broken, (answer, cuts, end, place, value) => {
        const chunks = objects(answer, (text) => cutText(text, cuts));
        const text = JSON.stringify(chunks[place % chunks.length]);
        const damaged = chunks.map((chunk, at) => (at === place % chunks.length ? retyped(chunk, end, value) : chunk));
        const bodies = [
          chunks.slice(0, end % chunks.length),
          [...chunks.slice(0, place % chunks.length), text.slice(0, end % text.length)],
          damaged,
          sseLines(damaged, event),
          [value, ...chunks],
          value,
        ];
        for (const body of bodies) {
          const { recording } = readRecordingFile("x.json", recordingText(body, true));
          for (const chunk of recording?.chunks ?? []) family.validate(chunk);
          if (recording) expectTraced(family.read(recording).reassembled, recording.chunks.length);
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** The same object with one of its values, at whatever depth, replaced. */
function retyped(object: Data, seed: number, value: unknown): Data {
  const keys = Object.keys(object);
  const key = keys[seed % keys.length] ?? "";
  const inner = object[key];
  const goDeeper = typeof inner === "object" && inner !== null && seed % 3 > 0;
  const replaced = !goDeeper
    ? value
    : Array.isArray(inner)
      ? inner.map((each: unknown) =>
          typeof each === "object" && each !== null ? retyped(each as Data, seed >> 1, value) : value,
        )
      : retyped(inner as Data, seed >> 1, value);
  return { ...object, [key]: replaced };
}

it.each([
  [anthropicMessages, { type: "toString" }],
  [geminiInteractions, { event_type: "constructor", interaction: {} }],
])("an event named like something that all objects have is one that nobody knows", (family, data) => {
  const { recording } = readRecordingFile("x.json", recordingText([data], true));
  expect(recording?.chunks.flatMap((chunk) => family.validate(chunk))).toEqual([]);
});
