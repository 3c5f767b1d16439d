/** `check_recordings`: the findings of recordings, one entry for each cause. */
import * as z from "zod/mini";
import type { LocatedFinding } from "../../index/store/summary";
import { numberIn } from "../../recordingId";
import type { Severity } from "../../rules/rule";
import { findingsOf, told } from "../diagnostics";
import type { Services } from "../services";
import { shownFile } from "./names";
import { page, paged, pageOf } from "./pages";
import { number, optionalText, said, text, tool } from "./tool";
import { narrowed, wantedRecordings, type Narrowed } from "./wanted";

const severities: readonly Severity[] = ["error", "warning", "information", "hint"];

const places = z.optional(
  z.int().check(z.minimum(1), z.maximum(100), z.describe("How many places to name of each cause; 2 by default.")),
);

export const finding = z.object({
  code: z.string(),
  severity: z.enum(["error", "warning", "information", "hint"]),
  message: text("What is wrong with the first of them, and the consequence."),
  recordings: number("How many recordings have it."),
  places: z.array(z.string().check(z.describe("path:line of the first ones."))),
});

export const checkRecordings = tool({
  name: "check_recordings",
  title: "Check Recordings",
  description:
    "Find problems in recordings: damaged or unfinished streams, wrong names and hashes, secrets, removed tests, duplicates. " +
    "One entry for each cause with the number of recordings, the most severe first. preview_fix says what the fixes would change.",
  input: z.object({
    ...narrowed,
    code: optionalText("A rule's code, such as stream.unfinished."),
    severity: z.optional(
      z.enum(["error", "warning", "information", "hint"]).check(z.describe("This severity and more severe ones.")),
    ),
    places,
    ...paged,
  }),
  output: z.object({
    checked: number("How many recordings were checked."),
    by_severity: z.record(z.string(), z.number()),
    findings: z.array(finding),
    in_baseline: z.optional(number("How many other findings are in the baseline, and therefore not listed.")),
    total: page.total,
    next_cursor: page.next_cursor,
    ...said,
  }),
  answer: async (services, { code, severity, places: most = 2, ...asked }) => {
    const found = await findingsIn(services, asked);
    const last = severity === undefined ? severities.length : severities.indexOf(severity);
    const isWanted = (each: LocatedFinding) =>
      (code === undefined || each.code === code) && severities.indexOf(each.severity) <= last;
    const wanted = found.findings.filter(({ finding: each }) => isWanted(each));
    const muted = found.muted.filter(isWanted).length;
    const { entries, page: about } = pageOf(causesOf(wanted), asked);
    const counts = severities.map((each) => [each, wanted.filter((one) => one.finding.severity === each).length] as const);
    return {
      checked: found.checked,
      by_severity: Object.fromEntries(counts.filter(([, count]) => count > 0)),
      findings: entries.map((each) => shownCause(services, each, most)),
      ...(muted === 0 ? {} : { in_baseline: muted }),
      ...about,
    };
  },
});

export interface Found {
  readonly id: string;
  readonly uri: string;
  readonly finding: LocatedFinding;
}

/** With the severities of the settings; `muted` are those in the baseline. */
export async function findingsIn(
  services: Services,
  asked: Narrowed,
): Promise<{ readonly checked: number; readonly findings: readonly Found[]; readonly muted: readonly LocatedFinding[] }> {
  const { index } = services.workspace;
  const wanted = await wantedRecordings(services, asked);
  const all = wanted.flatMap(({ id, uri }) => {
    const summary = index.get(id);
    return summary === undefined ? [] : [{ id, uri, ...told(services, summary, findingsOf(services, summary)) }];
  });
  const findings = all.flatMap(({ id, uri, shown }) => shown.map((each) => ({ id, uri, finding: each })));
  return { checked: wanted.length, findings, muted: all.flatMap(({ muted }) => muted) };
}

/** Groups findings whose messages only differ in names and numbers, the most severe and then the most frequent first. */
export function causesOf(found: readonly Found[]): readonly (readonly [Found, ...Found[]])[] {
  const groups = new Map<string, [Found, ...Found[]]>();
  for (const each of found) {
    const key = `${each.finding.severity}\n${each.finding.code}\n${withoutValues(each.finding.message)}`;
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  const rank = ([{ finding: first }]: readonly [Found, ...Found[]]) => severities.indexOf(first.severity);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b) || b.length - a.length);
}

/** The message without quotes, shortened parts, hashes and numbers. */
export function withoutValues(message: string): string {
  const words = message.split(" ").map((word) => (word.includes("…") ? "*" : word));
  return words.join(" ").replace(/`[^`]*`|"[^"]*"|[0-9a-f]{12,}|\d[\d,.]*/g, "*");
}

export function shownCause(
  services: Services,
  [first, ...others]: readonly [Found, ...Found[]],
  most: number,
): z.infer<typeof finding> {
  const { code, severity, message } = first.finding;
  const all = [first, ...others];
  return {
    code,
    severity,
    message,
    recordings: new Set(all.map(({ id }) => id)).size,
    places: all.slice(0, most).map((each) => placeOf(services, each)),
  };
}

const placeOf = (services: Services, { id, uri, finding: { range } }: Found): string =>
  `${shownFile(services, uri)}:${range.start.line + 1}${numberIn(id) === "" ? "" : ` (${numberIn(id)})`}`;
