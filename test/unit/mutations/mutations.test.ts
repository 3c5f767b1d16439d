/**
 * Breaks clean recordings in every way that walking over them gives, and looks whether what matters is found: by the right code, at the right
 * place. Which mutations matter is decided in oracle.ts, without the rules. The sample is drawn by a seed, which is printed; `MUTATIONS=200`
 * draws more of each kind.
 */
import { describe, expect, it } from "vitest";
import type { RecordingInDocument } from "../../../server/src/recording/recordingDocument";
import { check } from "../../../server/src/rules/check";
import { seeded } from "../../support/seeded";
import { judge, look, type Seen, type Why } from "./oracle";
import { mutationsOf, placeOf, type Mutation, type Path } from "./mutate";
import { samples, type Sample } from "./samples";

const seed = Number(process.env.MUTATION_SEED ?? 20261122);
const perKind = Number(process.env.MUTATIONS ?? 6);

interface Found {
  readonly code: string;
  readonly start: number;
  readonly end: number;
  readonly severity: string;
}

interface Outcome {
  readonly label: string;
  readonly mutation: Mutation;
  readonly verdict: string;
  readonly why: readonly Why[];
  readonly found: readonly Found[];
  readonly result: "found" | "missed" | "misplaced" | "silent" | "told" | "false alarm";
}

/** What the rules say; the hash rules look at the workspace, and say this of a file whose name fits its request no more. */
function findingsOf(before: Seen, after: Seen): Found[] {
  const own = check(after.file).map(({ code, severity, range }) => ({ code, severity, ...range }));
  const readable = after.file.document.source.problem === undefined;
  return before.fits && !after.fits && readable
    ? [...own, { code: "hash.mismatch", severity: "warning", start: 0, end: 1 }]
    : own;
}

/** The codes that name a cause wherever it is. */
const causes = /^(recording\.shape|chunk\.(envelope|shape|foreign|sse|id))$/;
const codesOf: Readonly<Record<string, RegExp>> = {
  syntax: /^json\.syntax$/,
  "duplicate key": /^json\.duplicate-key$/,
  name: /^(hash\.mismatch|recording\.test-id)$/,
  "test id": /^(recording\.test-id|hash\.mismatch)$/,
  envelope: /^recording\.stream-flag$/,
  flag: /^recording\.stream-flag$/,
  empty: /^stream\.empty$/,
  order: /^(stream|tool)\./,
  unfinished: /^stream\.(unfinished|empty|order)$/,
  usage: /^stream\.(usage|unfinished|empty)$/,
  "no calls": /^tool\.no-calls$/,
  finish: /^tool\.finish$/,
  incomplete: /^tool\.(incomplete|index)$|^stream\.order$/,
  "unknown tool": /^tool\.(unknown|repeated-name)$/,
  arguments: /^tool\.(arguments|index|two-calls-one-index|repeated-name)$|^stream\.order$/,
  type: /^(stream|tool|recording)\./,
};

const isRight = (why: readonly Why[], code: string): boolean =>
  causes.test(code) ||
  why.some((each) => (codesOf[each.startsWith("disagreement") ? "" : each] ?? /^(tool|stream)\./).test(code));

/** The stretches of text in which a finding about this mutation may stand. */
function regionsOf(file: RecordingInDocument, mutation: Mutation, why: readonly Why[]): { start: number; end: number }[] {
  const chunks = file.recording?.chunks ?? [];
  const { source } = file.document;
  const of = (path: Path) => [source.rangeOf({ path }), source.rangeOf({ path }, "key")];
  const near = mutation.at.flatMap((path) => {
    const place = placeOf(path);
    const chunk = place[1] === "body" && place[0] === "response" ? place[2] : undefined;
    // What was taken out, or came twice, shows at what is next to it.
    const beside =
      typeof chunk === "number"
        ? [chunk - 2, chunk - 1, chunk, chunk + 1, chunk + 2].filter((each) => each >= 0 && each < chunks.length)
        : [];
    return [...of(place), ...beside.flatMap((each) => of(["response", "body", each]))];
  });
  // An answer lacks its end where it ends, and a call what it lacks where its pieces are.
  const ends = why.some((each) => /unfinished|usage|finish|no calls|order/.test(each))
    ? chunks.slice(-6).flatMap(({ path }) => of(path))
    : [];
  const calls = why.some((each) => /arguments|incomplete|tool|disagreement|order|finish/.test(each))
    ? chunks
        .filter(({ data }) => /call|tool_use|partial_json|arguments/.test(JSON.stringify(data)))
        .flatMap(({ path }) => of(path))
    : [];
  const flag = why.some((each) => /flag|envelope/.test(each))
    ? [...of(["response", "is_streaming"]), ...of(["response", "body"])]
    : [];
  const testId = why.includes("test id") ? of(["test_id"]) : [];
  const name = why.includes("name") ? [{ start: 0, end: 1 }] : [];
  const text = mutation.path.length === 0 ? [{ start: 0, end: source.text.length }] : [];
  return [...near, ...ends, ...calls, ...flag, ...testId, ...name, ...text];
}

function outcome(label: string, mutation: Mutation, before: Seen, after: Seen): Outcome {
  const verdict = judge(mutation.kind, before, after);
  const why = verdict.kind === "broken" ? verdict.why : [];
  const found = findingsOf(before, after);
  const known = new Set(findingsOf(before, before).map(({ code }) => code));
  const made = { label, mutation, verdict: verdict.kind, why, found };
  if (mutation.code !== undefined) return { ...made, verdict: "broken", result: resultOf(after.file, mutation, why, found) };
  if (verdict.kind !== "broken") {
    const grave = found.some(({ severity }) => severity === "error" || severity === "warning");
    if (mutation.kind === "unknown key" && found.some(({ code }) => !known.has(code))) return { ...made, result: "false alarm" };
    return { ...made, result: grave ? "told" : "silent" };
  }
  return { ...made, result: resultOf(after.file, mutation, why, found) };
}

function resultOf(
  file: RecordingInDocument,
  mutation: Mutation,
  why: readonly Why[],
  found: readonly Found[],
): Outcome["result"] {
  const right = found.filter(({ code }) => (mutation.code === undefined ? isRight(why, code) : code === mutation.code));
  if (right.length === 0) return "missed";
  const regions = regionsOf(file, mutation, why);
  const placed = right.some(({ start, end }) => regions.some((region) => region.start <= start && end <= region.end));
  return placed ? "found" : "misplaced";
}

/** Of each kind at most so many, the same ones for the same seed. */
function draw(mutations: Iterable<Mutation>, random: () => number): Mutation[] {
  const byKind = new Map<string, Mutation[]>();
  for (const mutation of mutations) byKind.set(mutation.kind, [...(byKind.get(mutation.kind) ?? []), mutation]);
  return [...byKind.values()].flatMap((all) => {
    const rest = [...all];
    return Array.from({ length: Math.min(perKind, all.length) }, () => rest.splice(Math.floor(random() * rest.length), 1)[0]!);
  });
}

function count<T>(items: readonly T[], key: (item: T) => string): Map<string, Record<string, number>> {
  const counts = new Map<string, Record<string, number>>();
  for (const item of items) {
    const { result } = item as { result: string };
    const row = counts.get(key(item)) ?? {};
    counts.set(key(item), { ...row, [result]: (row[result] ?? 0) + 1 });
  }
  return counts;
}

function print(title: string, counts: Map<string, Record<string, number>>): void {
  const rows = [...counts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(
      ([key, row]) =>
        `  ${key.padEnd(28)} ${Object.entries(row)
          .sort()
          .map(([name, n]) => `${name} ${n}`)
          .join(", ")}`,
    );
  console.log(`${title}\n${rows.join("\n")}`);
}

async function breakAll(all: readonly Sample[]): Promise<Outcome[]> {
  const random = seeded(seed);
  const outcomes: Outcome[] = [];
  for (const sample of all) {
    const before = await look(sample.name, sample.text);
    const others = all.filter((other) => other !== sample).filter((_, at) => at % 5 === 0);
    for (const mutation of draw(mutationsOf(sample, others), random)) {
      outcomes.push(outcome(sample.label, mutation, before, await look(mutation.name, mutation.text())));
    }
  }
  return outcomes;
}

describe("Recordings that something happened to", () => {
  const all = samples();

  it("are clean before it", async () => {
    for (const { label, name, text } of all) {
      const seen = await look(name, text);
      const grave = findingsOf(seen, seen).filter(({ severity }) => severity === "error" || severity === "warning");
      expect(grave, label).toEqual([]);
      expect([...seen.wrong], label).toEqual([]);
    }
  });

  it("show what matters, by the right code, at the right place", { timeout: 600_000 }, async () => {
    const outcomes = await breakAll(all);
    const broken = outcomes.filter(({ verdict }) => verdict === "broken");
    console.log(`${outcomes.length} mutations of ${all.length} recordings (seed ${seed}): ${broken.length} matter`);
    print(
      "By mutation (those that matter)",
      count(broken, ({ mutation }) => mutation.kind),
    );
    print(
      "By family (those that matter)",
      count(broken, ({ label }) => label),
    );
    print(
      "By what is wrong",
      count(broken, ({ why }) => why[0] ?? ""),
    );
    const byCode = broken.flatMap((each) =>
      each.found
        .filter(({ code }) => (each.mutation.code === undefined ? isRight(each.why, code) : code === each.mutation.code))
        .map(({ code }) => ({ ...each, code })),
    );
    print(
      "By code",
      count(byCode, ({ code }) => code),
    );
    print(
      "Those that do not matter",
      count(
        outcomes.filter(({ verdict }) => verdict !== "broken"),
        ({ verdict }) => verdict,
      ),
    );
    const lost = broken.filter(({ result }) => result !== "found");
    if (process.env.SHOW !== undefined)
      for (const each of lost)
        console.log(
          each.result,
          each.label,
          each.mutation.kind,
          each.mutation.path.join("/"),
          each.why.join(),
          JSON.stringify(each.found.map(({ code, start, end }) => [code, each.mutation.text().slice(start, end).slice(0, 60)])),
        );
    if (process.env.SHOW !== undefined)
      for (const each of outcomes.filter(({ result }) => result === "told"))
        console.log(
          "told",
          each.label,
          each.mutation.kind,
          each.mutation.path.join("/"),
          each.verdict,
          each.found.map(({ code }) => code).join(),
        );
    const spam = broken.filter(({ found }) => found.filter(({ severity }) => severity !== "hint").length > 3);
    if (process.env.SHOW !== undefined)
      for (const each of spam)
        console.log(
          "spam",
          each.label,
          each.mutation.kind,
          each.mutation.path.join("/"),
          each.why.join(),
          each.found.map(({ code }) => code).join(),
        );
    console.log(`${spam.length} mutations gave more than three findings above a hint`);
    expect(lost.length, "missed or misplaced").toBe(0);
    const alarms = outcomes.filter(({ result }) => result === "false alarm");
    expect(alarms.map(({ label, mutation, found }) => [label, mutation.path.join("/"), found.map(({ code }) => code)])).toEqual(
      [],
    );
  });
});
