/** How replay fares with a recording, told by what the rules found. */
import type { Health } from "../../protocol";
import { documentedRules } from "../../rules/documented";
import type { Problems } from "../reports";

/** The rules that tell of each. */
const codes: Readonly<Record<Exclude<Health, "muted" | "served">, readonly string[]>> = {
  broken: [
    ...["recording.unreadable", "recording.shape", "json.syntax"],
    ...["cassette.syntax", "cassette.unsafe-tag", "cassette.shape", "cassette.encoding"],
  ],
  notFound: ["hash.mismatch", "hash.older-scheme", "recording.misplaced", "recording.name"],
  unused: [
    ...["recording.test-gone", "cassette.test-gone", "recording.duplicate", "cassette.unplayed"],
    ...["coverage.never-opened", "coverage.never-played"],
  ],
  secret: ["secret.key", "secret.header", "secret.cookie"],
};

const toldBy = new Map(Object.entries(codes).flatMap(([health, each]) => each.map((code) => [code, health as Health] as const)));

/** What a finding tells; undefined where it says nothing of all that. Whatever is an error keeps a recording from being used. */
export function healthToldBy({ code, severity }: Problems[number]): Health | undefined {
  return toldBy.get(code) ?? (severity === "error" ? "broken" : undefined);
}

/** All that hold, the worst first; at least one. What is muted is not told, and does not make a recording one that is served. */
export function healthsOf(problems: Problems, muted: Problems = []): readonly [Health, ...Health[]] {
  if (problems.length === 0 && muted.length === 0) return ["served"];
  const told = new Set(problems.map(healthToldBy));
  const found = new Set([...told, ...muted.map(healthToldBy)]);
  const isServed = worstFirst.every((health) => health === "secret" || !found.has(health));
  const all: readonly Health[] = [
    ...worstFirst.filter((health) => told.has(health)),
    ...(muted.length > 0 ? (["muted"] as const) : []),
    ...(isServed ? (["served"] as const) : []),
  ];
  const [worst = "served", ...others] = all;
  return [worst, ...others];
}

const worstFirst = ["broken", "notFound", "unused", "secret"] as const;

/** What runs with coverage tell of recordings is no finding, and is filtered and counted like one. */
const ofCoverage = new Map([
  ["coverage.never-opened", "No run with coverage opened the file"],
  ["coverage.never-played", "Runs with coverage opened the cassette and never played this recording"],
]);

const summaries = new Map([
  ...documentedRules.map(({ code, summary }) => [code, summary.replaceAll("`", "")] as const),
  ...ofCoverage,
]);

/** What a rule looks for, in one sentence of plain text. */
export const summaryOfRule = (code: string): string => summaries.get(code) ?? code;

/** The reasons of a health first. */
export function reasonsFirst(problems: Problems, health: Health): Problems {
  const isReason = (problem: Problems[number]) => healthToldBy(problem) === health;
  return [...problems.filter(isReason), ...problems.filter((each) => !isReason(each))];
}
