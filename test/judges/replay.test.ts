/** Our errors on cassettes against real replay: what vcrpy cannot load or play is what we report, and nothing else is. */
import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readDocument } from "../../server/src/formats/readDocument";
import { check } from "../../server/src/rules/check";
import { corpusFolder } from "../support/corpus";
import { ensurePythonReleases } from "../support/pythonEnvironment.mjs";
import { seeded } from "../support/seeded";
import { broken, cassetteText, sound, withMarks } from "./support/cassettes";
import { PythonLines } from "./support/lines";
import { mutations, sample, type Event } from "./support/mutate";

interface Replayed {
  readonly load: string | null;
  readonly plays: readonly (string | null)[];
}

let current: PythonLines;
let older: PythonLines;
beforeAll(async () => {
  const { wheels } = await ensurePythonReleases("replay");
  current = await PythonLines.start("replay", "replay.py");
  older = await PythonLines.start("replay", "replay.py", ...wheels);
});
afterAll(() => {
  current.stop();
  older.stop();
});

const codes = new Set(["cassette.syntax", "cassette.unsafe-tag", "cassette.shape", "cassette.encoding"]);

function errorsIn(text: string): readonly string[] {
  const { recordings } = readDocument("tests/cassettes/test_x/test_y.yaml", text);
  const found = recordings
    .flatMap((recording) => check(recording))
    .filter(({ severity, code }) => severity === "error" && codes.has(code));
  return found.map(({ code, message }) => `${code}: ${message}`);
}

const failureOf = ({ load, plays }: Replayed): string | undefined => load ?? plays.find((each) => each !== null) ?? undefined;

interface Counts {
  fails: number;
  reported: number;
  replays: number;
  readonly differ: string[];
}

/** Asks vcrpy of each text; what is said of those on which we differ. */
async function compare(vcrpy: PythonLines, texts: Iterable<readonly [name: string, text: string]>): Promise<Counts> {
  const counts: Counts = { fails: 0, reported: 0, replays: 0, differ: [] };
  for (const [name, text] of texts) {
    const failure = failureOf(await vcrpy.ask<Replayed>(text));
    const errors = errorsIn(text);
    if (failure === undefined) counts.replays++;
    else counts.fails++;
    if (errors.length > 0) counts.reported++;
    if ((failure === undefined) !== (errors.length === 0))
      counts.differ.push(`${name}: ${failure ?? "replays"} / ${errors.join(" ")}`);
  }
  return counts;
}

function show(what: string, { fails, reported, replays, differ }: Counts): void {
  console.log(`${what}: ${fails} fail, ${reported} are reported, ${replays} replay; we differ on ${differ.length}.`);
}

describe("What vcrpy cannot replay", () => {
  it("is what we report, of cassettes of our own", async () => {
    const texts = [...sound, ...broken].map((value, at) => [String(at), cassetteText(value)] as const);
    const counts = await compare(current, texts);
    show(`${texts.length} cassettes of our own`, counts);
    expect(counts.differ).toEqual([]);
    expect(counts.replays).toBe(sound.length);
  });

  it("is what we report, of values that were damaged at random", async () => {
    const texts = [...damagedValues(700, 1)];
    const counts = await compare(current, texts);
    show(`${texts.length} damaged values`, counts);
    expect(counts.fails).toBeGreaterThan(200);
    expect(counts.replays).toBeGreaterThan(200);
    expect(counts.differ).toEqual([]);
  });

  it("is what we report, of texts that were damaged at random", async () => {
    const texts = [...damagedTexts(1000, 2)];
    const counts = await compare(current, texts);
    show(`${texts.length} damaged texts`, counts);
    expect(counts.fails).toBeGreaterThan(200);
    expect(counts.replays).toBeGreaterThan(200);
    expect(counts.differ).toEqual([]);
  });

  it("is what we report, of real cassettes", async (context) => {
    const texts = corpusTexts();
    if (texts === undefined) return context.skip();
    const counts = await compare(current, texts);
    show(`${texts.length} real cassettes`, counts);
    expect(texts.length).toBeGreaterThan(200);
    expect(counts.differ).toEqual([]);
  });

  it("was the same in 2024, but for tags that were loaded then", async (context) => {
    const texts = corpusTexts();
    if (texts === undefined) return context.skip();
    const plain = texts.filter(([, text]) => !errorsIn(text).some((error) => error.startsWith("cassette.unsafe-tag")));
    const some = sample(plain, 200, seeded(3));
    const counts = await compare(older, some);
    show(`${some.length} real cassettes, vcrpy of 2024`, counts);
    expect(counts.differ).toEqual([]);
  });
});

/** Those that plain vcrpy is for; undefined, said out loud, where there is no corpus. */
function corpusTexts(): readonly (readonly [string, string])[] | undefined {
  const corpus = corpusFolder();
  if (corpus === undefined) return undefined;
  const folder = join(corpus, "cassettes");
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.ya?ml$/.test(name));
  return names.flatMap((name) => {
    const text = readFileSync(join(folder, name), "utf8");
    const isPlain = /^interactions:/m.test(text) && /^[- ]*request:/m.test(text) && !/^\s*(?:parsed_body|proto):/m.test(text);
    return isPlain ? [[basename(name), text] as const] : [];
  });
}

function* damagedValues(count: number, seed: number): Generator<readonly [string, string]> {
  const random = seeded(seed);
  const all = sound.flatMap((value) => mutations([withMarks(value) as Event]));
  for (const { what, events } of sample(all, count, random)) yield [what, cassetteText(events[0] ?? null)];
}

const seeds = sound.map(cassetteText);
const pieces = [
  "\n",
  " ",
  ": ",
  "- ",
  "'",
  '"',
  "|",
  "#",
  "[",
  "{",
  ",",
  "!foo ",
  "!!binary ",
  "!!python/tuple ",
  "= ",
  "a",
  "5",
  "null",
  "~",
  "&a ",
  "*a",
  "\t",
  "<<",
];

/** A file that begins otherwise is no cassette. */
const untouched = "interactions:".length;

/** Texts with one or two changes of a few characters each. */
function* damagedTexts(count: number, seed: number): Generator<readonly [string, string]> {
  const next = seeded(seed);
  const random = (below: number): number => Math.floor(next() * below);
  for (let made = 0; made < count; made++) {
    let text = seeds[random(seeds.length)] ?? "";
    for (let changes = random(2) + 1; changes > 0; changes--) {
      const at = untouched + random(text.length - untouched);
      text = text.slice(0, at) + (random(4) === 0 ? "" : (pieces[random(pieces.length)] ?? "")) + text.slice(at + random(4));
    }
    yield [JSON.stringify(text.slice(untouched)), text];
  }
}
