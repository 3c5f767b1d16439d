/** The health of a recording's replay, according to the rules' findings. */
import type { Health } from "../../protocol";
import { documentedRules } from "../../rules/documented";
import type { Problems } from "../reports";

/** The rules for each health. */
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

/** What a finding tells; undefined if nothing. Any error prevents a recording from being used. */
export function healthToldBy({ code, severity }: Problems[number]): Health | undefined {
  return toldBy.get(code) ?? (severity === "error" ? "broken" : undefined);
}

/** All that apply, the worst first; at least one. Muted findings do not count, but such a recording is not healthy. */
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

/** The results of coverage are not findings, but are filtered and counted like them. */
const ofCoverage = new Map([
  ["coverage.never-opened", "No run with coverage opened the file"],
  ["coverage.never-played", "Runs with coverage opened the cassette and never played this recording"],
]);

const summaries = new Map([
  ...documentedRules.map(({ code, summary }) => [code, summary.replaceAll("`", "")] as const),
  ...ofCoverage,
]);

/** What a rule checks, in one sentence of plain text. */
export const summaryOfRule = (code: string): string => summaries.get(code) ?? code;

/** Puts the reasons of a health first. */
export function reasonsFirst(problems: Problems, health: Health): Problems {
  const isReason = (problem: Problems[number]) => healthToldBy(problem) === health;
  return [...problems.filter(isReason), ...problems.filter((each) => !isReason(each))];
}
