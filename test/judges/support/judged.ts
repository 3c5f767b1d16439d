/** A family's streams, damaged one event or field at a time, before a client: where it raises or has another answer than we show, something is said; else nothing. */
import { readJson } from "../../../server/src/recording/depth";
import type { RecordingInDocument } from "../../../server/src/recording/recordingDocument";
import { check } from "../../../server/src/rules/check";
import { seeded } from "../../support/seeded";
import { mutations, sample, type Event, type Mutation } from "./mutate";
import type { Made } from "./served";

export interface Case {
  readonly streams: Readonly<Record<string, readonly Event[]>>;
  /** What the client makes of them. */
  readonly ask: (events: readonly Event[]) => Promise<Made>;
  /** The recording that is made of them. */
  readonly open: (events: readonly Event[]) => RecordingInDocument;
  readonly words: Readonly<Record<string, readonly string[]>>;
  /** How many are tried of each stream. */
  readonly each: number;
  /** Damage that is not asked about. */
  readonly without?: RegExp;
  /** What the client raises on whole streams, whatever they say. */
  readonly refuses?: RegExp;
  /** Of what is told, what this client cannot judge. */
  readonly unjudged?: RegExp;
}

interface Verdict {
  readonly mutation: Mutation;
  readonly due: string | undefined;
  readonly told: readonly string[];
}

async function judged({ ask, open }: Case, mutation: Mutation): Promise<Verdict> {
  const made = await ask(mutation.events);
  const file = open(mutation.events);
  const told = check(file)
    .filter(({ code }) => code === "provider.failure" || !code.startsWith("hash."))
    .filter(({ code, severity }) => code === "provider.failure" || severity === "error" || severity === "warning")
    .map(({ code, message }) => `${code}: ${message}`);
  const differ = file.reassembled.disagreements.map(({ what }) => `clients differ: ${what}`);
  return { mutation, due: dueFor(made, file), told: [...told, ...differ] };
}

/** Why something must be said of this stream; undefined where nothing may. */
function dueFor(made: Made, file: RecordingInDocument): string | undefined {
  if (made.error !== null) return `raises ${made.error}`;
  const ours = shown(file);
  for (const key of ["text", "thoughts", "calls", "finish"] as const) {
    const [theirs, own] = [JSON.stringify(made[key]), JSON.stringify(ours[key])];
    if (theirs !== own) return `${key} is ${theirs} and we show ${own}`;
  }
  // Nothing raises where a stream breaks off, and the answer is half of one all the same.
  if (file.facts?.choices.some(({ finish }) => finish === undefined) === true) return "is cut off";
  if (file.reassembled.choices.length === 0 && file.reassembled.error === null) return "has no answer";
  return made.calls.some(({ name }) => typeof name !== "string" || name === "") ? "a call has no name" : undefined;
}

function shown({ reassembled: { choices } }: RecordingInDocument): Omit<Made, "error"> {
  const [choice] = choices;
  return {
    text: choice?.content?.text ?? "",
    thoughts: choice?.reasoning?.text ?? "",
    calls: (choice?.toolCalls ?? []).map(({ name, arguments: { text } }) => ({ name: name?.value, args: valueOf(text) })),
    finish: choice?.finishReason?.value ?? null,
  };
}

function valueOf(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    return text;
  }
}

/** Node's clients look into nothing, and Python's refuse what their classes do not hold: who reads a shape is replay. Words that end in failure are told, and no client raises them. Whether a tool was offered, the request says. */
const isJudgedElsewhere = /^(chunk\.shape|provider\.failure|chunk\.envelope|tool\.unknown)/;

/** Tries a family's streams and prints how many there were; in words what was missed and what is untrue, of many the first. */
export async function verdictsOn(name: string, family: Case): Promise<{ missed: readonly string[]; untrue: readonly string[] }> {
  const random = seeded(7);
  const tried = Object.values(family.streams).flatMap((events) => [
    { kind: "none", what: "nothing", events },
    ...sample(
      mutations(events, { words: family.words }).filter(({ what }) => family.without?.test(what) !== true),
      family.each,
      random,
    ),
  ]);
  const verdicts: Verdict[] = [];
  for (const mutation of tried) {
    const verdict = await judged(family, mutation);
    if (family.refuses?.test(verdict.due ?? "") !== true) verdicts.push(verdict);
  }
  const missed = verdicts.filter(({ due, told }) => due !== undefined && told.length === 0);
  const untrue = verdicts.filter(
    ({ due, told }) =>
      due === undefined && !told.every((each) => isJudgedElsewhere.test(each) || family.unjudged?.test(each) === true),
  );
  const due = verdicts.filter((each) => each.due !== undefined).length;
  console.log(`${name}: ${verdicts.length} streams, ${due} due, ${missed.length} missed, ${untrue.length} false`);
  return { missed: missed.slice(0, 40).map(inWords), untrue: untrue.slice(0, 40).map(inWords) };
}

const inWords = ({ mutation, due, told }: Verdict): string =>
  `${mutation.kind} ${mutation.what}: ${due ?? "alike"} | ${told.join("; ")}`;
