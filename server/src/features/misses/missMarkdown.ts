/** Missed requests as Markdown, for a preview or a chat. Recorded text is escaped. */
import { fileOf } from "../../recordingId";
import type {
  BodyComparison,
  CassetteExplanation,
  FailedMatcher,
  MissedCassette,
  MissExplanation,
  NearRequest,
} from "../../protocol";
import { fieldName } from "../fieldName";
import { block, inline, joined, link, prose, table, type Markdown } from "../markdown";
import { countOf } from "../recordingTable";

type ShowUri = (uri: string) => string;

/** `shown` turns a file's URI into what the user reads. */
export function missesMarkdown({ misses, more }: CassetteExplanation, shown: ShowUri): Markdown {
  const [only, ...others] = misses;
  if (only && others.length === 0) return prose`${joined([prose`# Missed request`, ...sections(only, shown)], "\n\n")}\n`;
  const each = misses.flatMap((miss, at) => [prose`# ${at + 1}. ${inline(titleOf(miss))}`, ...sections(miss, shown)]);
  const rest = more === 0 ? prose`` : prose`_${more} more are not explained._`;
  return prose`${joined([...each, rest], "\n\n")}\n`;
}

const titleOf = ({ testId, request, cassette }: MissExplanation): string =>
  testId ?? (request === null ? (cassette?.path ?? "Missed request") : `${request.method} ${request.url}`);

function sections(miss: MissExplanation, shown: ShowUri): readonly Markdown[] {
  const { verdict, advice, nearest, comparison, wantsBody } = miss;
  return [
    inline(verdict),
    advice === null ? prose`` : inline(advice),
    facts(miss, shown),
    nearest.length === 0 ? prose`` : prose`## Nearest recordings\n\n${recordingTable(nearest)}`,
    ...saidBy(nearest[0]),
    comparison === null ? prose`` : prose`## The body against that of ${inline(comparison.name)}\n\n${bodyTable(comparison)}`,
    wantsBody ? prose`_To see what differs in the body, run this command again with the request's body._` : prose``,
  ];
}

function facts({ testId, request, cassette, mode, matchers }: MissExplanation, shown: ShowUri): Markdown {
  const lines: readonly (readonly [string, Markdown | null])[] = [
    ["Test", testId === null ? null : inline(testId)],
    ["Request", request === null ? null : inline(`${request.method} ${request.url}`)],
    ["Cassette", cassette === null ? null : cassetteText(cassette, shown)],
    ["Record mode", mode === null ? null : inline(modeText(mode))],
    ["Matched by", matchers.length === 0 ? null : inline(matchers.join(", "))],
  ];
  return joined(
    lines.flatMap(([name, value]) => (value === null ? [] : [prose`- **${inline(name)}:** ${value}`])),
    "\n",
  );
}

function cassetteText({ path, uri, exists, recordings }: MissedCassette, shown: ShowUri): Markdown {
  const name = uri === null ? inline(path) : exists === true ? link(inline(shown(uri)), uri) : inline(shown(uri));
  return prose`${name} — ${inline(presenceOf({ exists, recordings }))}`;
}

/** "there, 3 recordings". */
export function presenceOf({ exists, recordings }: Pick<MissedCassette, "exists" | "recordings">): string {
  if (exists === null) return "not in this workspace";
  return exists ? `there, ${countOf(recordings, "recording")}` : "not there";
}

const modes: Readonly<Record<string, string>> = {
  none: "replays, and records nothing",
  once: "records if there is no file yet",
  new_episodes: "replays, and records what is new",
  all: "records everything",
  rewrite: "records everything again",
};

/** "none: replays, and records nothing". */
export const modeText = (mode: string): string => (modes[mode] === undefined ? mode : `${mode}: ${modes[mode]}`);

/** "path: /v1/chat instead of /v1/responses", as far as the matcher prints it. */
export function matcherText({ name, asked, recorded }: FailedMatcher): string {
  return asked === null || recorded === null ? name : `${name}: ${asked} instead of ${recorded}`;
}

function recordingTable(nearest: readonly NearRequest[]): Markdown {
  const columns = ["recording", "request", "answer", "differs in"];
  const compares = nearest.some(({ differences }) => differences !== null);
  const rows = nearest.map(({ id, name, method, url, preview, failed, differences }) => [
    id === null || name === null ? prose`` : link(inline(name), fileOf(id)),
    inline(`${method} ${url}`),
    inline(preview),
    inline(failed.map(matcherText).join(", ")),
    ...(compares ? [differences === null ? prose`` : prose`${differences}`] : []),
  ]);
  return table(
    [...columns, ...(compares ? ["fields of the body"] : [])].map((title) => ({ title })),
    rows,
  );
}

/** Lines printed by a matcher, such as a comparison of two bodies. */
function saidBy(near: NearRequest | undefined): readonly Markdown[] {
  const said = (near?.failed ?? []).filter(({ message }) => message !== null);
  return said.map(({ name, message }) => prose`## What ${inline(name)} says\n\n${block(message ?? "", "diff")}`);
}

function bodyTable({ differences }: BodyComparison): Markdown {
  if (differences.length === 0) return prose`Nothing differs.`;
  const cell = (value: string | null) => (value === null ? prose`_missing_` : inline(value));
  const rows = differences.map(({ pointer, asked, recorded }) => [inline(fieldName(pointer)), cell(asked), cell(recorded)]);
  return table(
    ["field", "this request", "recorded"].map((title) => ({ title })),
    rows,
  );
}
